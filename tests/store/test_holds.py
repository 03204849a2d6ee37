"""A hold keeps an advert hidden whoever shows it and whatever becomes of its record, until somebody has looked."""

from collections.abc import Callable

import pytest

from foothold.errors import WrongUse
from foothold.model.authority import Standing
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Status
from foothold.store import duplicate_review, hiding, holds, revisions
from foothold.store.holds import CLEARED_FOR
from foothold.store.open_store import Store
from foothold.store.records import (
    Moved,
    approve,
    changed_since,
    count_by_status,
    every_public,
    find,
    head_revision,
    save,
    undo_merge,
    withdraw,
    withdraw_sightings,
)
from tests.store.adverts import AT, day, reading, record
from tests.store.copied import BOARD, FIRST, OWN, SECOND, shown

ONE = opportunity_id("board", "1")


def hide(store: Store, id: str) -> None:  # noqa: A002 - the public key is `id`
    with store.write() as connection:
        head = revisions.lock(connection)
        home, owns = holds.record_of(connection, id)
        hiding.hide(connection, head, home, owns, "2 reports: unsafe.", AT)


@pytest.fixture
def held(store: Store) -> Store:
    save(store, "board", [reading("1"), reading("2")], at=AT)
    hide(store, ONE)
    return store


def test_a_held_advert_waits_and_followers_hear_of_it(held: Store) -> None:
    assert record(held, ONE).status is Status.PENDING
    assert [one.id for one in every_public(held)] == [opportunity_id("board", "2")]
    [change] = changed_since(held, 2, 10)
    assert (change.id, change.revision, change.public["status"]) == (ONE, 3, Status.PENDING)
    assert [(one.id, one.why, one.since) for one in holds.hidden(held)] == [(ONE, "2 reports: unsafe.", AT)]
    assert count_by_status(held) == {Status.PENDING: 1, Status.OPEN: 1, Status.WITHDRAWN: 0}


COMES_AGAIN: dict[str, Callable[[Store], object]] = {
    "a crawl sees it again": lambda store: save(store, "board", [reading("1")], at=day(1)),
    "an upload changes it": lambda store: save(store, "board", [reading("1", title="Anew")], at=day(1)),
    "it was not seen for long": lambda store: save(store, "board", [reading("1")], at=day(9)),
    "it is read by other rules": lambda store: save(
        store, "board", [reading("1", title="Anew")], at=day(1), reread=True
    ),
    "its words are approved": lambda store: approve(store, [ONE], day(1)),
    "it was withdrawn and comes back": lambda store: (
        withdraw(store, [ONE], day(1)),
        save(store, "board", [reading("1")], at=day(2)),
    ),
}


@pytest.mark.parametrize("comes_again", COMES_AGAIN.values(), ids=COMES_AGAIN)
def test_nothing_but_a_clearance_brings_it_back(held: Store, comes_again: Callable[[Store], object]) -> None:
    comes_again(held)
    assert record(held, ONE).status is Status.PENDING
    assert hiding.clear(held, ONE, day(10)) == hiding.Cleared(ONE, Status.OPEN)
    assert record(held, ONE).status is Status.OPEN
    assert holds.hidden(held) == []


def test_what_was_withdrawn_stays_withdrawn_with_or_without_a_hold(held: Store) -> None:
    withdraw(held, [ONE], day(1))
    assert record(held, ONE).withdrawn
    assert holds.hidden(held) == []
    assert hiding.clear(held, ONE, day(2)).status is Status.WITHDRAWN


def test_what_waits_for_approval_too_waits_on_after_a_clearance(store: Store) -> None:
    save(store, "board", [reading("1")], at=AT, status=Status.PENDING)
    hide(store, ONE)
    assert hiding.clear(store, ONE, day(1)).status is Status.PENDING
    approve(store, [ONE], day(2))
    assert record(store, ONE).status is Status.OPEN


def test_a_second_look_changes_nothing_and_takes_no_revision(held: Store) -> None:
    hiding.clear(held, ONE, day(1))
    head = head_revision(held)
    hiding.clear(held, ONE, day(2))
    assert head_revision(held) == head


def test_a_hold_goes_along_when_its_advert_becomes_part_of_another(store: Store) -> None:
    save(store, OWN, [shown("77")], at=AT, standing=Standing.OWN)
    save(store, BOARD, [shown(level=2)], at=day(1))
    hide(store, SECOND)
    save(store, BOARD, [shown()], at=day(2))
    assert find(store, SECOND) == Moved(FIRST)
    assert record(store, FIRST).status is Status.PENDING
    assert [one.id for one in holds.hidden(store)] == [FIRST]
    undo_merge(store, SECOND, day(3))
    assert record(store, FIRST).status is Status.OPEN
    assert record(store, SECOND).status is Status.PENDING


def test_a_hold_on_several_sightings_stays_on_each_when_they_part(copied: Store) -> None:
    hide(copied, SECOND)
    assert record(copied, FIRST).status is Status.PENDING
    assert len(holds.hidden(copied)) == 1
    duplicate_review.keep_apart(copied, FIRST, SECOND, day(2))
    assert {record(copied, id_).status for id_ in (FIRST, SECOND)} == {Status.PENDING}
    assert {one.id for one in holds.hidden(copied)} == {FIRST, SECOND}


def test_a_hold_stays_when_the_source_that_was_reported_withdraws(copied: Store) -> None:
    hide(copied, FIRST)
    withdraw_sightings(copied, [FIRST], day(2))
    assert record(copied, FIRST).status is Status.PENDING


def test_a_clearance_by_an_id_from_before_a_merge_clears_the_whole_record(copied: Store) -> None:
    hide(copied, FIRST)
    assert hiding.clear(copied, SECOND, day(1), "Telephoned the college.").id == FIRST
    assert record(copied, FIRST).status is Status.OPEN


def test_a_clearance_is_for_what_was_looked_at_and_for_a_while(held: Store) -> None:
    hiding.clear(held, ONE, day(1))
    with held.read() as connection:
        assert holds.is_cleared(connection, [ONE], day(30))
        assert not holds.is_cleared(connection, [ONE, "aaaaaaaaaaaa"], day(30))
        assert not holds.is_cleared(connection, [ONE], day(1) + CLEARED_FOR)
    assert holds.forget(held, day(30)) == 0
    assert holds.forget(held, day(31)) == 1


def test_a_standing_hold_is_never_forgotten(held: Store) -> None:
    assert holds.forget(held, day(400)) == 0
    assert record(held, ONE).status is Status.PENDING


def test_what_is_not_there_cannot_be_cleared(store: Store) -> None:
    with pytest.raises(WrongUse, match="no opportunity"):
        hiding.clear(store, "aaaaaaaaaaaa", AT)


def test_a_hold_keeps_the_copies_of_other_owners_back_too(store: Store) -> None:
    """Else the same advert would stand in the searches under another id."""
    (crawled,) = save(store, BOARD, [shown("1")], at=AT)
    (own,) = save(store, "upload-brightworks", [shown("1")], at=AT, standing=Standing.OWN)
    hide(store, str(own.id))
    assert {record(store, str(one.id)).status for one in (crawled, own)} == {Status.PENDING}
    save(store, BOARD, [shown("1", summary="Said anew")], at=day(1))
    assert record(store, str(crawled.id)).status is Status.PENDING
    hiding.clear(store, str(own.id), day(1), None)
    assert {record(store, str(one.id)).status for one in (crawled, own)} == {Status.OPEN}
