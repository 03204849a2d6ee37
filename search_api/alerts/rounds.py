"""The rounds of alerts with the parts that the settings name, for the schedule and the command line."""

import threading
from collections import Counter

from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys
from foothold.alerts.mail_server import NO_MAIL, MailOutcome, MailServer
from foothold.alerts.rounds import Prepared, deliver, prepare
from foothold.clock import Clock
from foothold.errors import WrongUse
from foothold.index.open_index import open_engine
from foothold.reading.places.gazetteer import PlaceTable
from foothold.secret import home_secret
from foothold.settings import Settings
from foothold.store.open_store import Store
from search_api.alerts.letters import Letters
from search_api.alerts.searches import AlertSearches
from search_api.search.request import QueryReader


def prepare_due(
    settings: Settings, store: Store, clock: Clock, stop: threading.Event | None = None
) -> Prepared:
    """Raises IndexUnavailable, SealBroken."""
    folder = settings.places_folder
    reader = QueryReader(PlaceTable.load(folder if folder.is_dir() else None))
    return prepare(_book(settings, store), AlertSearches(open_engine(settings), reader, clock), clock, stop)


def deliver_waiting(
    settings: Settings, store: Store, clock: Clock, stop: threading.Event | None = None
) -> Counter[MailOutcome]:
    """Raises WrongUse where no mail server is set, MailUnavailable, SealBroken."""
    server = MailServer.of(settings)
    if server is None:
        raise WrongUse(NO_MAIL)
    book = _book(settings, store)
    return deliver(book, server, Letters(book.keys, server.sender, settings.public_url, clock), clock, stop)


def said(done: Counter[MailOutcome]) -> str:
    """`3 sent, 1 later`."""
    return ", ".join(f"{done[answer]} {answer}" for answer in MailOutcome if done[answer]) or "nothing waited"


def _book(settings: Settings, store: Store) -> AlertBook:
    return AlertBook(store, AlertKeys(home_secret(settings.home)))
