"""What the open adverts say most, counted in the store."""

from datetime import timedelta

from foothold.model.opportunity import Status
from foothold.model.organisations import Employer
from foothold.store.open_store import Store
from foothold.store.records import save, withdraw
from foothold.store.sitemap_entries import count_listed
from foothold.store.suggestion_counts import employer_counts, title_counts
from tests.store.adverts import AT, reading

TODAY = AT.date()


def test_titles_are_counted_the_most_frequent_first(store: Store) -> None:
    adverts = [reading(str(n), title="Chef" if n else "Baker") for n in range(3)]
    save(store, "board", adverts, at=AT)
    assert title_counts(store, TODAY, 9) == [("Chef", 2), ("Baker", 1)]
    assert title_counts(store, TODAY, 1) == [("Chef", 2)]


def test_employers_have_the_name_of_their_newest_advert(store: Store) -> None:
    for n, name in enumerate(("Plum Co", "PLUM CO", "Other")):
        save(store, "board", [reading(str(n), employer=Employer.named(name), title=f"Job {n}")], at=AT)
    save(store, "board", [reading("9", employer=None)], at=AT)
    assert employer_counts(store, TODAY, 9) == [("plum-co", "PLUM CO", 2), ("other", "Other", 1)]


def test_what_is_not_open_does_not_count(store: Store) -> None:
    closed = reading("1", title="Closed", closing_date=TODAY - timedelta(days=1))
    saved = save(
        store,
        "board",
        [closed, reading("2", title="Gone"), reading("3", title="Last day", closing_date=TODAY)],
        at=AT,
    )
    save(store, "upload", [reading("4", title="Waits")], at=AT, status=Status.PENDING)
    withdraw(store, [str(saved[1].id)], AT)
    assert title_counts(store, TODAY, 9) == [("Last day", 1)]
    assert [count for _, _, count in employer_counts(store, TODAY, 9)] == [1]


def test_an_undated_advert_that_searches_no_longer_show_does_not_count(store: Store) -> None:
    save(store, "board", [reading("1", title="Undated", closing_date=None)], at=AT)
    assert title_counts(store, TODAY, 9) == [("Undated", 1)]
    later = TODAY + timedelta(days=45)
    assert title_counts(store, later, 9) == []
    assert employer_counts(store, later, 9) == []
    assert count_listed(store, later) == 0
