"""Reports by visitors that something is wrong with an advert: what, in which words, and when; never by whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, delete, func, insert, select, update

from foothold.errors import WrongUse
from foothold.model.networks import Network
from foothold.model.reporting import GRAVE, KEPT, LONGEST_TEXT, NETWORK_LASTS, ReportReason
from foothold.store import grave_reports, holds, notices
from foothold.store.open_store import Store
from foothold.store.tables import holds as h
from foothold.store.tables import opportunities
from foothold.store.tables import reports as t

__all__ = [
    "GRAVE",
    "KEPT",
    "LONGEST_TEXT",
    "MOST_OPEN",
    "NETWORK_LASTS",
    "Report",
    "ReportReason",
    "Urgent",
    "add",
    "close",
    "count_grave",
    "count_open",
    "forget",
    "forget_networks",
    "newest",
    "numbered",
    "to_look_at",
    "urgent",
    "urgent_among",
]  # fmt: skip

MOST_OPEN = 50
"""Open reports of one advert that are not grave: more tell nobody anything new."""
_OPEN_AND_GRAVE = and_(t.c.closed.is_(None), t.c.reason.in_(GRAVE))


@dataclass(frozen=True, slots=True)
class Report:
    """`title` is the advert's, None where its record is no longer there; `closed` when somebody was done with it;
    `times` how often the same came from one network; `hidden` whether the advert waits for somebody to look."""

    number: int
    opportunity: str
    title: str | None
    reason: ReportReason
    said: str | None
    at: datetime
    closed: datetime | None
    times: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Urgent:
    """An advert that somebody should look at first: it has grave reports, or waits hidden because of some."""

    id: str
    title: str | None
    since: datetime
    why: str
    reports: int
    hidden: bool


def add(
    store: Store,
    opportunity: str,
    reason: ReportReason,
    said: str | None,
    at: datetime,
    *,
    network: Network | None = None,
    hide_after: int = 0,
) -> bool:
    """Keep it; False where so many of this advert are open, with this reason among them, that it was let go. A grave
    one is never let go, and hides the advert once they come from `hide_after` networks (0: never)."""
    if reason in GRAVE:
        grave_reports.add(store, opportunity, reason, said, at, network, hide_after)
        return True
    mine = t.c.opportunity_id == opportunity, t.c.closed.is_(None), t.c.reason.not_in(GRAVE)
    counted = select(t.c.reason, func.count()).where(*mine).group_by(t.c.reason)
    with store.write() as connection:
        have = {ReportReason(name): number for name, number in connection.execute(counted)}
        if sum(have.values()) >= MOST_OPEN and reason in have:
            return False
        connection.execute(insert(t).values(opportunity_id=opportunity, reason=reason, said=said, at=at))
    return True


def newest(store: Store, limit: int, *, closed_too: bool = False) -> list[Report]:
    """Those that wait for somebody (or all), the newest first."""
    return _reports(store, _listed().order_by(None).order_by(t.c.id.desc()).limit(limit), closed_too)


def to_look_at(store: Store, limit: int | None = None, *, closed_too: bool = False) -> list[Report]:
    """As the staff should take them: adverts with grave ones first, then the newest."""
    return _reports(store, _listed().limit(limit), closed_too)


def numbered(store: Store, numbers: Collection[int]) -> list[Report]:
    """Those of these numbers, open or not."""
    return _reports(store, _listed().where(t.c.id.in_(numbers)), closed_too=True)


def _reports(store: Store, listed: Select[Any], closed_too: bool) -> list[Report]:
    statement = listed if closed_too else listed.where(t.c.closed.is_(None))
    with store.read() as connection:
        return [_report(row) for row in connection.execute(statement).mappings()]


def _listed() -> Select[Any]:
    latest = func.max(t.c.id).label("latest")
    grave = select(t.c.opportunity_id, latest).where(_OPEN_AND_GRAVE).group_by(t.c.opportunity_id).subquery()
    held = and_(h.c.opportunity_id == t.c.opportunity_id, h.c.state == holds.HoldState.STANDING)
    joined = (
        t.outerjoin(opportunities, opportunities.c.id == t.c.opportunity_id)
        .outerjoin(grave, grave.c.opportunity_id == t.c.opportunity_id)
        .outerjoin(h, held)
    )
    # What several say, and what a flood cannot push down, before what one says.
    hidden = h.c.state.is_not(None).desc()
    first = hidden, func.coalesce(grave.c.latest, 0).desc(), t.c.reason.in_(GRAVE).desc(), t.c.id.desc()
    return select(t, opportunities.c.title, h.c.state.label("held")).select_from(joined).order_by(*first)


def urgent(store: Store, limit: int | None = None) -> list[Urgent]:
    """Hidden ones first, then those whose latest report is the newest; last those that wait hidden though each report
    was closed."""
    held = and_(h.c.opportunity_id == t.c.opportunity_id, h.c.state == holds.HoldState.STANDING)
    wanted = select(t.c.opportunity_id).select_from(t.outerjoin(h, held)).where(_OPEN_AND_GRAVE)
    first = func.count(h.c.state).desc(), func.max(t.c.id).desc()
    found = _reported(
        store, t.c.opportunity_id.in_(wanted.group_by(t.c.opportunity_id).order_by(*first).limit(limit))
    )
    known = {one.id for one in found}
    waiting = [one for one in holds.hidden(store) if one.id not in known]
    return [*found, *(Urgent(one.id, one.title, one.since, one.why, 0, True) for one in waiting)]


def urgent_among(store: Store, ids: Collection[str]) -> list[Urgent]:
    """Those of these adverts that have grave reports with which nobody has dealt."""
    return _reported(store, t.c.opportunity_id.in_(ids))


def _reported(store: Store, which: ColumnElement[bool]) -> list[Urgent]:
    with store.read() as connection:
        rows = connection.execute(_listed().where(_OPEN_AND_GRAVE, which)).mappings()
        return list(_urgent([_report(row) for row in rows]))


def _urgent(reports: Sequence[Report]) -> Iterator[Urgent]:
    for id_, group in groupby(reports, key=lambda one: one.opportunity):
        some = list(group)
        reasons = [reason for reason in GRAVE if any(one.reason is reason for one in some)]
        yield Urgent(
            id=id_,
            title=some[0].title,
            since=min(one.at for one in some),
            why=", ".join(reasons),
            reports=sum(one.times for one in some),
            hidden=some[0].hidden,
        )


def count_open(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).where(t.c.closed.is_(None))).scalar_one()


def count_grave(store: Store) -> int:
    """How many adverts have a grave report that nobody has dealt with."""
    adverts = select(func.count(t.c.opportunity_id.distinct())).where(_OPEN_AND_GRAVE)
    with store.read() as connection:
        return connection.execute(adverts).scalar_one()


def close(store: Store, number: int, at: datetime) -> None:
    """Somebody is done with it. Raises WrongUse where none of that number is open."""
    with store.write() as connection:
        mine = t.c.id == number, t.c.closed.is_(None)
        closed = update(t).where(*mine).values(closed=at).returning(t.c.opportunity_id)
        opportunity = connection.scalar(closed)
        if opportunity is None:
            raise WrongUse(f"No report {number} is open. `foothold reports list` shows those that are.")
        others = select(t.c.id).where(_OPEN_AND_GRAVE, t.c.opportunity_id == opportunity).limit(1)
        if connection.scalar(others) is None:
            notices.drop(connection, [opportunity])


def forget(store: Store, before: datetime) -> int:
    """Drop those from before that instant, also open ones; how many."""
    with store.write() as connection:
        return connection.execute(delete(t).where(t.c.at < before)).rowcount


def forget_networks(store: Store, before: datetime) -> None:
    """Nothing is left of where those from before that instant came from."""
    with store.write() as connection:
        connection.execute(update(t).where(t.c.at < before, t.c.network.is_not(None)).values(network=None))


def _report(row: RowMapping) -> Report:
    return Report(
        number=row["id"],
        opportunity=row["opportunity_id"],
        title=row["title"],
        reason=ReportReason(row["reason"]),
        said=row["said"],
        at=row["at"],
        closed=row["closed"],
        times=row["times"],
        hidden=row["held"] is not None,
    )
