import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from foothold.cli.doctor import CHECKS
from foothold.model.courses import built_in_courses
from foothold.model.opportunity import Status
from foothold.model.posting import RawPosting
from foothold.reading.intake import Reading
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.settings import Settings
from foothold.store import leases
from foothold.store.open_store import open_store
from foothold.store.record import Record
from foothold.store.records import find, head_revision, save

SEEN = datetime(2026, 11, 2, 9, tzinfo=UTC)
SOURCE = """
title: Example board
publisher: {name: Example board, url: "https://board.example/", kind: board}
terms: {robots: allowed, licence: facts only, checked: 2026-09-01}
family: greenhouse
values: {board: example, kind: apprenticeship}
schedule: "15 5 * * *"
expects: {postings: {min: 1}}
needs_key: true
"""


def foothold(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"FOOTHOLD_HOME": str(home), "FOOTHOLD_SOURCES_FOLDER": str(home / "sources")}
    command = [sys.executable, "-m", "foothold", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "example_board.yml").write_text(SOURCE)
    return tmp_path


def test_the_doctor_names_a_missing_store_and_what_to_do(home: Path) -> None:
    done = foothold(home, "doctor")
    assert done.returncode == 1
    assert "foothold store upgrade" in done.stdout


def test_the_doctor_names_a_missing_key_and_index_without_failing(home: Path) -> None:
    assert foothold(home, "store", "upgrade").returncode == 0
    done = foothold(home, "doctor")
    assert done.returncode == 0, done.stdout
    assert "FOOTHOLD_KEY_EXAMPLE_BOARD" in done.stdout
    assert "foothold index drain" in done.stdout


def test_what_is_written_only_its_owner_may_read_and_what_stands_open_is_named(home: Path) -> None:
    before = os.umask(0)
    try:
        foothold(home / "new", "store", "upgrade")
        foothold(home / "new", "index", "rebuild")
    finally:
        os.umask(before)
    written = [home / "new", *(home / "new").rglob("*")]
    assert {"foothold.db", "CURRENT"} <= {path.name for path in written}
    assert [path for path in written if path.stat().st_mode & 0o077] == []
    (home / "new" / "foothold.db").chmod(0o644)
    assert "may read" in foothold(home / "new", "doctor").stdout


def test_an_empty_secret_is_no_start(home: Path) -> None:
    foothold(home, "store", "upgrade")
    (home / "secret.key").touch()
    done = foothold(home, "serve", "--port", "1")
    assert done.returncode == 1
    assert "it is empty or half-written" in done.stderr
    assert "it is empty or half-written" in foothold(home, "doctor").stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
@pytest.mark.parametrize(("kilobytes", "serious"), [(0, None), (1900, False), (2048, True)])
def test_a_disk_that_fills_is_told(tmp_path: Path, kilobytes: int, serious: bool | None) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(tmp_path)], check=True)
    try:
        (tmp_path / "ballast").write_bytes(b"x" * 1024 * kilobytes)
        found = list(CHECKS["disk"](Settings(home=tmp_path)))
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert [finding.serious for finding in found] == ([] if serious is None else [serious])


def test_the_doctor_names_a_lease_from_the_future(home: Path) -> None:
    foothold(home, "store", "upgrade")
    store = open_store(f"sqlite:///{home / 'foothold.db'}")
    leases.take(store, "index drain", "ahead", 60, datetime(2099, 1, 1, tzinfo=UTC))
    store.close()
    done = foothold(home, "doctor")
    assert done.returncode == 0, done.stdout
    assert "“index drain” was taken at 2099-01-01 00:00 UTC" in done.stdout


def test_the_doctor_names_a_source_that_breaks_a_rule(home: Path) -> None:
    foothold(home, "store", "upgrade")
    (home / "sources" / "broken.yml").write_text("title: Broken\ncolour: red\n")
    done = foothold(home, "doctor")
    assert done.returncode == 1
    assert "broken.yml" in done.stdout
    assert "colour" in done.stdout


def test_reread_takes_stored_words_through_todays_rules(home: Path) -> None:
    """Two adverts were stored by a laxer rule: one is still ours and changes, the other is not in London."""
    foothold(home, "store", "upgrade")
    store = open_store(f"sqlite:///{home / 'foothold.db'}")
    lax = Context(built_in_places(), built_in_courses(), {"kind": "apprenticeship"}, scope=False)
    stays = RawPosting(
        seen=SEEN, external_id="1", title="Bakery week", postcode="E8 1EA", closing="1 May 2027"
    )
    leaves = RawPosting(seen=SEEN, external_id="2", title="Bakery week", postcode="LS1 4DY")
    older = RawPosting(seen=SEEN, external_id="1", title="Bakery week", postcode="E8 1EA")
    read_before = [Reading(stays, normalise(older, lax)), Reading(leaves, normalise(leaves, lax))]
    kept, gone = (saved.id for saved in save(store, "example_board", read_before, at=SEEN))
    assert kept
    assert gone

    assert foothold(home, "reread").stdout == "example_board  1 changed, 1 rejected\n"
    again, withdrawn = find(store, kept), find(store, gone)
    assert isinstance(again, Record)
    assert isinstance(withdrawn, Record)
    assert again.public["closing_date"] == "2027-05-01"
    assert withdrawn.status is Status.WITHDRAWN

    revision = head_revision(store)
    assert foothold(home, "reread", "example_board").stdout == "example_board  1 unchanged\n"
    assert head_revision(store) == revision
    store.close()


def test_reread_of_an_unknown_source_is_wrong_use(home: Path) -> None:
    foothold(home, "store", "upgrade")
    assert foothold(home, "reread", "nonsense").returncode == 2
