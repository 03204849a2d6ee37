"""Backups: what one database held the other or the same one holds after a restore, and nothing less than all."""

import gzip
import io
import multiprocessing
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from alembic.config import Config
from click.testing import CliRunner, Result
from sqlalchemy import Connection, func, select, text

from foothold.alert_keys import AlertKeys
from foothold.alerts import Rhythm, Wish
from foothold.cli import main
from foothold.crawl_run import Counts, Verdict
from foothold.errors import StoreUnavailable, Unreadable, WrongUse
from foothold.identity import opportunity_id
from foothold.index.contract import Refused
from foothold.opportunity import Status
from foothold.posting import Rejected
from foothold.store import (
    checks,
    copies,
    crawled_pages,
    employers,
    job_runs,
    leases,
    migrations,
    refused,
    reports,
    runs,
    unanswered,
)
from foothold.store.alerts import AlertBook
from foothold.store.backup import CARRIED, LEFT_OUT, OF_ALERTS, back_up, write_backup
from foothold.store.backup_file import Manifest, Writer
from foothold.store.crawled_pages import Validators
from foothold.store.news import put_news
from foothold.store.open_store import Store, open_store
from foothold.store.record import Reading
from foothold.store.records import head_revision, save, withdraw
from foothold.store.restore import restore
from foothold.store.tables import SCHEMAS, metadata, opportunities
from tests.postgres import empty_database
from tests.store.adverts import AT, day, reading

VACANCY = "VAC1000123456"
_FORK = multiprocessing.get_context("fork")


def clock():
    return AT


@pytest.fixture(params=["sqlite", "postgres"])
def new(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A record store that nobody has made tables in."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path / 'new' / 'foothold.db'}")
        yield opened
        opened.close()
        return
    with empty_database(request.getfixturevalue("postgres_server")) as url:
        opened = open_store(url)
        yield opened
        opened.close()


@pytest.fixture
def full(store: Store) -> Store:
    return filled(store)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A backup; which database it is of does not matter, as another test says."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'foothold.db'}")
    store.upgrade()
    backup = backup_of(filled(store))
    store.close()
    return backup


def filled(store: Store) -> Store:
    """Something in each table, and words that are hard to carry."""
    run = runs.start(store, "board", AT)
    odd = reading("2", title='Ünïcode "\\ \u2028 😀', said={"description": "a\x00b\n\r\tc" * 50})
    bad = Reading(reading("3").posting, Rejected("unknown_kind", "kind", "odd\x00 job"))
    save(store, "board", [reading("1"), odd, bad], at=AT + timedelta(microseconds=7), run=run)
    save(store, "board", [reading("4")], at=AT, status=Status.PENDING)
    withdraw(store, [opportunity_id("board", "1")], day(1))
    save(store, "national", [reading(VACANCY)], at=AT)
    save(store, "college", [reading("1000123456")], at=day(1))
    copies.keep_apart(store, opportunity_id("board", "2"), opportunity_id("national", VACANCY), day(1))
    runs.finish(store, run, Verdict.HEALTHY, Counts(postings=3), ("As expected.",), day(1))
    runs.start(store, "other", day(2))
    crawled_pages.remember_all(store, "board", {"https://board.example/": Validators('"e"', None)}, AT)
    employers.add(store, "Brightworks Ltd", at=AT)
    employers.add(store, "Oak & Sons", at=AT)
    employers.revoke(store, "Oak & Sons")
    reports.add(store, "k7f2q9xw3m1a", reports.Reason.MONEY, "It asks for £20.\x00", AT)
    leases.take(store, "drain", "a holder", 60, AT)
    refused.set_aside(store, "a generation", [Refused("k7f2q9xw3m1a", 3, "odd")], AT)
    job_runs.begin(store, "audit", AT, 1, AT)
    book = AlertBook(store, AlertKeys(b"secret"))
    alert_id = book.ask(Wish("ada@school.example", "q=plumber", "“plumber”", Rhythm.DAILY), AT)
    alert = book.confirm(str(alert_id), AT)
    assert alert
    put_news(store, replace(alert, created=day(-1)), [opportunity_id("board", "2")], 1, day(1), day(1))
    unanswered.add(store, {("crypto", AT.date()): 1})
    [advert, *_] = checks.to_ask(store, "board", seen_before=day(40), asked_before=day(40), at=AT, limit=1)
    checks.note(store, advert, checks.Answer.UNCLEAR, "The advert is not on it.", AT)
    return store


