"""Leases: one process at a time does a job, and a dead one's job is free again when its lease runs out.

Each remembers by whose clock it was last taken, `taken`. One that was taken in the future was taken by a clock that was
wrong: it lies further ahead than its own length, and holds nobody up.
"""

import os
import secrets
import socket
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, select, update

from foothold.store.open_store import Store
from foothold.store.tables import leases as t
from foothold.store.upserts import insert_into

AHEAD = timedelta(minutes=1)
"""How far another machine's clock may be ahead before what it wrote counts for nothing."""
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def new_holder() -> str:
    """A name for one process's one attempt: the host, the process id and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def take(store: Store, name: str, holder: str, seconds: float, at: datetime) -> int | None:
    """The fencing number, higher than that of every earlier holder, or None while another holds the lease.

    `holder` comes from `new_holder`: even the same machine's next process must wait until the lease runs out.
    """
    with store.write() as connection:
        insert = insert_into(connection, t)
        until = at + timedelta(seconds=seconds)
        row = {"name": name, "holder": holder, "fence": 1, "expires": until, "taken": at}
        statement = insert.values(row).on_conflict_do_update(
            index_elements=["name"],
            set_={"holder": holder, "fence": t.c.fence + 1, "expires": until, "taken": at},
            where=or_(t.c.expires <= at, t.c.taken > at + AHEAD),
        )
        fence: int | None = connection.execute(statement.returning(t.c.fence)).scalar()
    return fence


def renew(store: Store, name: str, holder: str, seconds: float, at: datetime) -> bool:
    """Hold on for that long from now; False if it ran out, and then its holder must stop."""
    with store.write() as connection:
        held = connection.execute(
            update(t)
            .where(t.c.name == name, t.c.holder == holder, t.c.expires > at)
            .values(expires=at + timedelta(seconds=seconds), taken=at)
        )
        return bool(held.rowcount)


def release(store: Store, name: str, holder: str) -> None:
    """Give it back early; nothing happens if it is another's by now. The number goes on counting."""
    with store.write() as connection:
        connection.execute(
            update(t)
            .where(t.c.name == name, t.c.holder == holder)
            .values(holder=None, expires=_LONG_AGO, taken=_LONG_AGO)
        )


def book(store: Store, name: str, apart: timedelta, at: datetime) -> datetime:
    """The next free moment of something that is used by turns, each at least `apart` from the one before; it is
    this caller's. However many processes ask, they come in the order in which they asked."""
    with store.write() as connection:
        row = {"name": name, "fence": 0, "expires": _LONG_AGO, "taken": _LONG_AGO}
        connection.execute(insert_into(connection, t).values(row).on_conflict_do_nothing())
        last = connection.execute(
            select(t.c.expires, t.c.taken).where(t.c.name == name).with_for_update()
        ).one()
        turn: datetime = at if last.taken > at + AHEAD else max(last.expires, at)
        connection.execute(update(t).where(t.c.name == name).values(expires=turn + apart, taken=at))
    return turn


def held(store: Store, at: datetime) -> tuple[str, ...]:
    """The names of the leases that somebody holds at that moment."""
    live = (t.c.expires > at, t.c.taken <= at + AHEAD)
    with store.read() as connection:
        return tuple(connection.scalars(select(t.c.name).where(*live).order_by(t.c.name)))


def from_the_future(store: Store, at: datetime) -> dict[str, datetime]:
    """The leases and turns that a wrong clock took, and the moment that it said."""
    wrong = select(t.c.name, t.c.taken).where(t.c.taken > at + AHEAD).order_by(t.c.name)
    with store.read() as connection:
        return {row.name: row.taken for row in connection.execute(wrong)}
