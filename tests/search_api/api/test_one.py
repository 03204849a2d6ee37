"""`GET /api/v1/opportunities/{id}`: open, closed, withdrawn, moved, absent, unchanged."""

from dataclasses import replace
from datetime import timedelta

from foothold.posting import RawPosting
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