def backup_of(store: Store) -> bytes:
    file = io.BytesIO()
    write_backup(store, file, clock=clock)
    return file.getvalue()


def content(store: Store) -> dict[str, list[str]]:
    """Each row of each table as the database holds it."""
    with store.read() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def lines_of(backup: bytes) -> list[bytes]:
    return gzip.decompress(backup).splitlines(keepends=True)


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


def _torn(backup: bytes) -> bytes:
    return backup[: len(backup) // 2]


def _short_of_its_last_line(backup: bytes) -> bytes:
    return gzip.compress(b"".join(lines_of(backup)[:-1]))


def _one_letter_other(backup: bytes) -> bytes:
    return gzip.compress(gzip.decompress(backup).replace(b"electrician", b"electricien", 1))


def _flipped(backup: bytes) -> bytes:
    middle = len(backup) // 2
    return backup[:middle] + bytes([backup[middle] ^ 0x55]) + backup[middle + 1 :]


def _a_row_less(backup: bytes) -> bytes:
    lines = lines_of(backup)
    rows = [n for n, line in enumerate(lines) if line.startswith(b"[")]
    return gzip.compress(b"".join(lines[: rows[0]] + lines[rows[0] + 1 :]))


def _another_after_it(backup: bytes) -> bytes:
    return backup + backup


def _manifest(**changes: Any) -> Callable[[bytes], bytes]:
    def change(backup: bytes) -> bytes:
        first, *rest = lines_of(backup)
        said = orjson.dumps(orjson.loads(first) | changes) + b"\n"
        return gzip.compress(b"".join([said, *rest]))

    return change


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param(_torn, "ends too early", id="torn"),
        pytest.param(_short_of_its_last_line, "ends too early", id="without its last line"),
        pytest.param(lambda b: b[:-4], "ends too early", id="torn in the last bytes"),
        pytest.param(_one_letter_other, "damaged", id="one letter other"),
        pytest.param(_flipped, "damaged|ends too early", id="bits flipped"),
        pytest.param(_a_row_less, "damaged", id="a row less"),
        pytest.param(_another_after_it, "damaged", id="another after it"),
        pytest.param(_manifest(tables={"opportunities": 7}), "damaged", id="other counts"),
        pytest.param(lambda _: b"", "ends too early|no backup", id="nothing"),
        pytest.param(lambda _: b"PK\x03\x04 a zip", "no backup", id="another format"),
        pytest.param(lambda _: gzip.compress(b'{"id": 1}\n'), "no backup", id="other JSON"),
        pytest.param(lambda _: gzip.compress(b"id,name\n1,2\n"), "no backup", id="a CSV"),
        pytest.param(_manifest(foothold_backup=2), "a newer Foothold made it", id="a newer format"),
        pytest.param(_manifest(schema="9999"), "schema 9999, which this version", id="a newer schema"),
    ],
)
def test_a_file_that_is_no_whole_backup_leaves_nothing_behind(
    whole: bytes, new: Store, spoil: Callable[[bytes], bytes], why: str
) -> None:
    with pytest.raises(Unreadable, match=why):
        restore(new, io.BytesIO(spoil(whole)))
    with pytest.raises(StoreUnavailable, match=r"no tables yet|no record store"):
        new.check()


