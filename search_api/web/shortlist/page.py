"""The page of a shortlist: what is on it side by side, and what became of the rest."""

from dataclasses import dataclass

from flask import Blueprint, Response

from foothold.clock import london_date
from foothold.model.opportunity import Status
from foothold.model.public import PublicOpportunity, present
from foothold.store.records import Moved, Record, find_each
from search_api.services import Services, current_services
from search_api.web import facts, words
from search_api.web.advert import legal_pay
from search_api.web.advert.legal_pay import Rule
from search_api.web.facts import Fact, fact
from search_api.web.shortlist import links
from search_api.web.shortlist.links import MOST, address_of, is_id
from search_api.web.site import page

shortlist = Blueprint("shortlist", __name__)


@dataclass(frozen=True, slots=True)
class ShortlistRow:
    """One opportunity beside the others. `without` is the list that lacks it."""

    title: str
    path: str
    address: str
    employer: str
    facts: tuple[Fact, ...]
    closed: bool
    warnings: tuple[Rule, ...]
    without: str


@dataclass(frozen=True, slots=True)
class Gone:
    """No longer on offer; `without` is the list that lacks it."""

    title: str
    without: str


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    """`tidy` is the list as it should be now, where some of it moved, went away or was never there."""

    rows: tuple[ShortlistRow, ...]
    gone: tuple[Gone, ...]
    moved: int
    unknown: int
    left_out: int
    address: str
    tidy: str | None


@shortlist.get(links.PATH)
def shown() -> Response:
    response = page("shortlist.html", view=shortlist_page(current_services(), links.asked_for()))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def shortlist_page(services: Services, asked_for: list[str]) -> ShortlistPage:
    given = tuple(dict.fromkeys(one for one in asked_for if one))
    ids = links.clean(given)
    found = _found(services, ids)
    gone = {key: record for key, record in found.items() if record.withdrawn}
    first = {record.id: key for key, record in reversed(found.items()) if not record.withdrawn}
    shown = [key for key in found if key in first.values()]
    tidy = tuple(found[key].id for key in shown)
    return ShortlistPage(
        rows=tuple(_row(services, found[key], _less(ids, key)) for key in shown),
        gone=tuple(Gone(record.public["title"], _less(ids, key)) for key, record in gone.items()),
        moved=sum(key != record.id for key, record in found.items() if key not in gone),
        unknown=len(ids) - len(found) + sum(not is_id(one) for one in given),
        left_out=max(0, sum(is_id(one) for one in given) - MOST),
        address=services.settings.public_url.rstrip("/") + address_of(tidy),
        tidy=address_of(tidy) if tidy != given else None,
    )


def _found(services: Services, ids: tuple[str, ...]) -> dict[str, Record]:
    """By the id that was asked for: the record that is shown, or was; what was merged, where it went."""
    known = find_each(services.store, ids)
    followed = {key: known.get(one.id) if isinstance(one := known.get(key), Moved) else one for key in ids}
    return {
        key: record
        for key, record in followed.items()
        if isinstance(record, Record) and record.status in (Status.OPEN, Status.WITHDRAWN)
    }


def _less(ids: tuple[str, ...], without: str) -> str:
    return address_of(one for one in ids if one != without)


def _row(services: Services, record: Record, without: str) -> ShortlistRow:
    at = services.clock()
    public = present(record.public, at=at, public_url=services.settings.public_url)
    hours = public["hours_per_week"]
    return ShortlistRow(
        title=public["title"],
        path=f"/opportunities/{record.id}",
        address=public["page_url"] or "",
        employer=public["employer"]["name"] if public["employer"] else "Employer: not stated",
        facts=(
            fact("Kind", facts.kind(public)),
            facts.pay(public),
            fact("Hours", f"{hours:g} a week" if hours else public["working_week"]),
            fact("Where", facts.where(public)),
            fact("Closes", _closes(public, services)),
        ),
        closed=public["status"] == Status.CLOSED,
        warnings=legal_pay.warnings(public, london_date(at)),
        without=without,
    )


def _closes(public: PublicOpportunity, services: Services) -> str | None:
    """`In 3 days, 25 November`; None where the advert does not say."""
    if not public["closing_date"]:
        return None
    today = london_date(services.clock())
    said = words.closes(public["closing_date"], public["closing_time"], today)
    short = said.removeprefix("Closes ").removeprefix("on ")
    return short[0].upper() + short[1:]
