"""Who asked to be told, and for what. Whoever stops, or whose time is over, is gone from here at once."""

from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, delete, func, or_, select, update

from foothold.alerts import mails
from foothold.alerts.alert import (
    AGAIN_AFTER,
    CONFIRM_WITHIN,
    FROM_ONE_NETWORK,
    LASTS,
    MOST_ALERTS,
    MOST_PENDING,
    MOST_REFUSED,
    MOST_WAITING,
    TOLD_BEFORE,
    Alert,
    AlertState,
    MailboxFull,
    Rhythm,
    Wish,
    latest_slot,
)
from foothold.alerts.keys import AlertKeys, new_alert_id
from foothold.alerts.mails import MailKind
from foothold.model.networks import Network
from foothold.store import revisions
from foothold.store.open_store import Store
from foothold.store.tables import alerts as t


class AlertBook:
    """The alerts of one store, readable with the home's secret."""

    def __init__(self, store: Store, keys: AlertKeys) -> None:
        self.store = store
        self.keys = keys

    def ask(self, wish: Wish, at: datetime, network: Network | None = None) -> str | None:
        """The id of a pending alert whose mail waits to be sent; None where its mailbox gets none now. Either way the
        same statements run, so that the time it takes tells nobody whether the mailbox is known here."""
        key, alert_id = self.keys.address_key(wish.address), new_alert_id()
        row = {
            "id": alert_id,
            "state": AlertState.PENDING,
            "rhythm": wish.rhythm,
            "address_key": key,
            "sealed": self.keys.seal(wish),
            "created": at,
            "expires": at + CONFIRM_WITHIN,
            "refused": 0,
            "network": _mark(network, key, at) if network else None,
        }
        with self.store.write() as connection:
            # PostgreSQL lets two count at once; the counter's row makes them wait for each other.
            head = revisions.lock(connection)
            taken = _has_room(connection, key, network, at)
            trial = connection.begin_nested()
            connection.execute(t.insert().values(row | {"revision": head}))
            mails.put(connection, alert_id, MailKind.CONFIRM, at, at)
            (trial.commit if taken else trial.rollback)()
        return alert_id if taken else None

    def find(self, alert_id: str, at: datetime) -> Alert | None:
        """None also where its time is over."""
        with self.store.read() as connection:
            found = connection.execute(select(t).where(t.c.id == alert_id, t.c.expires > at))
            row = found.mappings().first()
        return self._alert(row) if row else None

    def confirm(self, alert_id: str, at: datetime) -> Alert | None:
        """The alert, which is on from now; None where it is gone. An older one for the same search gives way to it,
        but what that was told stays told. Raises MailboxFull."""
        with self.store.write() as connection:
            row = _lock(connection, alert_id, at)
            if row is None:
                return None
            if row["state"] == AlertState.PENDING:
                row = self._turn_on(connection, row, at)
        return self._alert(row)

    def _turn_on(self, connection: Connection, row: RowMapping, at: datetime) -> RowMapping:
        wish = self._alert(row).wish
        kept = {"state": AlertState.CONFIRMED, "expires": at + LASTS, "done": at, "network": None}
        mine = t.c.address_key == row["address_key"], t.c.state == AlertState.CONFIRMED
        others = connection.execute(select(t).where(*mine)).mappings().all()
        for other in others:
            if self._alert(other).wish.search == wish.search:
                connection.execute(delete(t).where(t.c.id == row["id"]))
                kept |= {"rhythm": row["rhythm"], "asked_on": None, "done": other["done"]}
                return _change(connection, other["id"], kept)
        if len(others) >= MOST_ALERTS:
            raise MailboxFull
        return _change(connection, row["id"], kept)

    def stop(self, alert_id: str) -> bool:
        """Whether there was one. Its address is gone when this returns."""
        with self.store.write() as connection:
            return _remove(connection, t.c.id == alert_id) > 0

    def renew(self, alert_id: str, at: datetime) -> Alert | None:
        """It lasts as long again from now; None where it is gone or was never confirmed."""
        with self.store.write() as connection:
            row = _lock(connection, alert_id, at)
            if row is None or row["state"] != AlertState.CONFIRMED:
                return None
            row = _change(connection, alert_id, {"expires": at + LASTS, "asked_on": None})
        return self._alert(row)

    def due(self, at: datetime) -> list[Alert]:
        """Those whose latest slot nobody has looked at."""
        late = or_(*((t.c.rhythm == rhythm) & (t.c.done < latest_slot(rhythm, at)) for rhythm in Rhythm))
        chosen = select(t).where(t.c.state == AlertState.CONFIRMED, t.c.expires > at, late)
        with self.store.read() as connection:
            return [self._alert(row) for row in connection.execute(chosen.order_by(t.c.id)).mappings()]

    def announce_ends(self, at: datetime) -> int:
        """Put a mail for each alert that ends soon; how many."""
        soon = select(t.c.id).where(
            t.c.state == AlertState.CONFIRMED,
            t.c.expires > at,
            t.c.expires <= at + TOLD_BEFORE,
            t.c.asked_on.is_(None),
        )
        with self.store.write() as connection:
            ids = list(connection.scalars(soon.order_by(t.c.id).with_for_update()))
            for alert_id in ids:
                mails.put(connection, alert_id, MailKind.ENDING, at, at)
                connection.execute(update(t).where(t.c.id == alert_id).values(asked_on=at))
        return len(ids)

    def refused(self, alert_id: str, kind: MailKind) -> None:
        """Its server took a mail not for now but never: the alert ends when that happened so many times in a row,
        or at once while nobody has confirmed it."""
        most = 1 if kind is MailKind.CONFIRM else MOST_REFUSED
        with self.store.write() as connection:
            connection.execute(update(t).where(t.c.id == alert_id).values(refused=t.c.refused + 1))
            _remove(connection, (t.c.id == alert_id) & (t.c.refused >= most))

    def accepted(self, alert_id: str) -> None:
        with self.store.write() as connection:
            connection.execute(update(t).where(t.c.id == alert_id, t.c.refused > 0).values(refused=0))

    def _alert(self, row: RowMapping) -> Alert:
        wish = self.keys.unseal(row["sealed"], Rhythm(row["rhythm"]))
        state = AlertState(row["state"])
        return Alert(row["id"], wish, state, row["created"], row["expires"], row["revision"], row["done"])


