"""Backups: what one database held the other or the same one holds after a restore, and nothing less than all."""

import io
import threading
import time
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func, select

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys
from foothold.errors import WrongUse
from foothold.model.posting import Rejected
from foothold.reading.intake import Reading
from foothold.store import (
    employers,
    leases,
    runs,
)
from foothold.store.backup import CARRIED, LEFT_OUT, OF_ALERTS, back_up, write_backup
from foothold.store.open_store import Store
from foothold.store.records import head_revision, save
from foothold.store.restore import restore
from foothold.store.tables import metadata, opportunities
from tests.store.adverts import AT, day, reading
from tests.store.backups import backup_of, clock, lines_of


def content(store: Store) -> dict[str, list[str]]:
    """Each row of each table as the database holds it."""
    with store.read() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def test_what_is_restored_is_what_was_backed_up_table_by_table(full: Store, new: Store) -> None:
    before = content(full)
    assert all(before.values()), "the test must fill every table: a backup that forgets one is then found"
    restore(new, io.BytesIO(backup_of(full)))
    after = content(new)
    left_out = {table.name for table in LEFT_OUT}
    assert {name for name, rows in after.items() if not rows} == left_out
    for name in before.keys() - left_out:
        assert after[name] == before[name], name


def test_every_table_is_carried_but_those_of_the_moment() -> None:
    assert {t.name for t in metadata.sorted_tables} - {t.name for t in CARRIED} == {
        "alert_sent",
        "alerts",
        "allowances",
        "job_runs",
        "leases",
        "mails",
        "refused",
        "unanswered",
    }


def test_a_move_takes_alerts_along_and_they_go_on(full: Store, new: Store) -> None:
    before, file = content(full), io.BytesIO()
    write_backup(full, file, clock=clock, with_alerts=True)
    restore(new, io.BytesIO(file.getvalue()))
    after = content(new)
    for table in OF_ALERTS:
        assert after[table.name] == before[table.name]
    book = AlertBook(new, AlertKeys(b"secret"))
    assert [one.wish.address for one in book.due(day(30))] == ["ada@school.example"]
    assert book.ask(Wish("bob@school.example", "", "all", Rhythm.DAILY), day(30))


def test_backups_that_stay_hold_no_alerts(full: Store, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="alerts"):
        back_up(full, tmp_path, clock=clock, keep=3, with_alerts=True)
    assert b'"table":"alerts"' not in b"".join(lines_of(backup_of(full)))


def test_a_store_that_holds_an_alert_is_not_empty(store: Store, whole: bytes) -> None:
    AlertBook(store, AlertKeys(b"secret")).ask(Wish("ada@school.example", "", "all", Rhythm.DAILY), AT)
    with pytest.raises(WrongUse, match="1 alerts"):
        restore(store, io.BytesIO(whole))


def test_a_backup_of_what_was_restored_holds_the_same_lines(full: Store, new: Store) -> None:
    first = backup_of(full)
    restore(new, io.BytesIO(first))
    assert sorted(lines_of(backup_of(new))[:-1]) == sorted(lines_of(first)[:-1])


def test_life_goes_on_above_all_revisions_and_numbers(full: Store, new: Store) -> None:
    head = head_revision(full)
    restore(new, io.BytesIO(backup_of(full)))
    [saved] = save(new, "board", [reading("99")], at=day(3))
    assert saved.revision == head + 1
    assert runs.start(new, "board", day(3)) == 3
    employers.add(new, "A third", at=day(3))
    rejected = Reading(reading("98").posting, Rejected("unknown_kind", "kind", "odd"))
    assert save(new, "board", [rejected], at=day(3))[0].status == "rejected"
    new.upgrade()
    new.check()


def test_the_keys_of_employers_go_on_working(store: Store, new: Store) -> None:
    key = employers.add(store, "Brightworks Ltd", at=AT)
    restore(new, io.BytesIO(backup_of(store)))
    account = employers.by_key(new, key)
    assert account
    assert account.name == "Brightworks Ltd"


def test_a_store_with_tables_and_nothing_in_them_is_filled_too(full: Store, new: Store) -> None:
    new.upgrade()
    leases.take(new, "index drain", "somebody", 60, AT)
    restore(new, io.BytesIO(backup_of(full)))
    assert content(new)["opportunities"] == content(full)["opportunities"]


def test_an_empty_store_is_backed_up_and_restored(store: Store, new: Store) -> None:
    manifest = restore(new, io.BytesIO(backup_of(store)))
    assert (manifest.head, head_revision(new)) == (0, 0)


def test_a_store_that_holds_something_is_left_as_it_is(full: Store, new: Store) -> None:
    new.upgrade()
    runs.start(new, "board", AT)
    before = content(new)
    with pytest.raises(WrongUse, match=r"is not empty \(1 runs\)\. A backup is restored into a new one"):
        restore(new, io.BytesIO(backup_of(full)))
    assert content(new) == before


@pytest.mark.parametrize("batches", [6])
def test_while_others_save_a_backup_is_of_one_moment(store: Store, new: Store, batches: int) -> None:
    stop = threading.Event()

    def saving() -> None:
        number = 0
        while not stop.is_set():
            # Each transaction has ten new records, or a change to ten: any cut through one shows.
            title = f"Round {number}"
            save(store, "board", [reading(str(number // 2 * 10 + n), title=title) for n in range(10)], at=AT)
            number += 1

    writer = threading.Thread(target=saving)
    writer.start()
    try:
        backups = []
        while len(backups) < batches:
            backups.append(backup_of(store))
            time.sleep(0.05)
    finally:
        stop.set()
        writer.join()
    heads = [orjson.loads(lines_of(backup)[0])["head"] for backup in backups]
    assert heads[-1] > heads[0], "nothing was saved meanwhile"
    manifest = restore(new, io.BytesIO(backups[-1]))
    with new.read() as connection:
        o = opportunities.c
        by_title = select(func.count()).select_from(opportunities).group_by(o.title)
        assert set(connection.scalars(by_title)) == {10}
        assert connection.scalar(select(func.max(o.revision))) == manifest.head == head_revision(new)
    assert manifest.tables["opportunities"] == manifest.tables["sightings"]
