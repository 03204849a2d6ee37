"""A record store with something in each table, and backups of it."""

import gzip
import io
from dataclasses import replace
from datetime import datetime, timedelta

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys
from foothold.alerts.news import put_news
from foothold.index import set_aside
from foothold.index.contract import Refused
from foothold.model.crawl_run import Counts, Verdict
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Status
from foothold.model.posting import Rejected
from foothold.reading.intake import Reading
from foothold.store import (
    agreements,
    allowances,
    crawled_pages,
    duplicate_review,
    employers,
    holds,
    job_runs,
    leases,
    page_checks,
    reports,
    runs,
    unanswered,
)
from foothold.store.backup import write_backup
from foothold.store.crawled_pages import Validators
from foothold.store.open_store import Store
from foothold.store.records import refuse, save, withdraw
from tests.store.adverts import AT, day, reading

VACANCY = "VAC1000123456"


def clock() -> datetime:
    return AT


def filled(store: Store) -> Store:
    """Something in each table, and words that are hard to carry."""
    run = runs.start(store, "board", AT)
    odd = reading("2", title='Ünïcode "\\ \u2028 😀', said={"description": "a\x00b\n\r\tc" * 50})
    bad = Reading(reading("3").posting, Rejected("unknown_kind", "kind", "odd\x00 job"))
    save(store, "board", [reading("1"), odd, bad], at=AT + timedelta(microseconds=7), run=run)
    save(store, "board", [reading("4")], at=AT, status=Status.PENDING)
    save(store, "board", [reading("5")], at=AT, status=Status.PENDING)
    refuse(store, [opportunity_id("board", "5")], AT, "It is no opening.\x00")
    withdraw(store, [opportunity_id("board", "1")], day(1))
    save(store, "national", [reading(VACANCY)], at=AT)
    save(store, "college", [reading("1000123456")], at=day(1))
    duplicate_review.keep_apart(
        store, opportunity_id("board", "2"), opportunity_id("national", VACANCY), day(1)
    )
    runs.finish(store, run, Verdict.HEALTHY, Counts(postings=3), ("As expected.",), day(1))
    runs.start(store, "other", day(2))
    crawled_pages.remember_all(store, "board", {"https://board.example/": Validators('"e"', None)}, AT)
    employers.add(store, "Brightworks Ltd", at=AT)
    employers.add(store, "Oak & Sons", at=AT)
    agreements.agree(store, "Oak & Sons", "Brightworks", AT)
    employers.revoke(store, "Oak & Sons")
    reports.add(store, "k7f2q9xw3m1a", reports.ReportReason.MONEY, "It asks for £20.\x00", AT)
    leases.take(store, "drain", "a holder", 60, AT)
    set_aside.set_aside(store, "a generation", [Refused("k7f2q9xw3m1a", 3, "odd")], AT)
    job_runs.begin(store, "audit", AT, 1, AT)
    book = AlertBook(store, AlertKeys(b"secret"))
    alert_id = book.ask(Wish("ada@school.example", "q=plumber", "“plumber”", Rhythm.DAILY), AT)
    alert = book.confirm(str(alert_id), AT)
    assert alert
    put_news(store, replace(alert, created=day(-1)), [opportunity_id("board", "2")], 1, day(1), day(1))
    with store.write() as connection:
        holds.put(connection, [opportunity_id("board", "2")], holds.HoldState.STANDING, "Unsafe.", AT)
        allowances.take(connection, allowances.Allowance("reports", 1, 60), lambda use, since: use, AT)
    unanswered.add(store, {("crypto", AT.date()): 1})
    [advert, *_] = page_checks.to_ask(
        store, "board", seen_before=day(40), asked_before=day(40), at=AT, limit=1
    )
    page_checks.note(store, advert, page_checks.PageAnswer.UNCLEAR, "The advert is not on it.", AT)
    return store


def backup_of(store: Store) -> bytes:
    file = io.BytesIO()
    write_backup(store, file, clock=clock)
    return file.getvalue()


def lines_of(backup: bytes) -> list[bytes]:
    return gzip.decompress(backup).splitlines(keepends=True)
