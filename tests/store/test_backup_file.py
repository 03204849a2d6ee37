"""The file of a backup, the folder of several, and the commands."""

import stat
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner, Result

from foothold.cli import main
from foothold.errors import StoreUnavailable, WrongUse
from foothold.store.backup import back_up
from foothold.store.backup_file import Manifest
from foothold.store.open_store import Store, open_store
from foothold.store.records import head_revision
from foothold.store.schemas import schemas
from tests.store.adverts import day
from tests.store.backups import backup_of, clock, lines_of


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
    assert (manifest.foothold_backup, manifest.schema, manifest.head) == (
        1,
        schemas()[-1],
        head_revision(full),
    )
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
