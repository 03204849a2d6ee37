"""Reports that an advert may harm somebody always arrive, and hide it once they come from several networks."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from foothold.model.authority import Standing
from foothold.model.identity import opportunity_id
from foothold.model.networks import Network
from foothold.model.opportunity import Status
from foothold.store import duplicate_review, grave_reports, hiding, reports
from foothold.store.open_store import Store
from foothold.store.records import changed_since, head_revision, save
from foothold.store.reports import GRAVE, MOST_OPEN, Report, ReportReason
from foothold.store.tables import reports as t
from tests.store.adverts import AT, day, reading, record
from tests.store.copied import FIRST, SECOND, shown

ONE, TWO = opportunity_id("board", "1"), opportunity_id("board", "2")
SECRET = b"s" * 32


def network(number: int) -> Network:
    return Network(f"192.0.2.{number}", SECRET)


def report(
    store: Store,
    number: int,
    id: str = ONE,  # noqa: A002 - the public key is `id`
    reason: ReportReason = ReportReason.UNSAFE,
    said: str | None = None,
    at: int = 0,
    hide_after: int = 2,
) -> bool:
    return reports.add(store, id, reason, said, day(at), network=network(number), hide_after=hide_after)


def grave(store: Store) -> list[Report]:
    return [one for one in reports.to_look_at(store) if one.reason in GRAVE]


@pytest.fixture
def board(store: Store) -> Store:
    save(store, "board", [reading("1"), reading("2")], at=AT)
    return store


@pytest.mark.parametrize("reason", GRAVE)
def test_a_grave_report_arrives_whatever_stands_there_already(store: Store, reason: ReportReason) -> None:
    for other in (ReportReason.WRONG, ReportReason.OTHER):
        for _ in range(MOST_OPEN):
            reports.add(store, "aaaaaaaaaaaa", other, "typo", AT)
    assert reports.add(store, "aaaaaaaaaaaa", reason, "Come alone, and pay.", AT)
    assert reports.to_look_at(store)[0].said == "Come alone, and pay."


def test_what_is_let_go_was_said_already(store: Store) -> None:
    kept = [reports.add(store, "aaaaaaaaaaaa", ReportReason.WRONG, "typo", AT) for _ in range(MOST_OPEN + 1)]
    assert kept == [True] * MOST_OPEN + [False]
    assert reports.add(store, "aaaaaaaaaaaa", ReportReason.PAY, "£2 an hour", AT)
    assert not reports.add(store, "aaaaaaaaaaaa", ReportReason.PAY, None, AT)


def test_what_one_network_repeats_is_one_row_with_a_count_and_all_that_was_said(board: Store) -> None:
    for said in ("He wrote to me.", None, "He wrote to me.", "And to my friend.", "x" * 5_000, "Twice."):
        assert report(board, 1, said=said)
    [one] = grave(board)
    assert (one.times, one.said) == (6, "He wrote to me.\n\nAnd to my friend.\n\nTwice.")
    report(board, 1, reason=ReportReason.MONEY)
    report(board, 1, id=TWO)
    report(board, 2, hide_after=0)
    assert len(grave(board)) == 4
    assert record(board, ONE).status is Status.OPEN


def test_a_flood_about_one_advert_stays_small_and_loses_no_reason(
    board: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grave_reports, "MOST_ROWS", 20)
    for number in range(30):
        name = f"2001:db8:0:{number:x}::/64"
        reports.add(board, ONE, ReportReason.UNSAFE, None, AT, network=Network(name, SECRET), hide_after=0)
    report(board, 1, reason=ReportReason.ALONE, said="At his flat.")
    rows = grave(board)
    assert len(rows) == 21
    assert sum(one.times for one in rows) == 31
    assert rows[0].said == "At his flat."


def test_two_networks_hide_an_advert_and_one_does_not(board: Store) -> None:
    for reason in GRAVE:
        report(board, 1, reason=reason)
    assert record(board, ONE).status is Status.OPEN
    head = head_revision(board)
    report(board, 2, reason=ReportReason.MONEY)
    assert record(board, ONE).status is Status.PENDING
    assert [one.id for one in changed_since(board, head, 10)] == [ONE]
    report(board, 3)
    assert head_revision(board) == head + 1
    assert [(one.id, one.hidden, one.reports) for one in reports.urgent(board)] == [(ONE, True, 5)]


def test_one_network_is_one_on_every_day(board: Store) -> None:
    for at in (0, 1, 2, 29):
        report(board, 1, at=at)
        report(board, 1, reason=ReportReason.MONEY, at=at)
    assert record(board, ONE).status is Status.OPEN
    assert [one.times for one in grave(board)] == [4, 4]
    report(board, 2, at=29)
    assert record(board, ONE).status is Status.PENDING


@pytest.mark.parametrize(("hide_after", "needed"), [(1, 1), (3, 3), (0, None)])
def test_how_many_networks_hide_an_advert_is_a_setting(
    board: Store, hide_after: int, needed: int | None
) -> None:
    hidden = []
    for number in range(1, 5):
        report(board, number, hide_after=hide_after)
        hidden.append(record(board, ONE).status is Status.PENDING)
    assert hidden == [needed is not None and number >= needed for number in range(1, 5)]


def test_others_than_grave_ones_hide_nothing(board: Store) -> None:
    for number in range(5):
        report(board, number, reason=ReportReason.PAY)
    assert record(board, ONE).status is Status.OPEN


def test_what_somebody_has_looked_at_is_not_hidden_again_for_thirty_days(board: Store) -> None:
    for number in (1, 2):
        report(board, number)
    assert len(hiding.clear(board, ONE, day(1)).reports) == 2
    assert reports.urgent(board) == []
    for number in (1, 2, 3):
        report(board, number, at=2)
    assert record(board, ONE).status is Status.OPEN
    assert [(one.id, one.hidden) for one in reports.urgent(board)] == [(ONE, False)]
    report(board, 4, at=31)
    assert record(board, ONE).status is Status.PENDING


def test_reports_that_were_dealt_with_count_no_more(board: Store) -> None:
    report(board, 1)
    reports.close(board, grave(board)[0].number, day(1))
    report(board, 2, at=1)
    assert record(board, ONE).status is Status.OPEN
    report(board, 1, at=1)
    assert record(board, ONE).status is Status.PENDING


def test_reports_of_two_adverts_that_became_one_are_added_up(store: Store) -> None:
    save(store, "brightworks", [shown("77")], at=AT, standing=Standing.OWN)
    save(store, "board", [shown(level=2)], at=AT)
    report(store, 1, id=SECOND)
    report(store, 2, id=FIRST)
    save(store, "board", [shown()], at=day(1))
    assert record(store, FIRST).status is Status.OPEN
    report(store, 2, id=FIRST, at=1)
    assert record(store, FIRST).status is Status.PENDING
    duplicate_review.keep_apart(store, FIRST, SECOND, day(2))
    assert {record(store, id_).status for id_ in (FIRST, SECOND)} == {Status.PENDING}


def test_a_network_that_reports_everything_is_heard_and_hides_little(store: Store) -> None:
    many = [reading(str(n), title=f"Job {n}", apply_url=f"https://jobs.example/{n}") for n in range(14)]
    ids = [str(one.id) for one in save(store, "board", many, at=AT)]
    for id_ in ids:
        report(store, 1, id=id_)
        report(store, 2, id=id_)
    hidden = [id_ for id_ in ids if record(store, id_).status is Status.PENDING]
    assert hidden == ids[: grave_reports.WORDS_OF_ONE.most]
    assert len(grave(store)) == 28
    report(store, 1, id=ids[-1], at=1)
    report(store, 2, id=ids[-1], at=1)
    assert record(store, ids[-1]).status is Status.PENDING


def test_many_networks_cannot_hide_the_whole_site_in_a_day(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grave_reports, "HIDDEN_A_DAY", grave_reports.Allowance("few", 3, grave_reports.A_DAY))
    many = [reading(str(n), title=f"Job {n}", apply_url=f"https://jobs.example/{n}") for n in range(5)]
    ids = [str(one.id) for one in save(store, "board", many, at=AT)]
    for n, id_ in enumerate(ids):
        report(store, 10 + 2 * n, id=id_)
        report(store, 11 + 2 * n, id=id_)
    assert [record(store, id_).status for id_ in ids] == [Status.PENDING] * 3 + [Status.OPEN] * 2
    assert len(reports.urgent(store)) == 5


def test_adverts_with_grave_reports_stand_first(board: Store) -> None:
    report(board, 1, id=TWO)
    for n in range(30):
        reports.add(board, "aaaaaaaaaaaa", ReportReason.GONE, str(n), day(1))
    reports.add(board, TWO, ReportReason.WRONG, "typo", day(1))
    report(board, 1, reason=ReportReason.MONEY)
    rows = reports.to_look_at(board, 4)
    assert [(one.opportunity, one.reason) for one in rows] == [
        (ONE, ReportReason.MONEY), (TWO, ReportReason.UNSAFE), (TWO, ReportReason.WRONG), ("aaaaaaaaaaaa", ReportReason.GONE),
    ]  # fmt: skip
    assert [one.id for one in reports.urgent(board, 1)] == [ONE]
    assert (reports.count_grave(board), reports.count_open(board)) == (2, 33)


def test_an_advert_that_several_report_is_pushed_down_by_no_flood_of_one(store: Store) -> None:
    many = [reading(str(n), title=f"Job {n}", apply_url=f"https://jobs.example/{n}") for n in range(6)]
    ids = [str(one.id) for one in save(store, "board", many, at=AT)]
    report(store, 1, id=ids[0])
    report(store, 2, id=ids[0])
    for id_ in ids[1:]:
        report(store, 9, id=id_)
    assert reports.to_look_at(store, 1)[0].opportunity == ids[0]
    assert [one.id for one in reports.urgent(store, 2)] == [ids[0], ids[5]]


def test_nothing_leads_back_to_where_a_report_came_from_and_soon_nothing_tells_it_apart(board: Store) -> None:
    report(board, 1)
    report(board, 1, id=TWO)
    report(board, 1, id=TWO, reason=ReportReason.MONEY, at=1)
    with board.read() as connection:
        marks = list(connection.scalars(select(t.c.network)))
    assert len(set(marks)) == 3, "one network is another in each matter and on each day"
    assert "192.0.2" not in str(marks)
    reports.forget_networks(board, day(1) + timedelta(minutes=-1))
    with board.read() as connection:
        assert connection.scalar(select(func.count(t.c.network))) == 1


def in_processes(store: Store, count: int, each: object) -> None:
    children = []
    for n in range(count):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                each(n)  # type: ignore[operator]
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * count


def test_two_workers_at_once_make_no_report_of_one_network_two(board: Store) -> None:
    in_processes(board, 8, lambda n: report(board, 1, said=f"Words {n}."))
    [one] = grave(board)
    assert one.times == 8
    assert all(f"Words {n}." in str(one.said) for n in range(8))
    assert record(board, ONE).status is Status.OPEN


def test_two_workers_at_once_hide_an_advert_once(board: Store) -> None:
    head = head_revision(board)
    in_processes(board, 6, lambda n: report(board, n))
    assert record(board, ONE).status is Status.PENDING
    assert (len(grave(board)), head_revision(board)) == (6, head + 1)
