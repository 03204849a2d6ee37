"""The two rounds of alerts: what is due becomes mails that wait, and mails that wait are handed over.

Each may be cut short anywhere and be begun again, by another process too: no advert is told twice.
"""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import Protocol

import structlog

from foothold.alerts import mails
from foothold.alerts.alert import Alert, latest_slot
from foothold.alerts.book import AlertBook, tidy
from foothold.alerts.mail_server import MailConnection, MailOutcome, MailServer, Told
from foothold.alerts.mails import Mail, MailKind, MailState
from foothold.alerts.news import put_news, still_to_tell
from foothold.clock import Clock
from foothold.store.record import Record, is_shown
from foothold.store.records import find

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class MatchingAdverts:
    """Ids of the adverts that match a search, the newest first, and the revision of the index in which they do."""

    ids: Sequence[str]
    revision: int


class Searches(Protocol):
    def __call__(self, search: str, since: int) -> MatchingAdverts:
        """What matches that changed above that revision. Raises IndexUnavailable."""


class Composes(Protocol):
    def __call__(self, mail: Mail, alert: Alert, adverts: Sequence[Record]) -> EmailMessage: ...


@dataclass(frozen=True, slots=True)
class Prepared:
    looked: int
    mails: int
    adverts: int
    forgotten: int


def prepare(
    book: AlertBook, searches: Searches, clock: Clock, stop: threading.Event | None = None
) -> Prepared:
    """Look at every alert whose time has come. Raises IndexUnavailable, SealBroken; what was put stays put."""
    forgotten = tidy(book.store, clock())
    mails.forget(book.store, clock() - mails.KEPT)
    book.announce_ends(clock())
    looked = put = adverts = 0
    for alert in book.due(clock()):
        if stop and stop.is_set():
            break
        at = clock()
        found = searches(alert.wish.search, alert.revision)
        new = put_news(book.store, alert, found.ids, found.revision, latest_slot(alert.wish.rhythm, at), at)
        looked, put, adverts = looked + 1, put + bool(new), adverts + new
    return Prepared(looked, put, adverts, forgotten)


def deliver(
    book: AlertBook,
    server: MailServer,
    composes: Composes,
    clock: Clock,
    stop: threading.Event | None = None,
) -> Counter[MailOutcome]:
    """Hand over what waits; what came of it. Raises MailUnavailable, and what was handed over stays so."""
    counts: Counter[MailOutcome] = Counter()
    while some := mails.waiting(book.store, clock()):
        with server.connected() as connection:
            for mail in some:
                if stop and stop.is_set():
                    return counts
                told = _hand_over(book, connection, composes, mail, clock)
                if told:
                    counts[told.answer] += 1
                if connection.broken:
                    break
    return counts


def _hand_over(
    book: AlertBook, connection: MailConnection, composes: Composes, mail: Mail, clock: Clock
) -> Told | None:
    """None where there is nothing to tell any more."""
    at = clock()
    alert = book.find(mail.alert, at)
    adverts = [one for id_ in still_to_tell(book.store, mail) if (one := _open(book, id_, at))]
    if alert is None or (mail.kind is MailKind.NEWS and not adverts):
        mails.end(book.store, mail, MailState.DROPPED, at)
        return None
    try:
        message = composes(mail, alert, adverts)
    except Exception as error:
        # One advert that cannot be shown must not keep everybody's mails. What it says may name a person.
        log.error("mail not composed", kind=mail.kind, adverts=mail.adverts, error=type(error).__name__)
        mails.put_off(book.store, mail, at, None)
        return Told(MailOutcome.LATER)
    told = connection.send(message, alert.wish.address, partial(mails.claim, book.store, mail, at))
    _note(book, mail, told, clock())
    return told


def _note(book: AlertBook, mail: Mail, told: Told, at: datetime) -> None:
    match told.answer:
        case MailOutcome.SENT:
            mails.end(book.store, mail, MailState.SENT, at, told.code)
            book.accepted(mail.alert)
        case MailOutcome.LATER:
            if mails.put_off(book.store, mail, at, told.code) is MailState.REFUSED:
                book.refused(mail.alert, mail.kind)
        case MailOutcome.REFUSED:
            mails.end(book.store, mail, MailState.REFUSED, at, told.code)
            book.refused(mail.alert, mail.kind)
        case MailOutcome.UNSURE | MailOutcome.TAKEN:
            pass


def _open(book: AlertBook, id_: str, at: datetime) -> Record | None:
    """The record; None once nobody can apply any more."""
    found = find(book.store, id_)
    return found if isinstance(found, Record) and is_shown(found, at) else None
