"""Copies in the store: found while saving, composed field by field, and decided by a person for good."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from foothold.errors import WrongUse
from foothold.identity import opportunity_id
from foothold.opportunity import Kind, Status
from foothold.organisations import Employer
from foothold.places import Place
from foothold.standing import Standing
from foothold.store import copies
from foothold.store.backup import write_backup
from foothold.store.crawled_pages import shown_on
from foothold.store.open_store import Store, open_store
from foothold.store.record import Reading
from foothold.store.records import (
    Moved,
    Record,
    changed_since,
    count_by_status,
    find,
    not_seen_since,
    save,
    undo_merge,
    withdraw,
    withdraw_sightings,
)
from foothold.store.restore import restore
from foothold.store.tables import opportunities
from foothold.wage import Paid, Wage
from tests.store.adverts import AT, NEWHAM, day, reading

TEXT = (
    "Brightworks wires schools and libraries all over the borough and looks for somebody who likes to find out why a "
    "thing does not work. You will pull cables, fit boards, test every circuit twice and write down what you measured. "
    "One day a week you study, and after four years you are an electrician whom any site would take on at once."
)
OTHER_TEXT = (
    "Riverside College recruits on behalf of local firms. The standard is taught in blocks by tutors who have worked in "
    "the trade, with a visit to the workplace each month, and the end assessment takes place in our own hall in spring."
)
FULL: dict[str, Any] = {
    "description_html": f"<p>{TEXT}</p>",
    "closing_date": date(2026, 12, 1),
    "start_date": "2027-01-11",
}
OWN, NATIONAL, BOARD = "brightworks", "national", "board"
FIRST, SECOND = opportunity_id(OWN, "77"), opportunity_id(BOARD, "9")


def record(store: Store, id: str) -> Record:  # noqa: A002
    found = find(store, id)
    assert isinstance(found, Record)
    return found


def sources(store: Store, id: str) -> list[str]:  # noqa: A002
    return [entry["source"] for entry in record(store, id).public["sources"]]


def provenance(store: Store, id: str) -> dict[str, dict[str, str]]:  # noqa: A002
    with store.read() as connection:
        told = connection.execute(
            select(opportunities.c.provenance).where(opportunities.c.id == id)
        ).scalar_one()
    said: dict[str, dict[str, str]] = orjson.loads(told)
    return said


def shown(reference: str = "9", **changes: Any) -> Reading:
    return reading(reference, **(FULL | changes))


@pytest.fixture
def copied(store: Store) -> Store:
    """An advert on its employer's own site, and a board's copy without a common reference."""
    save(store, OWN, [shown("77")], at=AT, standing=Standing.OWN)
    save(store, BOARD, [shown(title="Electrician Apprentice - Hackney (Ref: 5512)")], at=day(1))
    return store


def test_a_copy_without_a_common_reference_is_the_same_record(copied: Store) -> None:
    assert find(copied, SECOND) == Moved(FIRST)
    assert sources(copied, FIRST) == [OWN, BOARD]


def test_the_order_in_which_sources_are_crawled_decides_only_the_id(store: Store) -> None:
    save(store, BOARD, [shown(title="Electrician Apprentice - Hackney (Ref: 5512)")], at=AT)
    save(store, OWN, [shown("77")], at=day(1), standing=Standing.OWN)
    assert record(store, SECOND).public["title"] == "Apprentice electrician"
    assert sources(store, SECOND) == [BOARD, OWN]


NEVER = [
    pytest.param({"level": 2}, id="level"),
    pytest.param({"kind": Kind.INTERNSHIP}, id="kind"),
    pytest.param({"places": (Place("Stratford", None, NEWHAM),)}, id="borough"),
    pytest.param({"start_date": "2027-09-06"}, id="start"),
    pytest.param({"closing_date": date(2027, 2, 1), "start_date": None}, id="closing date"),
    pytest.param({"employer": Employer.named("Oakfield"), "description_html": f"<p>{OTHER_TEXT}</p>"}, id="employer"),
    pytest.param({"title": "Apprentice plumber", "description_html": f"<p>{OTHER_TEXT}</p>"}, id="work"),
]  # fmt: skip


@pytest.mark.parametrize("changes", NEVER)
def test_another_advert_stays_another_record(store: Store, changes: dict[str, Any]) -> None:
    save(store, OWN, [shown("77")], at=AT)
    save(store, BOARD, [shown(**changes)], at=day(1))
    assert count_by_status(store)[Status.OPEN] == 2
    assert copies.possible_copies(store) == []


@pytest.mark.parametrize("changes", NEVER)
def test_a_copy_that_comes_to_differ_gets_its_own_record(copied: Store, changes: dict[str, Any]) -> None:
    save(copied, BOARD, [shown(**changes)], at=day(2))
    assert sources(copied, SECOND) == [BOARD]
    assert sources(copied, FIRST) == [OWN]


def test_two_adverts_of_one_source_are_two_and_a_copy_of_both_is_of_neither(store: Store) -> None:
    save(store, OWN, [shown("77"), shown("78")], at=AT)
    save(store, BOARD, [shown()], at=day(1))
    assert count_by_status(store)[Status.OPEN] == 3
    found = copies.possible_copies(store)
    assert {side.source for copy in found for side in copy.sides} == {OWN, BOARD}
    assert len(found) == 2


def test_a_second_advert_of_the_source_takes_a_doubtful_copy_away_again(copied: Store) -> None:
    save(copied, OWN, [shown("78")], at=day(2))
    assert sources(copied, FIRST) == [OWN]
    assert sources(copied, SECOND) == [BOARD]


# Whose word is shown.


def test_each_fact_comes_from_the_source_that_stands_nearest(store: Store) -> None:
    pay = Wage("£15,000 a year", Paid.PAID)
    save(store, BOARD, [shown(title="Electrician Apprentice", positions=2, wage=pay)], at=AT)
    save(store, NATIONAL, [shown("5", title="Apprentice Electrician L3")], at=day(1), standing=Standing.API)
    save(store, OWN, [shown("77", wage=replace(pay, low=Decimal(15000)))], at=day(2), standing=Standing.OWN)
    told, said = record(store, SECOND).public, provenance(store, SECOND)
    assert (told["title"], told["positions"], told["wage"]["low"]) == ("Apprentice electrician", 2, 15000)
    assert said["title"] == {"source": OWN, "why": "own"}
    assert said["positions"] == {"source": BOARD, "why": "only"}
    assert "provider" not in said


def test_a_national_service_speaks_before_a_board(store: Store) -> None:
    save(store, BOARD, [shown(title="Electrician Apprentice")], at=AT)
    save(store, NATIONAL, [shown("5")], at=day(1), standing=Standing.API)
    assert provenance(store, SECOND)["title"] == {"source": NATIONAL, "why": "api"}


def test_a_text_that_breaks_off_gives_way_to_a_whole_one(store: Store) -> None:
    save(store, OWN, [shown("77", description_html=f"<p>{TEXT[:240]}…</p>")], at=AT, standing=Standing.OWN)
    save(store, BOARD, [shown()], at=day(1))
    assert record(store, FIRST).public["description_html"] == f"<p>{TEXT}</p>"
    assert provenance(store, FIRST)["description_html"] == {"source": BOARD, "why": "fuller"}


def test_facts_that_belong_together_move_together(store: Store) -> None:
    save(store, OWN, [shown("77", end_date="2031-01-10")], at=AT, standing=Standing.OWN)
    save(
        store,
        BOARD,
        [shown(working_week="Shifts", end_date="2029-01-01", hours_per_week=Decimal("37"))],
        at=day(1),
    )
    told = record(store, FIRST).public
    assert (told["start_date"], told["end_date"], told["working_week"]) == (
        "2027-01-11",
        "2031-01-10",
        "Shifts",
    )


def test_when_the_nearest_source_withdraws_the_others_go_on(copied: Store) -> None:
    withdraw_sightings(copied, [FIRST], day(2))
    told = record(copied, FIRST)
    assert told.public["title"] == "Electrician Apprentice - Hackney (Ref: 5512)"
    assert sources(copied, FIRST) == [BOARD]


def test_a_source_that_comes_to_stand_nearer_is_shown_at_once(store: Store) -> None:
    save(store, BOARD, [shown(title="Electrician Apprentice")], at=AT)
    save(store, OWN, [shown("77")], at=day(1))
    [again] = save(store, OWN, [shown("77")], at=day(2), standing=Standing.OWN)
    assert again.status == "unchanged"
    assert record(store, SECOND).public["title"] == "Apprentice electrician"


def test_saving_the_same_again_takes_no_revision(copied: Store) -> None:
    before = record(copied, FIRST).revision
    save(copied, OWN, [shown("77")], at=day(2), standing=Standing.OWN)
    save(copied, BOARD, [shown(title="Electrician Apprentice - Hackney (Ref: 5512)")], at=day(2))
    assert record(copied, FIRST).revision == before


# An advert that comes back.


def again(store: Store, at: int, **changes: Any) -> str:
    [saved] = save(store, BOARD, [shown("10", **changes)], at=day(at))
    assert saved.id
    return saved.id


def test_an_advert_put_up_again_opens_its_old_record(store: Store) -> None:
    save(store, BOARD, [shown()], at=AT)
    withdraw(store, [SECOND], day(5))
    assert again(store, 9, closing_date=date(2026, 12, 20)) == SECOND
    told = record(store, SECOND)
    assert told.status is Status.OPEN
    assert told.public["closing_date"] == "2026-12-20"
    assert [entry["first_seen"] for entry in told.public["sources"]] == ["2026-11-02T09:00:00Z"]


def test_an_advert_put_up_again_after_it_closed_is_the_same_and_its_old_sighting_is_over(
    store: Store,
) -> None:
    save(store, BOARD, [shown()], at=AT)
    assert again(store, 35, closing_date=date(2027, 1, 20), start_date=None) == SECOND
    assert len(record(store, SECOND).public["sources"]) == 1
    assert not_seen_since(store, BOARD, day(34)) == []


def test_an_advert_still_listed_after_it_closed_is_no_forerunner(store: Store) -> None:
    save(store, BOARD, [shown()], at=AT)
    again(store, 35, closing_date=date(2027, 1, 20), start_date=None)
    save(store, BOARD, [shown()], at=day(36))
    assert count_by_status(store)[Status.OPEN] == 2


def test_an_advert_without_dates_is_not_what_another_source_withdrew_long_ago(store: Store) -> None:
    bare = {"closing_date": None, "start_date": None}
    save(store, OWN, [shown("77", **bare)], at=AT)
    withdraw(store, [FIRST], day(5))
    save(store, BOARD, [shown(**bare)], at=day(20))
    assert find(store, SECOND) == Moved(FIRST)
    save(store, "third", [shown("3", **bare)], at=day(100))
    assert sources(store, opportunity_id("third", "3")) == ["third"]


def test_an_advert_that_was_replaced_before_it_was_withdrawn_is_the_same_once_it_is(store: Store) -> None:
    save(store, BOARD, [shown()], at=AT)
    replaced = again(store, 3)
    assert replaced != SECOND
    withdraw(store, [SECOND], day(4))
    assert find(store, replaced) == Moved(SECOND)
    assert record(store, SECOND).status is Status.OPEN


def test_an_old_advert_that_comes_back_beside_its_successor_is_another(store: Store) -> None:
    save(store, BOARD, [shown()], at=AT)
    withdraw(store, [SECOND], day(5))
    again(store, 9)
    save(store, BOARD, [shown()], at=day(10))
    assert count_by_status(store)[Status.OPEN] == 2


@pytest.mark.parametrize(
    ("at", "changes"),
    [
        pytest.param(9, {"start_date": "2027-09-06"}, id="another start"),
        pytest.param(9, {"description_html": f"<p>{OTHER_TEXT}</p>"}, id="another text"),
        pytest.param(300, {}, id="much later"),
    ],
)
def test_a_new_intake_is_a_new_record(store: Store, at: int, changes: dict[str, Any]) -> None:
    save(store, BOARD, [shown()], at=AT)
    withdraw(store, [SECOND], day(5))
    assert again(store, at, **changes) == opportunity_id(BOARD, "10")


# What a person decides.


def test_what_a_person_parted_stays_apart_whatever_is_saved(copied: Store, tmp_path: Any) -> None:
    copies.keep_apart(copied, FIRST, SECOND, day(2))
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
    assert all({side.id for side in copy.sides} != {FIRST, SECOND} for copy in copies.possible_copies(new))


def test_a_merge_undone_alone_stays_undone(copied: Store) -> None:
    undo_merge(copied, SECOND, day(2))
    save(copied, OWN, [shown("77", summary="Said anew")], at=day(3), standing=Standing.OWN)
    assert sources(copied, SECOND) == [BOARD]


def possible(store: Store) -> Store:
    save(store, OWN, [shown("77")], at=AT)
    save(store, BOARD, [shown(closing_date=date(2026, 12, 8))], at=day(1))
    return store


def test_a_possible_copy_is_kept_apart_and_shown_with_what_agrees(store: Store) -> None:
    [copy] = copies.possible_copies(possible(store))
    assert {side.id for side in copy.sides} == {FIRST, SECOND}
    assert "the same text" in copy.why
    assert "different closing dates" in copy.why
    assert copy.at == day(1)


def test_a_possible_copy_that_ends_is_not_shown_any_more(store: Store) -> None:
    withdraw(possible(store), [SECOND], day(2))
    assert copies.possible_copies(store) == []


def test_a_rejected_possible_copy_is_not_shown_again(store: Store) -> None:
    copies.keep_apart(possible(store), FIRST, SECOND, day(2))
    save(store, BOARD, [shown(closing_date=date(2026, 12, 9))], at=day(3))
    assert copies.possible_copies(store) == []
    assert isinstance(find(store, SECOND), Record)


def test_what_a_person_merged_stays_merged(store: Store) -> None:
    assert copies.merge(possible(store), SECOND, FIRST, day(2)) == FIRST
    save(
        store,
        BOARD,
        [shown(closing_date=date(2026, 12, 30), description_html=f"<p>{OTHER_TEXT}</p>")],
        at=day(3),
    )
    assert find(store, SECOND) == Moved(FIRST)
    assert copies.possible_copies(store) == []


def test_an_undone_merge_may_be_made_again_by_a_person(copied: Store) -> None:
    undo_merge(copied, SECOND, day(2))
    copies.merge(copied, FIRST, SECOND, day(3))
    assert find(copied, SECOND) == Moved(FIRST)


@pytest.mark.parametrize("changes", NEVER[:3])
def test_not_even_a_person_merges_what_is_never_one(store: Store, changes: dict[str, Any]) -> None:
    save(store, OWN, [shown("77")], at=AT)
    save(store, BOARD, [shown(**changes)], at=day(1))
    with pytest.raises(WrongUse, match="are never one: different"):
        copies.merge(store, FIRST, SECOND, day(2))


def test_why_tells_each_fields_source_and_what_made_them_one(copied: Store) -> None:
    told = copies.why(copied, SECOND)
    assert told.id == FIRST
    assert ("title", OWN, "the employer's or provider's own word comes first") in told.fields
    [(_, _, together)] = told.together
    assert "the same closing date" in together


def test_merging_leaves_a_stub_for_the_index(store: Store) -> None:
    head = record(possible(store), SECOND).revision
    copies.merge(store, FIRST, SECOND, day(2))
    changed = {found.id: found.status for found in changed_since(store, head, 10)}
    assert changed == {FIRST: Status.OPEN, SECOND: Status.WITHDRAWN}


# Two live adverts of one source that a person made one.

TWIN = opportunity_id(BOARD, "10")


@pytest.fixture
def twins(store: Store) -> Store:
    """Two adverts that the same board shows side by side, and a person's word that they are one."""
    save(store, BOARD, [shown("9"), shown("10", title="Trainee electrician")], at=AT)
    assert copies.merge(store, SECOND, TWIN, day(1)) == min(SECOND, TWIN)
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
    home = copies.merge(store, SECOND, TWIN, day(1))
    withdraw_sightings(store, shown_on(store, BOARD, first), day(2))
    assert record(store, home).public["url"] == second
    assert record(store, home).status is Status.OPEN