@pytest.mark.parametrize("tables", [False, True], ids=["no tables", "empty tables"])
def test_a_backup_of_an_older_schema_is_brought_to_this_one(
    whole: bytes, new: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: bool
) -> None:
    _know_another_schema(tmp_path / "migrations", monkeypatch)
    if tables:
        new.upgrade()
    restore(new, io.BytesIO(whole))
    with new.read() as connection:
        assert connection.execute(text("SELECT DISTINCT loud FROM employers")).scalars().all() == ["no"]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "next"
    new.check()


def _know_another_schema(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the next version of Foothold will, which has one migration more."""
    shutil.copytree(Path(migrations.__file__).parent, folder)
    (folder / "versions" / "next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = 'next', '{SCHEMAS[-1]}'\n"
        "def upgrade():\n"
        "    op.add_column('employers', sa.Column('loud', sa.Text(), nullable=False, server_default='no'))\n"
    )
    here = migrations.configuration

    def configuration(connection: Connection) -> Config:
        config = here(connection)
        config.set_main_option("script_location", str(folder))
        return config

    monkeypatch.setattr(migrations, "configuration", configuration)
    for module in ("open_store", "restore"):
        monkeypatch.setattr(f"foothold.store.{module}.SCHEMAS", (*SCHEMAS, "next"))


def test_a_kill_in_mid_restore_leaves_an_empty_store_or_none(new: Store, tmp_path: Path) -> None:
    backup = tmp_path / "backup.gz"
    backup.write_bytes(many(3_000))
    killed, whole = 0, False
    for wait in (0.2, 0.4, 0.6):
        child = _FORK.Process(target=_restoring, args=(new, backup))
        child.start()
        child.join(wait)
        child.kill()
        child.join()
        with suppress(StoreUnavailable):
            head = head_revision(new)
            assert head in (0, 3_000)
            whole = head == 3_000
        new.close()
        if whole:
            break
        killed += 1
    assert killed, "no kill fell into the restoring"
    if not whole:
        _restoring(new, backup)
    assert head_revision(new) == 3_000


def _restoring(store: Store, backup: Path) -> None:
    with backup.open("rb") as file:
        restore(store, file)


def many(count: int, words: int = 1) -> bytes:
    """A backup of so many records, each a copy of one that was saved."""
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/foothold.db")
        store.upgrade()
        save(store, "board", [reading("1", summary="A first step. " * words)], at=AT)
        lines = lines_of(backup_of(store))[:-1]
        store.close()
    file = io.BytesIO()
    writer = Writer(file)
    said = orjson.loads(lines[0])
    tables = said["tables"] | {"opportunities": count, "sightings": count}
    writer.manifest(Manifest(**(said | {"head": count, "tables": tables})))
    table: dict[str, Any] = {}
    for line in map(orjson.loads, lines[1:]):
        if isinstance(line, dict):
            table = line
            writer.table(table["table"], table["columns"])
            continue
        row = dict(zip(table["columns"], line, strict=True))
        for n in range(1, count + 1 if table["table"] in ("opportunities", "sightings") else 2):
            own = dict.fromkeys(("id", "own_id", "opportunity_id"), f"k{n:011}")
            own |= {"revision": n, "head": count, "external_id": str(n)}
            if table["table"] == "revision_counter":
                own["id"] = 1
            writer.row([own.get(name, value) for name, value in row.items()])
    writer.finish()
    return file.getvalue()


def test_the_memory_does_not_grow_with_the_store(tmp_path: Path) -> None:
    """20,000 records, 120 MB of lines, against 20."""
    used = {}
    for count in (20, 20_000):
        home = tmp_path / str(count)
        home.mkdir()
        (home / "backup.gz").write_bytes(many(count, words=200))
        used[count] = [
            _peak_megabytes(home, "restore", str(home / "backup.gz")),
            _peak_megabytes(home, "backup", str(home / "again.gz")),
        ]
    assert all(large - small < 40 for small, large in zip(*used.values(), strict=True)), used


def _peak_megabytes(home: Path, *command: str) -> float:
    code = (
        "import sys; from foothold.cli import main; main(sys.argv[1:], standalone_mode=False);"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, *command],
        env=os.environ | {"FOOTHOLD_HOME": str(home)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return int(ended.stdout.split()[-1]) / 1024


def test_the_file_is_its_owners_alone_and_never_half_there(full: Store, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "today.gz"
    target.parent.mkdir()
    done = back_up(full, target, clock=clock)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in target.parent.iterdir()] == ["today.gz"]
    assert done.size_bytes == target.stat().st_size
    assert done.manifest.head == head_revision(full)


def test_a_file_that_is_there_stays_unless_it_may_go(full: Store, tmp_path: Path) -> None:
    target = tmp_path / "backup.gz"
    target.write_text("another's")
    with pytest.raises(WrongUse, match="is there already"):
        back_up(full, target, clock=clock)
    assert target.read_text() == "another's"
    back_up(full, target, clock=clock, force=True)
    assert target.read_bytes()[:2] == b"\x1f\x8b"


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        back_up(open_store(f"sqlite:///{tmp_path / 'none.db'}"), tmp_path / "backup.gz", clock=clock)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_keeps_the_newest_and_nothing_else_of_ours(full: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "notes.txt").write_text("not ours")
    (folder / "foothold-20200101T000000Z.jsonl.gz.ab12.draft").write_text("a killed one's")
    for n in range(4):
        back_up(full, folder, clock=lambda n=n: day(n), keep=2)
    assert sorted(path.name for path in folder.iterdir()) == [
        "foothold-20261104T090000Z.jsonl.gz",
        "foothold-20261105T090000Z.jsonl.gz",
        "notes.txt",
    ]


def test_the_first_line_says_what_the_file_is(full: Store) -> None:
    manifest = Manifest(**orjson.loads(lines_of(backup_of(full))[0]))
    assert (manifest.foothold_backup, manifest.schema, manifest.head) == (1, SCHEMAS[-1], head_revision(full))
    assert manifest.taken == "2026-11-02T09:00:00Z"
    assert manifest.tables["employers"] == 2


def foothold(home: Path, *command: str) -> Result:
    return CliRunner(env={"FOOTHOLD_HOME": str(home), "FOOTHOLD_DATABASE_URL": None}).invoke(main, command)


def test_the_commands_carry_a_store_to_another_home_and_say_what_comes_next(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", str(tmp_path / "backup.gz")
    assert foothold(here, "store", "upgrade").exit_code == 0
    assert foothold(here, "employers", "add", "Brightworks").exit_code == 0
    assert "0 records, 2 rows up to revision 0" in foothold(here, "backup", file).output
    restored = foothold(there, "restore", file)
    assert restored.exit_code == 0, restored.output
    assert "foothold index rebuild" in restored.output
    assert "Brightworks" in foothold(there, "employers", "list").output
    again = foothold(there, "restore", file)
    assert (again.exit_code, "is not empty (1 employers)" in again.stderr) == (2, True)


def test_a_backup_may_go_through_a_pipe(tmp_path: Path, whole: bytes) -> None:
    runner = CliRunner(env={"FOOTHOLD_HOME": str(tmp_path), "FOOTHOLD_DATABASE_URL": None})
    assert runner.invoke(main, ["restore", "-"], input=whole).exit_code == 0
    piped = runner.invoke(main, ["backup", "-"]).stdout_bytes
    assert len(lines_of(piped)) == len(lines_of(whole))


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        pytest.param(["restore", "none.gz"], 1, "No such file", id="no file"),
        pytest.param(["restore", __file__], 1, "no backup of a record store", id="no backup"),
        pytest.param(["backup", "none/backup.gz"], 1, "Could not open", id="no folder"),
        pytest.param(["backup", __file__], 2, "--force", id="a file that is there"),
        pytest.param(
            ["backup", __file__, "--keep", "3"], 2, "--keep is for a folder", id="no folder to keep"
        ),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, command: list[str], code: int, said: str) -> None:
    foothold(tmp_path, "store", "upgrade")
    done = foothold(tmp_path, *command)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