def tidy(store: Store, at: datetime) -> int:
    """Forget what nobody confirmed in time and what is over; how many."""
    with store.write() as connection:
        return _remove(connection, t.c.expires <= at)


def counts(store: Store) -> dict[tuple[AlertState, Rhythm], int]:
    """How many there are of each; no secret is needed to count."""
    counted = select(t.c.state, t.c.rhythm, func.count()).group_by(t.c.state, t.c.rhythm)
    with store.read() as connection:
        found = Counter({(AlertState(s), Rhythm(r)): number for s, r, number in connection.execute(counted)})
    return {(state, rhythm): found[state, rhythm] for state in AlertState for rhythm in Rhythm}


def _has_room(connection: Connection, key: str, network: Network | None, at: datetime) -> bool:
    """For a further mail that asks a mailbox for a yes. Alerts that are over but not yet forgotten count, too: they had
    theirs."""
    rows = connection.execute(select(t.c.state, t.c.created, t.c.network).where(t.c.address_key == key)).all()
    waiting = [row for row in rows if row.state == AlertState.PENDING]
    if len(rows) - len(waiting) >= MOST_ALERTS or len(waiting) >= MOST_WAITING:
        return False
    if len(waiting) < MOST_PENDING:
        return True
    mine = sum(network is not None and row.network == _mark(network, key, row.created) for row in waiting)
    newest: datetime = max(row.created for row in waiting)
    return mine < FROM_ONE_NETWORK and newest <= at - AGAIN_AFTER


def _mark(network: Network, key: str, at: datetime) -> str:
    return network.mark(f"alert for {key}", at.astimezone(UTC).date())


def _lock(connection: Connection, alert_id: str, at: datetime) -> RowMapping | None:
    wanted = select(t).where(t.c.id == alert_id, t.c.expires > at)
    return connection.execute(wanted.with_for_update()).mappings().first()


def _change(connection: Connection, alert_id: str, values: dict[str, object]) -> RowMapping:
    changed = update(t).where(t.c.id == alert_id).values(values).returning(*t.c)
    return connection.execute(changed).mappings().one()


def _remove(connection: Connection, which: object) -> int:
    """With the list of what it was told; mails that wait for it are not sent any more."""
    gone = list(connection.scalars(delete(t).where(which).returning(t.c.id)))  # type: ignore[arg-type]
    mails.drop_of(connection, gone)
    return len(gone)
