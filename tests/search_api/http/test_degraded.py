"""While the cluster does not answer, the site answers from its stand-by, says so, and lets nobody keep it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import html
from pydantic import SecretStr
from werkzeug.test import TestResponse

from foothold.index.open_index import open_search, open_standby
from foothold.index.standby import Standby
from foothold.index.sync import drain
from foothold.store.records import head_revision
from search_api import create_app
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World, postings

NOBODY = "http://127.0.0.1:9"
LIST, FACETS = "/api/v1/opportunities", "/api/v1/facets"
WHERE_SEARCHES_SHOW = [LIST, FACETS, "/", "/embed/v1", "/feed.atom", "/closing.ics"]


@dataclass
class Degraded:
    world: World
    standby: Standby
    app: Flask

    def get(self, path: str) -> TestResponse:
        return self.app.test_client().get(path)


@pytest.fixture(scope="module")
def degraded(tmp_path_factory: pytest.TempPathFactory) -> Degraded:
    """A London whose cluster is away: everything is in the stand-by, and in an index to compare it with."""
    return degraded_london(tmp_path_factory.mktemp("degraded"))


def degraded_london(home: Path, *, built: bool = True) -> Degraded:
    world = new_world(home)
    world.add(*postings(30))
    world.index()
    settings = world.settings.model_copy(
        update={"search_url": SecretStr(NOBODY), "search_standby": home / "standby"}
    )
    standby = open_standby(settings)
    assert standby
    if built:
        drain(world.store, standby.engine, how=standby.following)
        standby.engine.active().close()
    app = create_app(settings, store=world.store, engine=open_search(settings), clock=lambda: AT)
    return Degraded(world, standby, app)


def body(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


@pytest.mark.parametrize("path", [LIST, f"{LIST}?q=plumber&borough=hackney&per_page=3", FACETS])
def test_the_api_answers_the_same_and_says_degraded(degraded: Degraded, path: str) -> None:
    true = body(degraded.world.client.get(path))
    assert "degraded" not in true
    assert body(degraded.get(path)) == true | {"degraded": True}


@pytest.mark.parametrize("path", WHERE_SEARCHES_SHOW)
def test_no_cache_may_keep_a_degraded_answer(degraded: Degraded, path: str) -> None:
    answered = degraded.get(path)
    assert answered.status_code == 200
    assert answered.headers["Cache-Control"] == "no-store"
    assert answered.headers["Foothold-Degraded"] == "stand-by"
    assert "ETag" not in answered.headers
    true = degraded.world.client.get(path)
    assert true.headers["Cache-Control"] == "public, max-age=10"
    assert "Foothold-Degraded" not in true.headers
    assert "ETag" in true.headers or path in ("/", "/embed/v1")


@pytest.mark.parametrize("path", ["/api/v1/export.jsonl", "/api/v1/export.csv"])
def test_a_degraded_export_is_marked_and_holds_the_same(degraded: Degraded, path: str) -> None:
    answered, true = degraded.get(path), degraded.world.client.get(path)
    assert answered.text == true.text
    assert answered.headers["Foothold-Degraded"] == "stand-by"
    assert answered.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answered.headers


@pytest.mark.parametrize("path", ["/", "/?q=plumber", "/embed/v1"])
def test_people_read_one_sentence_about_it(degraded: Degraded, path: str) -> None:
    def said(response: TestResponse) -> int:
        return html.fromstring(response.text).text_content().count("back-up search")

    assert said(degraded.get(path)) == 1
    assert said(degraded.world.client.get(path)) == 0


def test_an_advert_by_its_id_is_the_stores_and_kept_as_ever(degraded: Degraded) -> None:
    id_ = body(degraded.get(LIST))["opportunities"][0]["id"]
    answered = degraded.get(f"{LIST}/{id_}")
    assert answered.headers["Cache-Control"] == "public, max-age=10"
    assert "ETag" in answered.headers


def test_a_wrong_search_is_told_as_ever(degraded: Degraded) -> None:
    assert degraded.get(f"{LIST}?sort=distance").status_code == 400
    assert degraded.get(f"{LIST}?nonsense=1").status_code == 400


def test_a_search_without_results_still_offers_wider_ones(degraded: Degraded) -> None:
    answered = degraded.get("/?q=plumber&level=5")
    assert answered.status_code == 200
    assert "No opportunities" in answered.text
    assert "at any level" in answered.text


def test_the_site_is_ready_and_says_that_it_is_degraded(degraded: Degraded) -> None:
    head = head_revision(degraded.world.store)
    assert body(degraded.get("/readyz")) == {
        "status": "degraded", "store_revision": head, "index_revision": head, "index_lag": 0,
    }  # fmt: skip
    assert body(degraded.world.client.get("/readyz"))["status"] == "ready"


def test_without_a_built_stand_by_the_answer_is_503(tmp_path: Path) -> None:
    london = degraded_london(tmp_path, built=False)
    for path in (*WHERE_SEARCHES_SHOW, "/readyz"):
        answered = london.get(path)
        assert answered.status_code == 503, path
        assert answered.headers["Retry-After"]
        assert "stand-by" not in answered.text


def test_the_description_has_degraded_as_a_key_that_need_not_be_there(degraded: Degraded) -> None:
    schemas = body(degraded.get("/openapi.json"))["components"]["schemas"]
    for name in ("OpportunitiesShape", "FacetsShape"):
        assert schemas[name]["properties"]["degraded"]["const"] is True
        assert "default" not in schemas[name]["properties"]["degraded"]
        assert "degraded" not in schemas[name]["required"]
