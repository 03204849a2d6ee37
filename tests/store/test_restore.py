"""Restoring: all of a backup or nothing, whatever the file is and whenever it is stopped, in little memory."""

import gzip
import io
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from alembic.config import Config
from sqlalchemy import Connection, text

from foothold.errors import StoreUnavailable, Unreadable
from foothold.store import (
    migrations,
)
from foothold.store.backup_file import BackupWriter, Manifest
from foothold.store.open_store import Store, open_store
from foothold.store.records import head_revision, save
from foothold.store.restore import restore
from foothold.store.schemas import schemas
from tests.store.adverts import AT, reading
from tests.store.backups import backup_of, lines_of

_FORK = multiprocessing.get_context("fork")


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
        assert connection.execute(text("SELECT DISTINCT loud FROM sightings")).scalars().all() == ["no"]
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "next"
    new.check()


def _know_another_schema(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the next version of Foothold will, which has one migration more."""
    shutil.copytree(Path(migrations.__file__).parent, folder)
    (folder / "versions" / "next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision, down_revision = 'next', '{schemas()[-1]}'\n"
        "def upgrade():\n"
        "    op.add_column('sightings', sa.Column('loud', sa.Text(), nullable=False, server_default='no'))\n"
    )
    here = migrations.configuration

    def configuration(connection: Connection) -> Config:
        config = here(connection)
        config.set_main_option("script_location", str(folder))
        return config

    monkeypatch.setattr(migrations, "configuration", configuration)
    for module in ("open_store", "restore"):
        monkeypatch.setattr(f"foothold.store.{module}.schemas", lambda: (*schemas(), "next"))


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
    writer = BackupWriter(file)
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
