"""The search page: everything its template shows, worked out from one query string."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from foothold.clock import london_date
from foothold.index.fields import OPEN_ENDED
from foothold.index.query import Include, Sort
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.filters import PANEL
from foothold.searching.intents import Intent
from foothold.searching.labels import SORTS
from foothold.searching.locate import boroughs_in
from search_api.feeds.following import Follow, follow
from search_api.http.problems import BadParameters, ParameterError
from search_api.search.parameters import Intents
from search_api.search.request import Asked
from search_api.search.searching import SearchAnswer, labelled, search
from search_api.search.understanding import UnderstoodSearch
from search_api.services import Services
from search_api.web import words
from search_api.web.card import Card, card_of
from search_api.web.messages import message
from search_api.web.search import alternatives, filters, understood_tags
from search_api.web.search.alternatives import AskedBack, Offer
from search_api.web.search.filters import Choice, Group, Tag, href
from search_api.web.search.match_line import why
from search_api.web.search.understood_tags import UnderstoodTag

FIELD_IDS: Mapping[str, str] = {
    "q": "q", "near": "near", "within": "within", "age": "age", "school_year": "school_year", "min_hourly": "min_hourly", "closing_before": "closing_before",
    "start_from": "start_from", "start_to": "start_to", "posted_within_days": "posted_within_days",
    "national": "national", "remote": "remote",
}  # fmt: skip
"""The fields that a message can lead to."""
DAYS = ("closing_before", "start_from", "start_to")
IN_PANEL = (
    "age",
    "school_year",
    "min_hourly",
    "closing_before",
    "start_from",
    "start_to",
    "posted_within_days",
    "national",
    "remote",
)
KEPT = ("employer", "source", "intents", "as_words", "sort", "per_page")
"""What the form has no field for and must not lose."""


@dataclass(frozen=True, slots=True)
class Message:
    """What could not be read. `href` leads to the field, where the page has one."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    title: str
    heading: str
    narrowed: bool
    here: str
    degraded: bool
    typed: Mapping[str, str]
    groups: tuple[Group, ...]
    within: tuple[Choice, ...]
    ages: tuple[Choice, ...]
    school_years: tuple[Choice, ...]
    start_months: tuple[Choice, ...]
    posted: tuple[Choice, ...]
    national: tuple[Choice, ...]
    remote: tuple[Choice, ...]
    kept: tuple[tuple[str, str], ...]
    reading: UnderstoodTag
    tags: tuple[Tag, ...]
    lift_all: str
    sorts: tuple[Choice, ...]
    cards: tuple[Card, ...]
    messages: tuple[Message, ...]
    field_messages: Mapping[str, str]
    panel_open: bool
    asked_back: AskedBack | None
    place_offers: tuple[Offer, ...]
    wider: tuple[Offer, ...]
    left_out: Offer | None
    follow: Follow
    first_page: str | None
    next_page: str | None

    @property
    def error_items(self) -> list[dict[str, str | None]]:
        """The messages as the error summary takes them."""
        return [{"text": message.text, "href": message.href} for message in self.messages]


def search_page(services: Services, args: MultiDict[str, str]) -> SearchPage:
    """Raises IndexUnavailable. What cannot be read is told and passed over; the rest is searched for."""
    read, errors = services.reader.leniently(args)
    understood = services.intents.understood(
        services.intents.settled(read, args.get("read", "")), Intents.APPLY
    )
    answer, errors = _found(services, understood.search, errors)
    asked, search = replace(understood.asked, cursor=answer.asked.cursor), answer.asked
    unclear = errors.pop("near") if _may_be_asked_back(errors) else None
    services.unanswered.note(search, answer.results)
    total = answer.results.total
    today = london_date(services.clock())
    hits = zip(answer.opportunities, answer.results.hits, strict=True)
    matched = answer.matches()
    names = services.borough_names
    heading = _heading(asked, total)
    in_form = (*FIELD_IDS, *(one.name for one in PANEL))
    reading = understood_tags.reading_of(services.intents, asked, understood.intents, names, in_form)
    return SearchPage(
        title=heading if args else "Find apprenticeships and work experience in London",
        heading=heading,
        narrowed=any(asked.pairs()),
        here=href(asked),
        degraded=answer.results.degraded,
        typed=_typed(args, search, services.places) | {"q": args.get("q", "")[:200] or asked.q},
        groups=filters.groups(search, answer.results.facets, names),
        within=filters.within(search),
        ages=filters.ages(search.age),
        school_years=filters.school_years(search),
        start_months=filters.start_months(search, today),
        posted=filters.posted(search),
        national=filters.modes("national", search),
        remote=filters.modes("remote", search),
        kept=(*((name, value) for name, value in asked.pairs() if name in KEPT), *reading.kept),
        reading=reading,
        tags=filters.tags(asked, names, _named(services, answer)),
        lift_all=href(Asked(q=asked.q, intents=asked.intents, as_words=asked.as_words)),
        sorts=_sorts(asked, search),
        cards=tuple(
            replace(
                card_of(public, today, search, hit.distance_miles, services.places), why=why(matched[hit.id])
            )
            for public, hit in hits
        ),
        messages=tuple(_messages(errors)),
        field_messages={name: message(error) for name, error in errors.items()},
        panel_open=any(name in errors for name in IN_PANEL),
        asked_back=_asked_back(services, asked, unclear, understood.ambiguous),
        place_offers=_places(services, understood),
        wider=_wider(services, asked, answer) if total == 0 else (),
        left_out=_left_out(asked, search),
        follow=follow(services, asked, search),
        first_page=href(replace(asked, cursor=None)) if asked.cursor else None,
        next_page=href(replace(asked, cursor=answer.next_cursor)) if answer.next_cursor else None,
    )


