"""The commands that build, check and tell of this machine's stand-by, while its cluster is away."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from foothold.cli.doctor import doctor
from foothold.cli.index import index
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.standby import CAUGHT_UP
from foothold.store.open_store import Store
from tests.index.stored import keep

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    monkeypatch.delenv("FOOTHOLD_DATABASE_URL", raising=False)
    monkeypatch.setenv("FOOTHOLD_SEARCH_URL", NOBODY)
    monkeypatch.setenv("FOOTHOLD_SEARCH_STANDBY", str(tmp_path / "standby"))
    return tmp_path / "standby"


def run(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(index, words)
    return answer.exit_code, answer.output


def told_by_doctor() -> str:
    """What it says below the heading of the stand-by."""
    output = CliRunner().invoke(doctor).output
    return output.partition("search stand-by\n")[2].partition("places\n")[0]


def test_it_is_built_followed_and_checked_without_the_cluster(store: Store, folder: Path) -> None:
    keep(store, 1, 5)
    assert run("drain", "--standby") == (0, "0 changes applied; the index is at revision 5.\n")
    keep(store, 6, 7)
    code, said = run("verify", "--standby")
    assert (code, "5 adverts, 5 in the record store, 2 changes behind" in said) == (0, True)
    assert run("drain", "--standby") == (0, "2 changes applied; the index is at revision 7.\n")
    code, said = run("rebuild", "--standby")
    assert (code, "7 adverts up to revision 7" in said) == (0, True)
    assert run("drain")[0] == run("verify")[0] == run("rebuild")[0] == 1


def test_the_status_tells_of_it_while_the_cluster_is_away(store: Store, folder: Path) -> None:
    keep(store, 1, 3)
    assert "is not built for this version yet" in run("status")[1]
    run("drain", "--standby")
    keep(store, 4, 5)
    code, said = run("status")
    assert code == 1
    assert "would answer: opportunities-" in said
    assert "at revision 3, 2 behind." in said


def test_the_doctor_names_a_stand_by_that_would_not_answer(store: Store, folder: Path) -> None:
    assert "is not built for this version yet" in told_by_doctor()
    run("drain", "--standby")
    assert told_by_doctor().strip() == "ok"
    long_ago = datetime.now(UTC) - timedelta(days=2)
    (folder / CAUGHT_UP).write_text(long_ago.isoformat())
    assert "has not caught up with the record store since" in told_by_doctor()


def test_without_a_cluster_there_is_nothing_to_stand_by_for(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FOOTHOLD_SEARCH_URL")
    assert "FOOTHOLD_SEARCH_STANDBY has no cluster to stand by for." in told_by_doctor()
    assert run("drain", "--standby")[0] == 2
    assert "stand-by" not in run("status")[1]
    assert not folder.exists()


def test_the_stand_by_goes_on_as_the_index_where_the_cluster_is_given_up(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, 1, 3)
    monkeypatch.setenv("FOOTHOLD_SEARCH_STANDBY", str(folder.parent / "index"))
    run("drain", "--standby")
    monkeypatch.delenv("FOOTHOLD_SEARCH_URL")
    keep(store, 4, 4)
    assert run("drain") == (0, "1 changes applied; the index is at revision 4.\n")
    assert EmbeddedEngine(folder.parent / "index").active().count() == 4
