"""What visitors report: kept with its day and its words, shown until somebody is done with it, then forgotten."""

import pytest

from foothold.errors import WrongUse
from foothold.store import reports
from foothold.store.open_store import Store
from foothold.store.records import save
from foothold.store.reports import MOST_OPEN, ReportReason
from tests.store.adverts import AT, day, reading


def test_a_report_stands_with_the_adverts_title_until_it_is_closed(store: Store) -> None:
    (saved,) = save(store, "board", [reading()], at=AT)
    assert reports.add(store, str(saved.id), ReportReason.MONEY, "It asks for £20.\x00 Ünïcode", AT)
    assert reports.add(store, "aaaaaaaaaaaa", ReportReason.GONE, None, day(1))
    gone, money = reports.newest(store, 10)
    assert (money.opportunity, money.reason, money.said, money.at) == (
        saved.id, ReportReason.MONEY, "It asks for £20. Ünïcode", AT,
    )  # fmt: skip
    assert money.title
    assert (gone.title, gone.said) == (None, None)
    reports.close(store, money.number, day(2))
    assert [one.number for one in reports.newest(store, 10)] == [gone.number]
    assert [one.closed for one in reports.newest(store, 10, closed_too=True)] == [None, day(2)]
    assert reports.count_open(store) == 1


def test_closing_what_is_not_open_is_refused(store: Store) -> None:
    with pytest.raises(WrongUse, match="No report 7 is open"):
        reports.close(store, 7, AT)


def test_a_flood_about_one_advert_is_let_go(store: Store) -> None:
    kept = [reports.add(store, "aaaaaaaaaaaa", ReportReason.OTHER, None, AT) for _ in range(MOST_OPEN + 2)]
    assert kept == [True] * MOST_OPEN + [False, False]
    assert reports.add(store, "bbbbbbbbbbbb", ReportReason.OTHER, None, AT)


def test_old_reports_are_forgotten_open_or_not(store: Store) -> None:
    reports.add(store, "aaaaaaaaaaaa", ReportReason.OTHER, None, AT)
    reports.add(store, "aaaaaaaaaaaa", ReportReason.OTHER, None, day(10))
    assert reports.forget(store, day(5)) == 1
    assert [one.at for one in reports.newest(store, 10)] == [day(10)]
