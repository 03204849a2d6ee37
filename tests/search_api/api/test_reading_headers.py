"""What programs read beside the body: tags, the next page, who may read, how many requests are left."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from foothold.index.open_index import open_engine
from search_api import create_app
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World, postings, settings_at

LIST, FACETS = "/api/v1/opportunities", "/api/v1/facets"
SEARCHES = (LIST, FACETS, f"{LIST}?q=plumber&per_page=3&fields=title", f"{FACETS}?borough=hackney")


@pytest.mark.parametrize("path", SEARCHES)
def test_an_unchanged_answer_is_not_sent_again(london: World, path: str) -> None:
    first = london.client.get(path)
    again = london.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "public, max-age=10"
    assert london.client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_other_searches_have_other_tags(london: World) -> None:
    tags = [london.client.get(path).headers["ETag"] for path in (*SEARCHES, f"{LIST}?per_page=3")]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("path", [LIST, FACETS])
def test_the_tag_changes_with_what_is_found(world: World, path: str) -> None:
    world.add(*postings(3))
    world.index()
    tag = world.client.get(path).headers["ETag"]
    world.add(
        replace(next(postings(1)), title="Apprentice baker", external_id="new", url="https://b.example")
    )
    world.index()
    assert world.client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", [LIST, FACETS])
def test_the_tag_changes_when_an_advert_closes(world: World, path: str) -> None:
    """Nothing is written then: the first advert closes at the end of 1 October in London."""
    world.add(*postings(3))
    world.index()

    def answered(at: datetime, tag: str = "") -> tuple[int, str]:
        app = create_app(world.settings, store=world.store, engine=world.engine, clock=lambda: at)
        response = app.test_client().get(path, headers={"If-None-Match": tag})
        return response.status_code, response.headers["ETag"]

    midnight = datetime.fromisoformat("2026-10-02T00:00:00+01:00")
    _, tag = answered(AT)
    assert answered(midnight - timedelta(seconds=1), tag) == (304, tag)
    assert answered(midnight, tag)[0] == 200


def test_the_next_page_is_a_link_in_the_headers_too(london: World) -> None:
    first = london.client.get(f"{LIST}?per_page=7")
    assert first.headers["Link"] == f'<{first.get_json()["links"]["next"]}>; rel="next"'
    assert "Link" not in london.client.get(f"{LIST}?per_page=100").headers


READ = (LIST, FACETS, f"{LIST}/abcdefghijkl", "/openapi.json", "/api/v1/openapi.json")


@pytest.mark.parametrize("path", READ)
def test_a_page_of_another_origin_may_read_and_preflight(london: World, path: str) -> None:
    asked = london.client.get(path, headers={"Origin": "https://school.example"})
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Link", "Retry-After", "RateLimit-Remaining"} <= set(
        asked.headers["Access-Control-Expose-Headers"].split(", ")
    )
    preflight = london.client.options(
        path,
        headers={"Origin": "https://school.example", "Access-Control-Request-Method": "GET",
                 "Access-Control-Request-Headers": "if-none-match"},
    )  # fmt: skip
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert preflight.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert int(preflight.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in preflight.headers


@pytest.mark.parametrize("path", ["/api/v1/uploads", "/", "/employers", "/healthz", "/metrics"])
def test_what_is_not_for_programs_of_others_says_nothing_of_origins(london: World, path: str) -> None:
    for method in ("get", "post", "options"):
        response = getattr(london.client, method)(path, headers={"Origin": "https://school.example"})
        assert not [name for name in response.headers.to_wsgi_list() if name[0].startswith("Access-Control")]


def test_a_refusal_may_be_read_by_a_page_of_another_origin(london: World) -> None:
    refused = london.client.get(f"{LIST}?kind=x", headers={"Origin": "https://school.example"})
    assert refused.status_code == 400
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_programs_are_told_how_many_requests_are_left(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    world.add(*postings(1))
    world.index()
    settings = settings_at(tmp_path).model_copy(update={"rate_limit": "2 per minute"})
    client = create_app(
        settings, store=world.store, engine=open_engine(settings), clock=lambda: AT
    ).test_client()
    answers = [client.get(FACETS) for _ in range(3)]
    assert [r.status_code for r in answers] == [200, 200, 429]
    assert [r.headers["RateLimit-Remaining"] for r in answers] == ["1", "0", "0"]
    for response in answers:
        assert response.headers["RateLimit-Limit"] == "2"
        assert response.headers["RateLimit-Policy"] == "2;w=60"
        assert 0 <= int(response.headers["RateLimit-Reset"]) <= 60
    assert "RateLimit-Limit" not in client.get("/healthz").headers
