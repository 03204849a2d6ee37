"""What the page that offers an alert shows, and how its form is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import Request
from werkzeug.datastructures import MultiDict

from foothold.alerts.alert import Rhythm, Wish, read_address
from foothold.alerts.mail_server import why_no_mail
from foothold.errors import WrongUse
from foothold.index.fields import OPEN_ENDED
from foothold.index.query import UNKNOWN
from foothold.searching.filters import labels_of
from search_api.http.form_token import form_token, is_ours
from search_api.search.parameters import Intents
from search_api.search.request import Asked
from search_api.search.searching import labelled, search
from search_api.services import Services
from search_api.web import words
from search_api.web.messages import message
from search_api.web.search import filters
from search_api.web.search.filters import Choice, href

FORM = "alerts"
EVERYTHING = "everything on Foothold"
SOME_WORDS, A_PLACE = "the words that were typed in", "near the place that was typed in"
LONGEST_SEARCH = 2000
RHYTHMS: Mapping[Rhythm, str] = {Rhythm.DAILY: "Every day", Rhythm.WEEKLY: "Every Monday"}
BAD_ADDRESS = "Write your e-mail address like name@example.com."
TOO_OLD = "This page was open for too long. Press the button again."
TOO_LONG = "This search is too long for an alert. Take some filters away first."
NO_AGE = "your age or school year, because we do not keep it. Alerts tell you of adverts for every age."
BAD_RHYTHM = "Choose how often we write from the list."


@dataclass(frozen=True, slots=True)
class AlertPage:
    """`offered` is False where this Foothold sends no mail. `narrowings` say the search in words."""

    offered: bool
    narrowings: tuple[str, ...]
    total: str
    search: str
    query: str
    token: str
    typed: str
    rhythms: tuple[Choice, ...]
    left_out: tuple[str, ...]
    errors: Mapping[str, str]

    @property
    def error_items(self) -> list[dict[str, str | None]]:
        """As the error summary takes them."""
        fields = ("address", "rhythm")
        return [
            {"text": text, "href": f"#{name}" if name in fields else None}
            for name, text in self.errors.items()
        ]


def alert_page(
    services: Services, args: MultiDict[str, str], typed: Mapping[str, str], errors: Mapping[str, str]
) -> AlertPage:
    """Raises IndexUnavailable."""
    asked, unread = _asked(services, args)
    narrowings, total = _described(services, asked)
    return AlertPage(
        offered=why_no_mail(services.settings) is None,
        narrowings=narrowings,
        total=words.opportunities(total),
        search=href(asked),
        query=asked.query_string(),
        token=form_token(FORM, services.secret, services.clock()),
        typed=typed.get("address", "")[:300],
        rhythms=tuple(
            Choice(rhythm, "rhythm", rhythm, text, typed.get("rhythm") == rhythm)
            for rhythm, text in RHYTHMS.items()
        ),
        left_out=unread,
        errors=errors,
    )


def read_form(services: Services, request: Request) -> tuple[Wish | None, dict[str, str]]:
    """What is asked for, or by field what to tell the person. Raises IndexUnavailable."""
    asked, _ = _asked(services, request.args)
    errors: dict[str, str] = {}
    address = ""
    try:
        address = read_address(request.form.get("address", ""))
    except WrongUse:
        errors["address"] = BAD_ADDRESS
    rhythm = request.form.get("rhythm", "")
    if rhythm not in RHYTHMS:
        errors["rhythm"] = BAD_RHYTHM
    if not is_ours(request.form.get("made", ""), FORM, services.secret, services.clock()):
        errors["made"] = TOO_OLD
    if len(asked.query_string()) > LONGEST_SEARCH:
        errors["search"] = TOO_LONG
    if errors:
        return None, errors
    narrowings, _ = _described(services, asked)
    known = ", ".join(_known(services, asked)) or EVERYTHING
    return Wish(address, asked.query_string(), ", ".join(narrowings), Rhythm(rhythm), known), {}


def _asked(services: Services, args: MultiDict[str, str]) -> tuple[Asked, tuple[str, ...]]:
    """The search itself as the search page reads it, without its order and page, and what was left out of it. How
    old somebody is must not stand beside an address that we keep."""
    asked, errors = services.reader.leniently(args)
    unread = [message(error) for name, error in errors.items() if name not in ("sort", "cursor")]
    asked = services.intents.understood(asked, Intents.APPLY).search
    unread += [NO_AGE] if asked.age or asked.school_year else []
    alone = replace(asked, age=None, school_year=None, sort=None, per_page=None, cursor=None)
    return alone, tuple(unread)


def _described(services: Services, asked: Asked) -> tuple[tuple[str, ...], int]:
    """The search in words, and how many it finds now."""
    answer = search(
        services, replace(asked, per_page=1), tuple(n for n in OPEN_ENDED if asked.filters.get(n))
    )
    named = {
        (name, one["value"]): one["label"]
        for name, found in labelled(services, answer.results.facets).items()
        for one in found
    }
    return tuple(_said(asked, services.borough_names, named)) or (EVERYTHING,), answer.results.total


def _said(asked: Asked, boroughs: Mapping[str, str], named: Mapping[tuple[str, str], str]) -> Iterator[str]:
    if asked.q:
        yield f"“{asked.q}”"
    for tag in filters.tags(asked, boroughs, named):
        yield tag.label


def _known(services: Services, asked: Asked) -> Iterator[str]:
    """The search in our own words alone: what was typed, and what adverts or addresses of pages say, is only named."""
    closed = {
        name: [v for v in values if _is_known(services, name, v)] for name, values in asked.filters.items()
    }
    filtered = {name: tuple(values) for name, values in closed.items() if values}
    plain = replace(
        asked, q="", liked=(), as_words=(), near=None, located=None, within=None, filters=filtered
    )
    titles = {("source", slug): source.title for slug, source in services.sources.items()}
    yield from (tag.label for tag in filters.tags(plain, services.borough_names, titles))
    left_out = sum(map(len, asked.filters.values())) - sum(map(len, filtered.values()))
    if left_out:
        yield words.counted(left_out, "employer or site", "employers or sites")
    if asked.located:
        yield A_PLACE
    if asked.q:
        yield SOME_WORDS


def _is_known(services: Services, name: str, value: str) -> bool:
    """Whether the label of this value is ours: those of employers are what adverts say."""
    if name == "source":
        return value in services.sources
    return value in (services.borough_names if name == "borough" else labels_of(name)) or (
        name == "borough" and value == UNKNOWN
    )
