"""Refusals: one shape, the parameter named, and what is allowed instead."""

import re
from pathlib import Path

import pytest

from foothold.index.open_index import open_engine
from foothold.store.open_store import open_store
from search_api import create_app
from tests.search_api.conftest import new_world
from tests.search_api.world import World, postings, settings_at

LIST = "/api/v1/opportunities"
KEYS = {"type", "title", "status", "detail", "errors", "candidates"}

REFUSED = [
    ("kind=plumber", "kind", "apprenticeship"),
    ("kind=Apprenticeship", "kind", "apprenticeship"),
    ("level=9", "level", "7"),
    ("route=Plumbing", "route", "Digital"),
    ("levy=yes", "levy", "does_not_pay"),
    ("funding=free", "funding", "government"),
    ("seeks_transfer=1", "seeks_transfer", "true"),
    ("paid=true", "paid", "unpaid"),
    ("borough=hackny", "borough", "hackney"),
    ("borough=atlantis", "borough", "hackney"),
    ("national=yes", "national", "only"),
    ("remote=hybrid", "remote", "exclude"),
    ("sort=best", "sort", "relevance"),
    ("sort=distance", "sort", None),
    ("within=0", "within", None),
    ("within=31&near=Hackney", "within", None),
    ("within=nan", "within", None),
    ("min_hourly=-1", "min_hourly", None),
    ("min_hourly=lots", "min_hourly", None),
    ("closing_before=31/10/2026", "closing_before", None),
    ("start_from=2026-13-01", "start_from", None),
    ("start_to=soon", "start_to", None),
    ("posted_within_days=0", "posted_within_days", None),
    ("per_page=101", "per_page", None),
    ("per_page=0", "per_page", None),
    ("employer=Marlow+%26+Finch", "employer", None),
    ("source=..%2F", "source", None),
    ("near=Nowhere+at+all", "near", None),
    ("near=Hackney+and+Camden", "near", None),
    ("age=10", "age", None),
    ("school_year=14", "school_year", None),
    ("grades=some", "grades", "none_required"),
    ("hours=full", "hours", "30_or_more"),
    ("weekend=no", "weekend", "weekdays_only"),
    ("commitment=kindness", "commitment", "living-wage"),
    ("start_month=2026-12", "start_month", "start_from"),
    ("q=" + "a" * 201, "q", None),
    ("q=a&q=b", "q", None),
    ("cursor=abc", "cursor", None),
    ("utm_source=mail", "utm_source", "q"),
    ("Kind=apprenticeship", "Kind", "kind"),
]


@pytest.mark.parametrize(("query", "parameter", "allowed"), REFUSED, ids=[case[0][:40] for case in REFUSED])
def test_an_unknown_parameter_or_value_is_named_with_what_is_allowed(
    london: World, query: str, parameter: str, allowed: str | None
) -> None:
    response = london.client.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    problem = response.get_json()
    assert set(problem) == KEYS
    error = next(e for e in problem["errors"] if e["parameter"] == parameter)
    assert set(error) == {"parameter", "value", "message", "allowed"}
    assert error["message"].endswith((".", "?"))
    assert allowed is None or allowed in error["allowed"]


def test_every_wrong_parameter_is_named_at_once(london: World) -> None:
    problem = london.client.get(f"{LIST}?kind=x&level=y&colour=z").get_json()
    assert {e["parameter"] for e in problem["errors"]} == {"kind", "level", "colour"}


def test_a_place_outside_london_answers_with_the_nearest_borough(london: World) -> None:
    problem = london.client.get(f"{LIST}?near=Watford").get_json()
    assert problem["status"] == 400
    assert "“Watford” is outside London" in problem["detail"]
    assert problem["candidates"] == ["Harrow"]
    assert london.client.get(f"{LIST}?near=Harrow").status_code == 200


def test_an_ambiguous_place_asks_back_with_its_readings(london: World) -> None:
    problem = london.client.get(f"{LIST}?near={AMBIGUOUS}").get_json()
    assert problem["status"] == 400
    assert len(problem["candidates"]) > 1
    chosen = london.client.get(LIST, query_string={"near": problem["candidates"][0]})
    assert chosen.status_code == 200, chosen.text


