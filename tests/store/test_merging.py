import pytest

from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Kind, Status
from foothold.model.places import Place
from foothold.store.open_store import Store
from foothold.store.records import (
    Moved,
    changed_since,
    count_by_status,
    find,
    save,
    undo_merge,
    withdraw_sightings,
)
from tests.store.adverts import AT, NEWHAM, day, reading, record, sources

FORM = {"apply_url": "https://brightworks.example/apply/55"}
VACANCY = "VAC1000123456"
FIRST, SECOND = opportunity_id("national", VACANCY), opportunity_id("college", "1000123456")


@pytest.fixture
def merged(store: Store) -> Store:
    """One vacancy that the national service showed first and a college repeats."""
    save(store, "national", [reading(VACANCY)], at=AT)
    save(store, "college", [reading("1000123456", title="As the college says it")], at=day(1))
    return store


def test_an_equal_vacancy_reference_makes_one_record_under_the_first_id(merged: Store) -> None:
    assert find(merged, SECOND) == Moved(FIRST)
    assert sources(merged, FIRST) == ["national", "college"]
    assert record(merged, FIRST).public["title"] == "Apprentice electrician"
    assert count_by_status(merged)[Status.OPEN] == 1


def test_saving_a_merged_advert_answers_with_the_id_that_was_kept(merged: Store) -> None:
    [again] = save(merged, "college", [reading("1000123456", title="As the college says it")], at=day(2))
    assert (again.status, again.id) == ("unchanged", FIRST)


def test_the_next_source_takes_over_when_the_first_withdraws(merged: Store) -> None:
    withdraw_sightings(merged, [FIRST], day(2))
    assert record(merged, FIRST).public["title"] == "As the college says it"
    assert sources(merged, FIRST) == ["college"]
    withdraw_sightings(merged, [SECOND], day(3))
    gone = record(merged, FIRST)
    assert gone.withdrawn
    assert gone.revision == 4
    assert find(merged, SECOND) == Moved(FIRST)


def test_a_first_source_that_comes_back_speaks_again(merged: Store) -> None:
    withdraw_sightings(merged, [FIRST], day(2))
    save(merged, "national", [reading(VACANCY)], at=day(3))
    assert sources(merged, FIRST) == ["national", "college"]
    assert record(merged, FIRST).public["title"] == "Apprentice electrician"


def test_an_equal_apply_address_merges_whatever_its_tracking(store: Store) -> None:
    save(store, "board", [reading("1", said=FORM)], at=AT)
    tracked = {"apply_url": FORM["apply_url"] + "?utm_source=jobs"}
    [saved] = save(store, "other", [reading("x", said=tracked)], at=day(1))
    assert saved.id == opportunity_id("board", "1")


def test_an_apply_address_that_one_source_gives_twice_merges_nothing(store: Store) -> None:
    save(store, "board", [reading("1", said=FORM)], at=AT)
    save(store, "other", [reading("x", said=FORM)], at=day(1))
    assert find(store, opportunity_id("other", "x")) == Moved(opportunity_id("board", "1"))
    save(store, "board", [reading("2", said=FORM)], at=day(2))
    assert sources(store, opportunity_id("other", "x")) == ["other"]
    assert sources(store, opportunity_id("board", "1")) == ["board"]


DIFFERENT = [
    pytest.param({"level": 2}, id="level"),
    pytest.param({"kind": Kind.INTERNSHIP}, id="kind"),
    pytest.param({"places": (Place("Stratford", None, NEWHAM),)}, id="borough"),
]


@pytest.mark.parametrize("changes", DIFFERENT)
def test_adverts_that_differ_in_what_matters_never_merge(store: Store, changes: dict[str, object]) -> None:
    save(store, "national", [reading(VACANCY)], at=AT)
    [saved] = save(store, "college", [reading("1000123456", **changes)], at=day(1))
    assert saved.id == SECOND
    assert count_by_status(store)[Status.OPEN] == 2


@pytest.mark.parametrize("changes", DIFFERENT)
def test_a_merged_advert_that_comes_to_differ_gets_its_own_id_back(
    merged: Store, changes: dict[str, object]
) -> None:
    [saved] = save(merged, "college", [reading("1000123456", **changes)], at=day(2))
    assert saved.id == SECOND
    assert sources(merged, SECOND) == ["college"]
    assert sources(merged, FIRST) == ["national"]


def test_a_first_advert_that_comes_to_differ_lets_the_other_go(merged: Store) -> None:
    save(merged, "national", [reading(VACANCY, level=5)], at=day(2))
    assert sources(merged, SECOND) == ["college"]
    assert sources(merged, FIRST) == ["national"]


def test_two_records_that_turn_out_one_leave_a_withdrawn_stub_for_the_index(store: Store) -> None:
    save(store, "national", [reading(VACANCY)], at=AT)
    save(store, "college", [reading("1000123456", level=2)], at=day(1))
    save(store, "college", [reading("1000123456", level=3)], at=day(2))
    assert find(store, SECOND) == Moved(FIRST)
    stub = next(r for r in changed_since(store, 2, 10) if r.id == SECOND)
    assert stub.withdrawn
    assert stub.public["status"] == "withdrawn"
    assert count_by_status(store) == {Status.PENDING: 0, Status.OPEN: 1, Status.WITHDRAWN: 0}


def test_undoing_a_merge_brings_the_id_back_for_good(merged: Store) -> None:
    undo_merge(merged, SECOND, day(2))
    assert sources(merged, SECOND) == ["college"]
    assert sources(merged, FIRST) == ["national"]
    save(merged, "college", [reading("1000123456", title="Said anew")], at=day(3))
    assert record(merged, SECOND).public["title"] == "Said anew"


def test_adverts_that_merge_within_one_batch_of_sources_do_not_depend_on_the_order(store: Store) -> None:
    save(store, "b", [reading("VAC2000000001")], at=AT)
    save(store, "a", [reading("VAC2000000001")], at=AT)
    kept = min(opportunity_id("a", "VAC2000000001"), opportunity_id("b", "VAC2000000001"))
    assert sorted(sources(store, kept)) == ["a", "b"]
