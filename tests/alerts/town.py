"""Adverts, alerts and a clock that a test moves: everything real but the time."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys
from foothold.alerts.mail_server import MailOutcome
from foothold.alerts.rounds import Prepared
from foothold.index.open_index import open_engine
from foothold.index.sync import drain
from foothold.model.courses import built_in_courses
from foothold.model.posting import RawPosting
from foothold.reading.intake import Reading
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.secret import home_secret
from foothold.settings import Settings
from foothold.store.open_store import open_store
from foothold.store.records import save
from search_api.alerts.rounds import deliver_waiting, prepare_due
from tests.alerts.sink import Sink

MONDAY = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
PERSON = "ada@school.example"
ADVERT = re.compile(r"http://foothold\.example/opportunities/([a-z2-7]{12})")


class Town:
    def __init__(self, home: Path, sink: Sink, database_url: str | None = None) -> None:
        self.sink = sink
        self.now = MONDAY
        self.settings = Settings(
            home=home,
            database_url=database_url,
            rate_limit="1000000 per minute",
            public_url="http://foothold.example",
            smtp_url=sink.url,
            mail_from="Foothold <alerts@foothold.example>",
        )
        self.store = open_store(self.settings.store_url)
        self.store.upgrade()
        self.engine = open_engine(self.settings)
        self.book = AlertBook(self.store, AlertKeys(home_secret(home)))
        self.context = Context(built_in_places(), built_in_courses(), british=True)
        self.advertise()

    def clock(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def advertise(
        self, *references: str, source: str = "example_college", **changes: str | None
    ) -> list[str]:
        """Put adverts up now, and let the index follow; their ids."""
        postings = [replace(advert(one, self.now), **changes) for one in references]  # type: ignore[arg-type]
        readings = [Reading(posting, normalise(posting, self.context)) for posting in postings]
        saved = save(self.store, source, readings, at=self.now)
        drain(self.store, self.engine)
        assert all(one.id for one in saved), readings
        return [str(one.id) for one in saved]

    def sign_up(
        self, search: str = "", address: str = PERSON, rhythm: Rhythm = Rhythm.DAILY, words: str = "all"
    ) -> str:
        """The id of an alert that was asked for and confirmed, without its mail."""
        alert_id = self.book.ask(Wish(address, search, words, rhythm), self.now)
        assert alert_id
        self.book.confirm(alert_id, self.now)
        self.deliver()
        self.sink.raw.clear()
        return alert_id

    def prepare(self) -> Prepared:
        return prepare_due(self.settings, self.store, self.clock)

    def deliver(self) -> Counter[MailOutcome]:
        return deliver_waiting(self.settings, self.store, self.clock)

    def next_morning(self) -> Counter[MailOutcome]:
        """Both rounds, a day later."""
        self.wait(days=1)
        self.prepare()
        return self.deliver()

    @property
    def told(self) -> list[str]:
        """The ids of all adverts in all mails that have arrived, in order."""
        return [id_ for mail in self.sink.mails for id_ in ADVERT.findall(text_of(mail))]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def advert(reference: str, seen: datetime) -> RawPosting:
    return RawPosting(
        seen=seen,
        external_id=reference,
        url=f"https://jobs.example/adverts/{reference}",
        title=f"Apprentice plumber number {reference}",
        employer=f"Marlow and {reference}",
        kind="Apprenticeship",
        description=f"Learn the trade of {reference} on the job in London, with team {reference}.",
        places="Hackney",
        postcode="E8 1EA",
        wage="£8.50 an hour",
        level="3",
        closing="2027-05-28",
    )
