"""Rows of one advert come together with all of its places."""

from datetime import UTC, datetime

from crawlers.merge_places import PerPlace
from foothold.model.posting import RawPosting

SEEN = datetime(2026, 11, 22, tzinfo=UTC)


def row(reference: str | None, place: str, postcode: str | None = None) -> RawPosting:
    return RawPosting(seen=SEEN, external_id=reference, title="Baker", places=place, postcode=postcode)


def test_rows_of_one_reference_become_one_advert_with_parallel_places() -> None:
    held = PerPlace()
    for one in (row("1", "Hackney", "E8 1EA"), row("2", "Barnet"), row("1", "Camden")):
        assert held.hold(one)
    first, second = held.whole()
    assert (first.places, first.postcode) == (("Hackney", "Camden"), ("E8 1EA", ""))
    assert second == row("2", "Barnet")


def test_a_place_that_is_said_twice_is_kept_once() -> None:
    held = PerPlace()
    for one in (row("1", "Hackney"), row("1", "Hackney"), row("1", "Camden")):
        held.hold(one)
    assert [one.places for one in held.whole()] == [("Hackney", "Camden")]


def test_a_row_without_a_reference_cannot_be_held() -> None:
    held = PerPlace()
    assert not held.hold(row(None, "Hackney"))
    assert list(held.whole()) == []
