"""Copies in the store: found while saving, and composed field by field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from foothold.model.authority import Standing
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Status
from foothold.model.wage import Paid, Wage
from foothold.store import duplicate_review
from foothold.store.open_store import Store
from foothold.store.records import (
    Moved,
    count_by_status,
    find,
    not_seen_since,
    save,
    withdraw,
    withdraw_sightings,
)
from foothold.store.tables import opportunities
from tests.store.adverts import AT, day, record, sources
from tests.store.copied import BOARD, FIRST, NATIONAL, NEVER, OTHER_TEXT, OWN, SECOND, TEXT, shown


def provenance(store: Store, id: str) -> dict[str, dict[str, str]]:  # noqa: A002
    with store.read() as connection:
        told = connection.execute(
            select(opportunities.c.provenance).where(opportunities.c.id == id)
        ).scalar_one()
    said: dict[str, dict[str, str]] = orjson.loads(told)
    return said


def test_a_copy_without_a_common_reference_is_the_same_record(copied: Store) -> None:
    assert find(copied, SECOND) == Moved(FIRST)
    assert sources(copied, FIRST) == [OWN, BOARD]


def test_the_order_in_which_sources_are_crawled_decides_only_the_id(store: Store) -> None:
    save(store, BOARD, [shown(title="Electrician Apprentice - Hackney (Ref: 5512)")], at=AT)
    save(store, OWN, [shown("77")], at=day(1), standing=Standing.OWN)
    assert record(store, SECOND).public["title"] == "Apprentice electrician"
    assert sources(store, SECOND) == [BOARD, OWN]


@pytest.mark.parametrize("changes", NEVER)
def test_another_advert_stays_another_record(store: Store, changes: dict[str, Any]) -> None:
    save(store, OWN, [shown("77")], at=AT)
    save(store, BOARD, [shown(**changes)], at=day(1))
    assert count_by_status(store)[Status.OPEN] == 2
    assert duplicate_review.possible_copies(store) == []


@pytest.mark.parametrize("changes", NEVER)
def test_a_copy_that_comes_to_differ_gets_its_own_record(copied: Store, changes: dict[str, Any]) -> None:
    save(copied, BOARD, [shown(**changes)], at=day(2))
    assert sources(copied, SECOND) == [BOARD]
    assert sources(copied, FIRST) == [OWN]


def test_two_adverts_of_one_source_are_two_and_a_copy_of_both_is_of_neither(store: Store) -> None:
    save(store, OWN, [shown("77"), shown("78")], at=AT)
    save(store, BOARD, [shown()], at=day(1))
    assert count_by_status(store)[Status.OPEN] == 3
    found = duplicate_review.possible_copies(store)
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