def _found(
    services: Services, asked: Asked, errors: dict[str, ParameterError]
) -> tuple[SearchAnswer, dict[str, ParameterError]]:
    """The answer; from the first page where the cursor belongs to another search."""
    try:
        return search(services, asked, _facets(asked)), errors
    except BadParameters as bad:
        more = {error.parameter: error for error in bad.errors}
        return search(services, replace(asked, cursor=None), _facets(asked)), errors | more


def _facets(asked: Asked) -> tuple[str, ...]:
    """What the panel counts, and the chosen employers and sources for their names."""
    return (*(one.name for one in PANEL), *(name for name in OPEN_ENDED if asked.filters.get(name)))


def _named(services: Services, answer: SearchAnswer) -> dict[tuple[str, str], str]:
    """What chosen employers and sources are called, by parameter and value."""
    open_ended = {name: found for name, found in answer.results.facets.items() if name in OPEN_ENDED}
    said = labelled(services, open_ended)
    return {(name, facet["value"]): facet["label"] for name, facets in said.items() for facet in facets}


def _may_be_asked_back(errors: Mapping[str, ParameterError]) -> bool:
    return "near" in errors and bool(errors["near"].candidates)


def _asked_back(
    services: Services, asked: Asked, unclear: ParameterError | None, said: Intent | None
) -> AskedBack | None:
    """The place that could be several: in its own field or, where that says none, among the words."""
    if unclear:
        return alternatives.asked_back(asked, unclear)
    if said and not asked.has_place:
        return alternatives.asked_back_in_words(asked, said, services.places)
    return None


def _places(services: Services, understood: UnderstoodSearch) -> tuple[Offer, ...]:
    """None for a place that the words have given already, or that is asked back."""
    asked, search = understood.asked, understood.search
    given = search.has_place and not asked.has_place
    return () if given or understood.ambiguous else alternatives.places(asked, services.places)


def _heading(asked: Asked, total: int) -> str:
    """`123 opportunities for “nursery” near E8`."""
    what = f" for “{asked.q}”" if asked.q else ""
    where = f" near {asked.located.label}" if asked.located else ""
    return f"{words.opportunities(total) if total else 'No opportunities'}{what}{where}"


def _typed(args: MultiDict[str, str], asked: Asked, places: PlaceTable) -> dict[str, str]:
    """What stands in the fields again: as typed, also where it could not be read; a field for a day takes
    nothing but days."""
    read = dict(asked.pairs())
    if filters.chosen_month(asked):
        # It stands in the list of months.
        read = {name: value for name, value in read.items() if name not in ("start_from", "start_to")}
    typed = {name: args.get(name, "")[:200] for name in FIELD_IDS if name not in DAYS}
    if asked.filters.get("borough") and boroughs_in(typed["near"], places):
        # They are filters now: the field would bring back what somebody lifts.
        typed["near"] = ""
    return {name: typed.get(name) or read.get(name, "") for name in FIELD_IDS}


def _messages(errors: Mapping[str, ParameterError]) -> Iterator[Message]:
    for name, error in errors.items():
        yield Message(message(error), f"#{FIELD_IDS[name]}" if name in FIELD_IDS else None)


def _sorts(asked: Asked, search: Asked) -> tuple[Choice, ...]:
    """The orders that make sense for this search; `value` is the link. To sort by the distance from a place
    among the words, the link names it as the place."""
    senseless = {
        None if search.q or search.liked else Sort.RELEVANCE,
        None if search.located else Sort.DISTANCE,
    }
    placed = replace(asked, near=search.near, located=search.located)

    def link(sort: Sort) -> str:
        return href(replace(placed if sort is Sort.DISTANCE else asked, sort=sort, cursor=None))

    return tuple(
        Choice(f"sort-{sort}", "sort", link(sort), SORTS[sort], sort is search.order)
        for sort in Sort
        if sort not in senseless
    )  # fmt: skip


def _wider(services: Services, asked: Asked, answer: SearchAnswer) -> tuple[Offer, ...]:
    """The words as they are first, where they were read as filters and would find something."""
    index, at = services.engine.active(), services.clock()
    exactly = alternatives.exactly(index, asked, at) if asked.q != answer.asked.q else ()
    alone = Asked(q=asked.q, intents=asked.intents, as_words=asked.as_words)
    bare = services.intents.understood(alone, Intents.APPLY)
    return (*exactly, *alternatives.wider_choices(index, answer.asked, at, bare))


def _left_out(asked: Asked, search: Asked) -> Offer | None:
    """National and remote ones are left out of a search at a place unless asked for: say so, with the link."""
    if not search.has_place or search.national or search.remote:
        return None
    both = replace(asked, national=Include.INCLUDE, remote=Include.INCLUDE, cursor=None)
    return Offer("Show those open to the whole country or done from home too", href(both))
