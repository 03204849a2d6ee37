"""The mails that wait to be sent, and what became of them. No address stands here: that is the alert's.

A mail is `sending` from just before its text is handed over. Whoever dies there leaves it so, and it is never sent
again by itself: better one mail lost than one sent twice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, select, update

from foothold.store.open_store import Store
from foothold.store.tables import mails as t
from foothold.store.upserts import insert_into

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
MOST_TRIES = 10
"""About a day and a half, with pauses that double."""
KEPT = timedelta(days=90)


class MailKind(StrEnum):
    CONFIRM = "confirm"
    NEWS = "news"
    ENDING = "ending"


class MailState(StrEnum):
    """`unsure` is no word of the table: it is what has been `sending` for longer than sending takes."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Mail:
    """`adverts` are the ids that it tells of."""

    id: int
    alert: str
    kind: MailKind
    slot: datetime
    adverts: tuple[str, ...]
    tries: int


def put(
    connection: Connection,
    alert: str,
    kind: MailKind,
    slot: datetime,
    at: datetime,
    adverts: Sequence[str] = (),
) -> None:
    """One for an alert, kind and slot, however often it is put."""
    row = {
        "alert": alert,
        "kind": kind,
        "slot": slot,
        "state": MailState.WAITING,
        "adverts": " ".join(adverts),
        "tries": 0,
        "not_before": at,
        "changed": at,
    }
    connection.execute(insert_into(connection, t).values(row).on_conflict_do_nothing())


def waiting(store: Store, at: datetime, limit: int = 100) -> list[Mail]:
    """What may be sent now; what people wait for before what they do not."""
    chosen = select(t).where(t.c.state == MailState.WAITING, t.c.not_before <= at)
    with store.read() as connection:
        rows = connection.execute(chosen.order_by(t.c.kind, t.c.id).limit(limit)).mappings()
        return [
            Mail(r["id"], r["alert"], MailKind(r["kind"]), r["slot"], tuple(r["adverts"].split()), r["tries"])
            for r in rows
        ]


def claim(store: Store, mail: Mail, at: datetime) -> bool:
    """Mark it as being sent; False where it is not there to be sent any more: another has it, or it was stopped."""
    with store.write() as connection:
        mine = update(t).where(t.c.id == mail.id, t.c.state == MailState.WAITING)
        done = connection.execute(
            mine.values(state=MailState.SENDING, tries=mail.tries + 1, changed=at, code=None)
        )
        return bool(done.rowcount)


def end(store: Store, mail: Mail, state: MailState, at: datetime, code: int | None = None) -> None:
    """What it told of is forgotten with its end; the alert's own list keeps it."""
    with store.write() as connection:
        ended = update(t).where(t.c.id == mail.id, t.c.state.in_((MailState.WAITING, MailState.SENDING)))
        connection.execute(ended.values(state=state, changed=at, code=code, adverts=""))


def put_off(store: Store, mail: Mail, at: datetime, code: int | None) -> MailState:
    """Try again after a pause that doubles each time; too many times, and it is refused."""
    if mail.tries + 1 >= MOST_TRIES:
        end(store, mail, MailState.REFUSED, at, code)
        return MailState.REFUSED
    pause = min(FIRST_PAUSE * 2**mail.tries, LONGEST_PAUSE)
    with store.write() as connection:
        mine = update(t).where(t.c.id == mail.id, t.c.state.in_((MailState.WAITING, MailState.SENDING)))
        connection.execute(
            mine.values(
                state=MailState.WAITING, tries=mail.tries + 1, not_before=at + pause, changed=at, code=code
            )
        )
    return MailState.WAITING


def drop_of(connection: Connection, alerts: Sequence[str]) -> None:
    """Whoever stopped an alert gets no more of it, also not what waits already."""
    for alert in alerts:
        dropped = {"state": MailState.DROPPED, "adverts": ""}
        connection.execute(
            update(t).where(t.c.alert == alert, t.c.state == MailState.WAITING).values(dropped)
        )


def forget(store: Store, before: datetime) -> int:
    """Drop the record of mails that ended before then; how many."""
    ended = (MailState.SENT, MailState.REFUSED, MailState.DROPPED, MailState.SENDING)
    with store.write() as connection:
        return connection.execute(delete(t).where(t.c.changed < before, t.c.state.in_(ended))).rowcount


def counts(store: Store) -> dict[tuple[MailKind, MailState], int]:
    """How many there are of each since they are kept."""
    counted = select(t.c.kind, t.c.state, func.count()).group_by(t.c.kind, t.c.state)
    with store.read() as connection:
        found = Counter({(MailKind(k), MailState(s)): number for k, s, number in connection.execute(counted)})
    return {(kind, state): found[kind, state] for kind in MailKind for state in MailState}
