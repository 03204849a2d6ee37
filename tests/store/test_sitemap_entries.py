"""What pages look up: several ids at once, the employer's own page, and the adverts that are open on a day."""

from datetime import date

from sqlalchemy import select

from foothold.model.authority import Standing
from foothold.model.opportunity import Status
from foothold.store.open_store import Store
from foothold.store.records import Moved, find, find_each, save, withdraw, withdraw_sightings
from foothold.store.sightings import own_page
from foothold.store.sitemap_entries import count_listed, listed
from foothold.store.tables import sightings
from tests.store.adverts import AT, day, reading

VACANCY = "VAC1000123456"


def test_several_ids_are_found_as_each_would_be_alone(store: Store) -> None:
    save(store, "national", [reading(VACANCY)], at=AT)
    save(store, "college", [reading("1000123456")], at=day(1))
    (gone,) = save(store, "board", [reading("9", title="Apprentice thatcher")], at=AT)
    withdraw(store, [str(gone.id)], day(1))
    moved = next(one for one in _ids(store) if isinstance(find(store, one), Moved))
    asked = [moved, str(gone.id), "aaaaaaaaaaaa"]
    found = find_each(store, asked)
    assert {one: found.get(one) for one in asked} == {one: find(store, one) for one in asked}
    target = found[moved].id
    assert found[target] == find(store, target)
    assert find_each(store, []) == {}


def _ids(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(sightings.c.own_id)).scalars())


def test_the_employers_own_page_is_that_of_an_own_source_that_still_shows_it(store: Store) -> None:
    (board,) = save(store, "board", [reading("1")], at=AT)
    assert own_page(store, str(board.id)) is None
    own = reading("2", title="Apprentice thatcher", url="https://college.example/2")
    (saved,) = save(store, "college", [own], at=AT, standing=Standing.OWN)
    assert own_page(store, str(saved.id)) == "https://college.example/2"
    withdraw_sightings(store, [str(saved.id)], day(1))
    assert own_page(store, str(saved.id)) is None


def test_the_list_holds_what_is_open_on_that_day_in_order(store: Store) -> None:
    saved = save(store, "board", [reading(str(n), title=f"Apprentice {n}") for n in range(5)], at=AT)
    save(store, "board", [reading("p")], at=AT, status=Status.PENDING)
    withdraw(store, [str(saved[0].id)], AT)
    today = AT.date()
    ids = [one.id for one in listed(store, today, 0, 10)]
    assert ids == sorted(str(one.id) for one in saved[1:])
    assert [one.id for one in listed(store, today, 1, 2)] == ids[1:3]
    assert count_listed(store, today) == 4
    assert count_listed(store, date(2036, 1, 1)) == 0
