"""`GET /api/v1/opportunities/{id}`: open, closed, withdrawn, moved, absent, unchanged."""

from dataclasses import replace
from datetime import timedelta

from foothold.model.identity import opportunity_id
from foothold.model.posting import RawPosting
from foothold.store.records import withdraw
from search_api import create_app
from tests.search_api.api.test_listing import KEYS
from tests.search_api.world import AT, World, postings

ONE = "/api/v1/opportunities/"


def first_posting() -> RawPosting:
    return next(postings(1))


def test_an_open_one_is_shown_with_its_page_and_its_revision_as_etag(world: World) -> None:
    saved = world.add(first_posting())[0]
    response = world.client.get(ONE + saved.id)
    body = response.get_json()
    assert response.status_code == 200
    assert set(body) == KEYS
    assert body["status"] == "open"
    assert body["page_url"] == f"http://foothold.example/opportunities/{saved.id}"
    assert response.headers["ETag"] == f'"{saved.revision}"'


def test_an_unchanged_one_answers_304_until_it_changes(world: World) -> None:
    saved = world.add(first_posting())[0]
    etag = world.client.get(ONE + saved.id).headers["ETag"]
    again = world.client.get(ONE + saved.id, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    world.add(replace(first_posting(), title="Apprentice heating engineer"))
    changed = world.client.get(ONE + saved.id, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_a_closed_one_is_still_shown_as_closed_and_no_longer_found(world: World) -> None:
    saved = world.add(first_posting())[0]
    world.index()
    later = create_app(
        world.settings, store=world.store, engine=world.engine, clock=lambda: AT + timedelta(days=90)
    ).test_client()
    response = later.get(ONE + saved.id, headers={"If-None-Match": f'"{saved.revision}"'})
    assert response.status_code == 200
    assert response.get_json()["status"] == "closed"
    assert later.get("/api/v1/opportunities").get_json()["total"] == 0


def test_a_withdrawn_one_is_gone(world: World) -> None:
    saved = world.add(first_posting())[0]
    withdraw(world.store, [saved.id], AT)
    response = world.client.get(ONE + saved.id)
    assert response.status_code == 410
    assert response.content_type == "application/problem+json"
    assert "ETag" not in response.headers


def test_an_id_that_nothing_has_is_not_found(world: World) -> None:
    for id_ in ("k7f2q9xw3m1a", "x", "%00", "a" * 300, "..%2f"):
        assert world.client.get(ONE + id_).status_code == 404


def test_an_id_that_was_merged_away_leads_to_the_one_that_stayed(world: World) -> None:
    shown = replace(first_posting(), apply_url="https://apply.example/1")
    stays = world.add(shown, source="example_college")[0]
    elsewhere = replace(shown, external_id="B-77", url="https://board.example/77")
    merged = world.add(elsewhere, source="example_board", at=AT + timedelta(hours=1))[0]
    assert merged.id == stays.id
    own_id = opportunity_id("example_board", "B-77")
    response = world.client.get(ONE + own_id)
    assert response.status_code == 308
    assert response.headers["Location"] == ONE + str(stays.id)
    assert world.client.get(ONE + own_id, follow_redirects=True).get_json()["id"] == stays.id
