"""What `foothold store upgrade` does: the schema's migrations, and what today's rules part in the records."""

from datetime import datetime

from sqlalchemy import Connection, case, func, select

from foothold.clock import system_clock
from foothold.model.authority import CRAWLED, UPLOADED
from foothold.store import revisions, sightings
from foothold.store.compose_record import keep_aliases, recompose
from foothold.store.migrations import migrate
from foothold.store.regroup import settle
from foothold.store.tables import sightings as s

_TOGETHER = 100


def bring_up_to_date(connection: Connection) -> None:
    """In the caller's transaction; doing it again changes nothing."""
    migrate(connection)
    part_owners(connection, system_clock())


def part_owners(connection: Connection, at: datetime) -> int:
    """Part records that hold adverts of several owners, as older versions merged them; how many there were. Each
    advert gets the id back that it has alone, unless another of its owner was seen before it."""
    owner = case((s.c.source.startswith(UPLOADED, autoescape=True), s.c.source), else_=CRAWLED)
    merged = select(s.c.opportunity_id).group_by(s.c.opportunity_id).having(func.count(owner.distinct()) > 1)
    ids = list(connection.execute(merged.order_by(s.c.opportunity_id)).scalars())
    for start in range(0, len(ids), _TOGETHER):
        head = revisions.lock(connection)
        moves = settle(connection, sightings.of_ids(connection, ids[start : start + _TOGETHER]), at)
        recompose(connection, head, sorted(moves.touched), at)
        keep_aliases(connection, moves.touched, at)
    return len(ids)
