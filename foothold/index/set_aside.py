"""Documents that a generation's engine would not take, with its reason: set aside, so that the rest goes on."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select

from foothold.index.contract import Refused
from foothold.store.open_store import Store
from foothold.store.tables import refused as t
from foothold.store.upserts import upsert


def set_aside(store: Store, generation: str, documents: Sequence[Refused], at: datetime) -> None:
    """A document that is refused again keeps its newest reason."""
    newest = {document.id: document for document in documents}.values()
    rows = [
        {"generation": generation, "opportunity_id": d.id, "revision": d.revision, "why": d.why, "at": at}
        for d in newest
    ]
    if rows:
        with store.write() as connection:
            upsert(connection, t, rows)


def of_generation(store: Store, generation: str) -> list[Refused]:
    """By revision, lowest first."""
    with store.read() as connection:
        rows = connection.execute(select(t).where(t.c.generation == generation).order_by(t.c.revision))
        return [Refused(row["opportunity_id"], row["revision"], row["why"]) for row in rows.mappings()]


def taken(store: Store, generation: str, ids: Iterable[str]) -> None:
    """A later revision of these was taken: they are not missing any more."""
    wanted = list(ids)
    if wanted:
        with store.write() as connection:
            connection.execute(delete(t).where(t.c.generation == generation, t.c.opportunity_id.in_(wanted)))


def forget(store: Store, generation: str) -> None:
    """The generation was discarded."""
    with store.write() as connection:
        connection.execute(delete(t).where(t.c.generation == generation))