AMBIGUOUS = "Plaistow"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/api/v1/nowhere", 404), ("post", LIST, 405), ("get", "/api/v1/uploads", 405), ("get", f"{LIST}/nosuchid2222", 404)],
)  # fmt: skip
def test_refusals_of_addresses_and_methods_are_problems_too(
    london: World, method: str, path: str, status: int
) -> None:
    response = getattr(london.client, method)(path)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert set(response.get_json()) == KEYS
    assert status != 405 or response.headers["Allow"]


def test_without_an_index_the_answer_is_503_with_a_time_to_come_back(world: World) -> None:
    for path in (LIST, "/api/v1/facets", "/readyz"):
        response = world.client.get(path)
        assert response.status_code == 503
        assert response.content_type == "application/problem+json"
        assert int(response.headers["Retry-After"]) > 0
        assert "rebuild" not in response.text
    assert world.client.get("/healthz").get_json() == {"status": "ok"}


def test_a_store_that_is_away_is_503_and_says_nothing_of_the_engine(tmp_path: Path) -> None:
    settings = settings_at(tmp_path).model_copy(
        update={"database_url": f"sqlite:///{tmp_path}/no/such/folder/x.db"}
    )
    app = create_app(settings)
    response = app.test_client().get(f"{LIST}/abcdefghijkl")
    assert response.status_code == 503
    assert not re.search("sqlite|sqlalchemy|operational", response.text, re.I)


def test_readiness_tells_the_lag_of_the_index(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    world.add(*postings(3))
    world.index()
    assert world.client.get("/readyz").get_json()["index_lag"] == 0
    world.add(*postings(5))
    body = world.client.get("/readyz").get_json()
    assert set(body) == {"status", "store_revision", "index_revision", "index_lag"}
    assert body["index_lag"] == 2


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path) -> None:
    settings = settings_at(tmp_path).model_copy(update={"rate_limit": "2 per minute"})
    client = create_app(
        settings, store=open_store(settings.store_url), engine=open_engine(settings)
    ).test_client()
    answers = [client.get("/openapi.json") for _ in range(3)]
    assert [r.status_code for r in answers] == [200, 200, 429]
    assert answers[2].content_type == "application/problem+json"
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60
    assert [client.get("/healthz").status_code for _ in range(5)] == [200] * 5


def test_every_answer_keeps_to_its_own_origin_and_sets_no_cookie(london: World) -> None:
    for path in (LIST, f"{LIST}?kind=x", "/healthz", "/nowhere", "/openapi.json"):
        headers = london.client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers


def test_behind_a_proxy_each_visitor_has_a_limit_of_their_own(tmp_path: Path) -> None:
    settings = settings_at(tmp_path).model_copy(update={"rate_limit": "1 per minute"})
    client = create_app(settings).test_client()

    def status(visitor: str) -> int:
        return client.get("/openapi.json", headers={"X-Forwarded-For": visitor}).status_code

    assert [status("192.0.2.1"), status("192.0.2.1"), status("192.0.2.2")] == [200, 429, 200]
    assert status("192.0.2.9, 192.0.2.1") == 429


@pytest.mark.parametrize(
    ("proxies", "peer", "believed"),
    [
        ("127.0.0.1 ::1", "172.31.250.1", False),
        ("127.0.0.1 172.31.250.0/24", "172.31.250.1", True),
        ("fd00::/64", "fd00::7", True),
        ("127.0.0.1 ::1", "::1", True),
        ("", "127.0.0.1", False),
    ],
)
def test_only_a_trusted_proxy_says_who_the_visitor_is(
    tmp_path: Path, proxies: str, peer: str, believed: bool
) -> None:
    limited = {"rate_limit": "1 per minute", "trusted_proxies": proxies}
    client = create_app(settings_at(tmp_path).model_copy(update=limited)).test_client()

    def status(visitor: str) -> int:
        said = {"X-Forwarded-For": visitor}
        return client.get("/openapi.json", headers=said, environ_base={"REMOTE_ADDR": peer}).status_code

    assert [status("192.0.2.1"), status("192.0.2.2")] == [200, 200 if believed else 429]


def test_an_address_of_a_megabyte_is_refused(london: World) -> None:
    response = london.client.get(f"{LIST}?q={'a' * 1_000_000}")
    assert response.status_code == 414
    assert response.content_type == "application/problem+json"
