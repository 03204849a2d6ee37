"""What is new to an alert, put on record together with the mail that will tell it: once, whatever happens after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from foothold.alerts import mails
from foothold.alerts.alert import Alert, AlertState
from foothold.alerts.mails import Mail, MailKind
from foothold.store.copy_links import links_of
from foothold.store.open_store import Store
from foothold.store.tables import alert_sent, alerts, aliases
from foothold.store.tables import sightings as s
from foothold.store.upserts import insert_into

_TOGETHER = 400


@dataclass(frozen=True, slots=True)
class _Advert:
    """`ids` are all under which it was, or may come to be, a record: its copies' and those merged into it."""

    id: str
    ids: frozenset[str]
    first_seen: datetime


def put_news(
    store: Store, alert: Alert, hits: Sequence[str], revision: int, slot: datetime, at: datetime
) -> int:
    """Of these adverts, in their order, put those on the way that the alert has not been told of; how many.

    In one transaction the adverts count as told, the mail waits, and the slot is done: a second call does nothing.
    `revision` is that of the index in which they were found.
    """
    with store.write() as connection:
        if not _take_slot(connection, alert, revision, slot, at):
            return 0
        new = list(_untold(connection, alert, hits))
        if new:
            told = [
                {"alert": alert.id, "opportunity_id": one, "slot": slot}
                for advert in new
                for one in advert.ids
            ]
            connection.execute(insert_into(connection, alert_sent).on_conflict_do_nothing(), told)
            mails.put(connection, alert.id, MailKind.NEWS, slot, at, [advert.id for advert in new])
    return len(new)


def still_to_tell(store: Store, mail: Mail) -> list[str]:
    """The records that a mail is to tell of as they are named now: without those that were merged, since it was
    put, with one that an earlier mail told of."""
    with store.read() as connection:
        moved = select(aliases.c.id, aliases.c.opportunity_id).where(aliases.c.id.in_(mail.adverts))
        named = {row.id: row.opportunity_id for row in connection.execute(moved)}
        now = list(dict.fromkeys(named.get(id_, id_) for id_ in mail.adverts))
        earlier = select(alert_sent.c.opportunity_id).where(
            alert_sent.c.alert == mail.alert, alert_sent.c.slot < mail.slot
        )
        told = set(connection.scalars(earlier))
        return [advert.id for advert in _adverts(connection, now) if not told & advert.ids]


def _take_slot(connection: Connection, alert: Alert, revision: int, slot: datetime, at: datetime) -> bool:
    """False where another has done it, or it was stopped meanwhile. The row stays locked."""
    t = alerts.c
    mine = (t.id == alert.id, t.state == AlertState.CONFIRMED, t.expires > at, t.done < slot)
    done = connection.execute(update(alerts).where(*mine).values(done=slot, revision=revision))
    return bool(done.rowcount)


def _untold(connection: Connection, alert: Alert, hits: Sequence[str]) -> Iterator[_Advert]:
    """Those first seen since the alert was asked for of which it knows no id."""
    since = alert.created.replace(microsecond=0)
    told = set(connection.scalars(select(alert_sent.c.opportunity_id).where(alert_sent.c.alert == alert.id)))
    for advert in _adverts(connection, hits):
        if advert.first_seen >= since and not told & advert.ids:
            told |= advert.ids
            yield advert


def _adverts(connection: Connection, hits: Sequence[str]) -> Iterator[_Advert]:
    """In the order of the hits; one that is in the index alone is left out."""
    for start in range(0, len(hits), _TOGETHER):
        some = hits[start : start + _TOGETHER]
        ids: dict[str, set[str]] = {}
        seen: dict[str, datetime] = {}
        rows = select(s.c.opportunity_id, s.c.own_id, s.c.first_seen).where(s.c.opportunity_id.in_(some))
        for id_, own, first_seen in connection.execute(rows):
            ids.setdefault(id_, {id_}).add(own)
            seen[id_] = min(first_seen, seen.get(id_, first_seen))
        moved = select(aliases.c.opportunity_id, aliases.c.id).where(aliases.c.opportunity_id.in_(some))
        for id_, alias in connection.execute(moved):
            ids.setdefault(id_, {id_}).add(alias)
        for id_, copies in links_of(connection, some).items():
            ids.setdefault(id_, {id_}).update(copies)
        for id_ in some:
            if id_ in seen:
                yield _Advert(id_, frozenset(ids[id_]), seen[id_])
