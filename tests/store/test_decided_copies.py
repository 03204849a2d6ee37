"""Copies in the store that a person parts or makes one, for good."""

import io
from datetime import date
from typing import Any

import pytest

from foothold.errors import WrongUse
from foothold.model.authority import Standing
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Status
from foothold.store import duplicate_review
from foothold.store.backup import write_backup
from foothold.store.crawled_pages import shown_on
from foothold.store.open_store import Store, open_store
from foothold.store.records import (
    Moved,
    Record,
    changed_since,
    find,
    not_seen_since,
    save,
    undo_merge,
    withdraw,
    withdraw_sightings,
)
from foothold.store.restore import restore
from tests.store.adverts import AT, day, record, sources
from tests.store.copied import BOARD, FIRST, NEVER, OTHER_TEXT, OWN, SECOND, shown


def test_what_a_person_parted_stays_apart_whatever_is_saved(copied: Store, tmp_path: Any) -> None:
    duplicate_review.keep_apart(copied, FIRST, SECOND, day(2))
    save(copied, BOARD, [shown(summary="Said anew")], at=day(3))
    save(copied, "third", [shown("t", closing_date=date(2026, 12, 2))], at=day(4))
    assert FIRST != SECOND
    assert isinstance(find(copied, SECOND), Record)
    file = io.BytesIO()
    write_backup(copied, file, clock=lambda: day(5))
    file.seek(0)
    new = open_store(f"sqlite:///{tmp_path / 'new.db'}")
    restore(new, file)
    save(new, BOARD, [shown(summary="Said once more")], at=day(6), reread=True)
    save(new, OWN, [shown("77", summary="And here")], at=day(6))
    assert isinstance(find(new, SECOND), Record)
    assert all(
        {side.id for side in copy.sides} != {FIRST, SECOND} for copy in duplicate_review.possible_copies(new)
    )


def test_a_merge_undone_alone_stays_undone(copied: Store) -> None:
    undo_merge(copied, SECOND, day(2))
    save(copied, OWN, [shown("77", summary="Said anew")], at=day(3), standing=Standing.OWN)
    assert sources(copied, SECOND) == [BOARD]


def possible(store: Store) -> Store:
    save(store, OWN, [shown("77")], at=AT)
    save(store, BOARD, [shown(closing_date=date(2026, 12, 8))], at=day(1))
    return store


def test_a_possible_copy_is_kept_apart_and_shown_with_what_agrees(store: Store) -> None:
    [copy] = duplicate_review.possible_copies(possible(store))
    assert {side.id for side in copy.sides} == {FIRST, SECOND}
    assert "the same text" in copy.why
    assert "different closing dates" in copy.why
    assert copy.at == day(1)


def test_a_possible_copy_that_ends_is_not_shown_any_more(store: Store) -> None:
    withdraw(possible(store), [SECOND], day(2))
    assert duplicate_review.possible_copies(store) == []


def test_a_rejected_possible_copy_is_not_shown_again(store: Store) -> None:
    duplicate_review.keep_apart(possible(store), FIRST, SECOND, day(2))
    save(store, BOARD, [shown(closing_date=date(2026, 12, 9))], at=day(3))
    assert duplicate_review.possible_copies(store) == []
    assert isinstance(find(store, SECOND), Record)


def test_what_a_person_merged_stays_merged(store: Store) -> None:
    assert duplicate_review.merge(possible(store), SECOND, FIRST, day(2)) == FIRST
    save(
        store,
        BOARD,
        [shown(closing_date=date(2026, 12, 30), description_html=f"<p>{OTHER_TEXT}</p>")],
        at=day(3),
    )
    assert find(store, SECOND) == Moved(FIRST)
    assert duplicate_review.possible_copies(store) == []


def test_an_undone_merge_may_be_made_again_by_a_person(copied: Store) -> None:
    undo_merge(copied, SECOND, day(2))
    duplicate_review.merge(copied, FIRST, SECOND, day(3))
    assert find(copied, SECOND) == Moved(FIRST)


@pytest.mark.parametrize("changes", NEVER[:3])
def test_not_even_a_person_merges_what_is_never_one(store: Store, changes: dict[str, Any]) -> None:
    save(store, OWN, [shown("77")], at=AT)
    save(store, BOARD, [shown(**changes)], at=day(1))
    with pytest.raises(WrongUse, match="are never one: different"):
        duplicate_review.merge(store, FIRST, SECOND, day(2))


def test_why_tells_each_fields_source_and_what_made_them_one(copied: Store) -> None:
    told = duplicate_review.why(copied, SECOND)
    assert told.id == FIRST
    assert ("title", OWN, "the employer's or provider's own word comes first") in told.fields
    [(_, _, together)] = told.together
    assert "the same closing date" in together


def test_merging_leaves_a_stub_for_the_index(store: Store) -> None:
    head = record(possible(store), SECOND).revision
    duplicate_review.merge(store, FIRST, SECOND, day(2))
    changed = {found.id: found.status for found in changed_since(store, head, 10)}
    assert changed == {FIRST: Status.OPEN, SECOND: Status.WITHDRAWN}


# Two live adverts of one source that a person made one.

TWIN = opportunity_id(BOARD, "10")


@pytest.fixture
def twins(store: Store) -> Store:
    """Two adverts that the same board shows side by side, and a person's word that they are one."""
    save(store, BOARD, [shown("9"), shown("10", title="Trainee electrician")], at=AT)
    assert duplicate_review.merge(store, SECOND, TWIN, day(1)) == min(SECOND, TWIN)
    return store


@pytest.mark.parametrize(
    ("gone", "title"),
    [("9", "Trainee electrician"), ("10", "Apprentice electrician")],
    ids=["the one whose id stays", "the other"],
)
def test_an_opportunity_stays_while_one_of_its_sightings_is_live(twins: Store, gone: str, title: str) -> None:
    left = {"9": shown("10", title=title), "10": shown("9")}[gone]
    for n in (2, 3):
        save(twins, BOARD, [left], at=day(n))
    missing = not_seen_since(twins, BOARD, day(2))
    assert withdraw_sightings(twins, missing, day(3)) == 1
    told = record(twins, min(SECOND, TWIN))
    assert (told.status, told.public["title"]) == (Status.OPEN, title)


def test_it_goes_with_the_last_of_its_sightings(twins: Store) -> None:
    missing = not_seen_since(twins, BOARD, day(2))
    assert withdraw_sightings(twins, missing, day(3)) == 2
    assert record(twins, min(SECOND, TWIN)).withdrawn


def test_a_page_that_is_gone_takes_only_what_stood_on_it(store: Store) -> None:
    first, second = (f"https://board.example/{n}" for n in (9, 10))
    both = [shown("9", url=first), shown("10", url=second, title="Trainee electrician")]
    save(store, BOARD, both, at=AT)
    home = duplicate_review.merge(store, SECOND, TWIN, day(1))
    withdraw_sightings(store, shown_on(store, BOARD, [first]), day(2))
    assert record(store, home).public["url"] == second
    assert record(store, home).status is Status.OPEN
