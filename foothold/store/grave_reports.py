"""How a grave report arrives: always. What one network repeats of one advert becomes a count on one row, and what
several networks say hides the advert until somebody has looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import Connection, RowMapping, insert, select, update

from foothold.errors import WrongUse
from foothold.model.networks import Network
from foothold.model.reporting import GRAVE, LONGEST_TEXT, NETWORK_LASTS, ReportReason
from foothold.store import allowances, hiding, holds, notices, revisions
from foothold.store.allowances import Allowance
from foothold.store.open_store import Store
from foothold.store.tables import reports as t

log = structlog.get_logger()

MOST_ROWS = 200
"""Open rows of one advert: of what comes on top the words are kept while they fit, and the number."""
MOST_WORDS = 4 * LONGEST_TEXT
"""On one row, of all that was said with it."""
A_DAY = 24 * 3600
WORDS_OF_ONE = Allowance("hiding, of one network", 10, A_DAY)
"""Whoever reports more adverts a day than anybody comes across is heard, but hides no further ones."""
HIDDEN_A_DAY = Allowance("hiding, of all", 30, A_DAY)
"""Somebody with many addresses must not be able to hide the whole site."""


@dataclass(frozen=True, slots=True)
class _Arriving:
    """`id` is the record's, `owns` the ids that its sightings have alone, none where there is no record."""

    id: str
    owns: Sequence[str]
    reason: ReportReason
    said: str | None
    at: datetime
    network: Network | None


def add(
    store: Store,
    opportunity: str,
    reason: ReportReason,
    said: str | None,
    at: datetime,
    network: Network | None,
    hide_after: int,
) -> None:
    with store.write() as connection:
        # Two at once would otherwise both be the first of their network, or neither the second of two.
        head = revisions.lock(connection)
        home, owns = _record(connection, opportunity)
        arriving = _Arriving(home, owns, reason, said, at, network)
        waiting = _waiting(connection, arriving)
        networks = _keep(connection, arriving, waiting)
        notices.put(connection, home, at)
        reasons = {reason, *(ReportReason(row["reason"]) for row in waiting)}
        hidden = 0 < hide_after <= networks and _hide(connection, head, arriving, networks, reasons)
    log.warning("grave report", opportunity=home, reason=reason, networks=networks, hidden=hidden)


def _record(connection: Connection, opportunity: str) -> tuple[str, list[str]]:
    try:
        return holds.record_of(connection, opportunity)
    except WrongUse:
        return opportunity, []


def _waiting(connection: Connection, arriving: _Arriving) -> Sequence[RowMapping]:
    """The open ones of the advert from which it can be told where they came from, the newest first."""
    rows = t.c.opportunity_id.in_([arriving.id, *arriving.owns]), t.c.closed.is_(None), t.c.reason.in_(GRAVE)
    lately = select(t).where(*rows, t.c.at > arriving.at - NETWORK_LASTS).order_by(t.c.id.desc())
    return connection.execute(lately).mappings().all()


def _keep(connection: Connection, arriving: _Arriving, waiting: Sequence[RowMapping]) -> int:
    """Put it down; how many networks have now given their word that the advert is to be hidden."""
    mine = [row for row in waiting if _is_from(arriving.network, row)]
    others: int = sum(row["counts"] for row in waiting) - sum(row["counts"] for row in mine)
    counted = any(row["counts"] for row in mine)
    counts = not counted and _has_a_word(connection, arriving)
    alike = [
        row for row in (mine if len(waiting) < MOST_ROWS else waiting) if row["reason"] == arriving.reason
    ]
    if alike:
        _repeat(connection, alike[0], arriving.said, counts)
    else:
        _first(connection, arriving, counts)
    return others + (counted or counts)


def _has_a_word(connection: Connection, arriving: _Arriving) -> bool:
    if arriving.network is None:
        return False
    return allowances.take(connection, WORDS_OF_ONE, arriving.network.mark, arriving.at) is not None


def _first(connection: Connection, arriving: _Arriving, counts: bool) -> None:
    mark = _mark(arriving.network, arriving.id, arriving.at) if arriving.network else None
    row = {"opportunity_id": arriving.id, "reason": arriving.reason, "said": arriving.said, "at": arriving.at}
    connection.execute(insert(t).values(row | {"network": mark, "counts": counts}))


def _repeat(connection: Connection, row: RowMapping, said: str | None, counts: bool) -> None:
    words = {"times": row["times"] + 1, "said": _joined(row["said"], said), "counts": row["counts"] or counts}
    connection.execute(update(t).where(t.c.id == row["id"]).values(words))


def _joined(before: str | None, said: str | None) -> str | None:
    """Two people behind one address may each have something to say."""
    if not before or not said:
        return before or said
    longer = f"{before}\n\n{said}"
    return before if said in before or len(longer) > MOST_WORDS else longer


def _is_from(network: Network | None, row: RowMapping) -> bool:
    known: str | None = row["network"]
    return network is not None and known == _mark(network, row["opportunity_id"], row["at"])


def _mark(network: Network, opportunity: str, at: datetime) -> str:
    return network.mark(f"grave report of {opportunity}", at.astimezone(UTC).date())


def _hide(
    connection: Connection, head: int, arriving: _Arriving, networks: int, reasons: set[ReportReason]
) -> bool:
    """Whether this hides it: not what is hidden, what somebody has looked at lately, or too many in a day."""
    owns = arriving.owns
    if not owns or holds.is_held(connection, owns) or holds.is_cleared(connection, owns, arriving.at):
        return False
    if (
        allowances.take(connection, HIDDEN_A_DAY, lambda use, since: f"{use} {since:%Y%m%d}", arriving.at)
        is None
    ):
        log.error("too many adverts hidden today", opportunity=arriving.id)
        return False
    why = f"Reported from {networks} networks: {', '.join(one for one in GRAVE if one in reasons)}."
    hiding.hide(connection, head, arriving.id, owns, why, arriving.at)
    return True
