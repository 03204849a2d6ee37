"""`foothold duplicates`: what may be copies, and what a person says of them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foothold.cli import main
from foothold.model.authority import Standing
from foothold.model.identity import opportunity_id
from foothold.store.open_store import open_store
from foothold.store.records import Moved, find, save
from tests.store.adverts import AT, day
from tests.store.test_duplicates import BOARD, FIRST, OWN, SECOND, shown

ALONE = opportunity_id(BOARD, "10")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An advert and its copy on a board; and another of the board that may be a copy of a third source's."""
    store = open_store(f"sqlite:///{tmp_path / 'foothold.db'}")
    store.upgrade()
    save(store, OWN, [shown("77")], at=AT, standing=Standing.OWN)
    gardener = {"title": "Apprentice gardener", "start_date": "2027-02-01"}
    save(store, BOARD, [shown(), shown("10", **gardener)], at=day(1))
    later = gardener | {"closing_date": day(40).date()}
    save(store, "third", [shown("3", **later)], at=day(2))
    store.close()
    return tmp_path


def foothold(home: Path, *command: str) -> Result:
    environment = {"FOOTHOLD_HOME": str(home), "FOOTHOLD_DATABASE_URL": None}
    return CliRunner(env=environment).invoke(main, ["duplicates", *command])


def test_the_list_names_both_adverts_and_what_agrees(home: Path) -> None:
    listed = foothold(home)
    assert listed.exit_code == 0, listed.output
    [pair, one, other] = listed.output.splitlines()
    assert pair.startswith("2026-11-04  ")
    assert "the same text" in pair
    assert ALONE in one + other
    assert "Apprentice gardener, Brightworks, third" in one + other


def test_a_possible_copy_is_merged_under_the_older_id(home: Path) -> None:
    third = opportunity_id("third", "3")
    assert foothold(home, "merge", third, ALONE).output.strip() == ALONE
    assert find(open_store(f"sqlite:///{home / 'foothold.db'}"), third) == Moved(ALONE)
    assert foothold(home).output == "No possible copies.\n"


def test_a_rejected_copy_is_listed_no_more(home: Path) -> None:
    assert foothold(home, "apart", opportunity_id("third", "3"), ALONE).exit_code == 0
    assert foothold(home).output == "No possible copies.\n"


@pytest.mark.parametrize("named", [(SECOND,), (FIRST, SECOND)], ids=["its id", "both ids"])
def test_a_merge_is_undone_by_one_id_or_both(home: Path, named: tuple[str, ...]) -> None:
    assert foothold(home, "apart", *named).exit_code == 0
    assert not isinstance(find(open_store(f"sqlite:///{home / 'foothold.db'}"), SECOND), Moved)


def test_why_names_each_fields_source(home: Path) -> None:
    told = foothold(home, "why", SECOND).output
    assert f"{FIRST}  {OWN}, {BOARD}" in told
    assert f"title  {OWN}  the employer's or provider's own word comes first" in told
    assert "the same closing date" in told


def test_why_of_a_record_of_one_source_is_short(home: Path) -> None:
    assert (
        foothold(home, "why", ALONE).output.splitlines()[1]
        == f"    all fields  {BOARD}  the only source that shows it"
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param(("why", "nothingthere"), "There is no opportunity nothingthere", id="no such id"),
        pytest.param(("merge", FIRST, SECOND), "are one already", id="merged already"),
        pytest.param(("merge", FIRST, FIRST), "are one already", id="with itself"),
        pytest.param(("apart", ALONE), "is not merged", id="not merged"),
        pytest.param(("apart", ALONE, ALONE), "not apart from itself", id="apart from itself"),
    ],
)
def test_what_cannot_be_done_is_said(home: Path, command: tuple[str, ...], said: str) -> None:
    done = foothold(home, *command)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
