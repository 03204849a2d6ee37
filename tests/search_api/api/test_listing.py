"""`GET /api/v1/opportunities`: every parameter, the closed set of keys, paging."""

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest

from search_api.search.searching import FACETS
from tests.search_api.world import World

LIST = "/api/v1/opportunities"
KEYS = {
    "id", "url", "page_url", "title", "kind", "foundation", "status", "employer", "provider", "summary",
    "description_html", "requirements", "apply_url", "positions", "places", "national", "remote", "wage",
    "hours_per_week", "working_week", "duration", "level", "route", "course", "posted_date", "closing_date",
    "closing_time", "start_date", "end_date", "age", "levy", "sources", "copies", "last_confirmed", "revision",
}  # fmt: skip


def get(world: World, query: str = "") -> dict[str, Any]:
    response = world.client.get(f"{LIST}?{query}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.get_json()
    return body


def everything(world: World, query: str = "") -> list[dict[str, Any]]:
    """All pages of a search, by the links."""
    found: list[dict[str, Any]] = []
    link: str | None = f"{LIST}?{query}"
    while link:
        body = world.client.get(link).get_json()
        found += body["opportunities"]
        link = body["links"]["next"]
    return found


def test_the_answer_and_each_opportunity_have_their_closed_sets_of_keys(london: World) -> None:
    body = get(london)
    assert set(body) == {"total", "opportunities", "facets", "links"}
    assert set(body["links"]) == {"self", "next"}
    assert body["total"] == 60
    assert all(set(o) == KEYS for o in body["opportunities"])
    assert all(set(f) == {"value", "label", "count"} for facet in body["facets"].values() for f in facet)
    assert tuple(body["facets"]) == FACETS


def boroughs(o: dict[str, Any]) -> set[str]:
    return {place["borough"]["code"] for place in o["places"] if place["borough"]}


HOLDS = {
    "q=plumber": lambda o: "plumber" in o["title"],
    "kind=internship": lambda o: o["kind"] == "internship",
    "kind=internship&kind=work_experience": lambda o: o["kind"] in ("internship", "work_experience"),
    "level=4": lambda o: o["level"] == 4,
    "level=unknown": lambda o: o["level"] is None,
    "level=2&level=unknown": lambda o: o["level"] in (2, None),
    "route=Digital": lambda o: o["route"] == "Digital",
    "route=health-and-science": lambda o: o["route"] == "Health and science",
    "levy=pays": lambda o: o["levy"]["employer_position"] == "pays",
    "levy=unknown": lambda o: o["levy"]["employer_position"] == "unknown",
    "funding=unknown": lambda o: o["levy"]["funding"] == "unknown",
    "seeks_transfer=unknown": lambda o: o["levy"]["seeks_transfer"] is None,
    "paid=unpaid": lambda o: (o["wage"] or {}).get("paid") == "unpaid",
    "paid=paid": lambda o: (o["wage"] or {}).get("paid") == "paid",
    "grades=required": lambda o: o["requirements"] == ["GCSE maths at grade 4"],
    "grades=none_required": lambda o: o["requirements"] == ["No qualifications needed"],
    "grades=unknown": lambda o: o["requirements"] is None,
    "hours=up_to_15&hours=unknown": lambda o: o["hours_per_week"] in (8, None),
    "weekend=weekdays_only": lambda o: o["working_week"] == "Monday to Friday",
    "commitment=living-wage": lambda o: [c["name"] for c in o["employer"]["commitments"]] == ["Living Wage"],
    "commitment=unknown": lambda o: not o["employer"]["commitments"],
    "age=14": lambda o: o["kind"] != "apprenticeship" and (o["age"] or {}).get("min") != 16,
    "age=17": lambda o: (o["age"] or {}).get("max") != 15,
    "school_year=10": lambda o: o["kind"] != "apprenticeship" and (o["age"] or {}).get("min") != 16,
    "school_year=13": lambda o: (o["age"] or {}).get("max") != 15,
    "min_hourly=9": lambda o: ((o["wage"] or {}).get("hourly_high") or (o["wage"] or {}).get("hourly_low") or 0) >= 9,
    "borough=hackney": lambda o: "E09000012" in boroughs(o),
    "borough=E09000012": lambda o: "E09000012" in boroughs(o),
    "borough=hackney&borough=croydon": lambda o: bool({"E09000012", "E09000008"} & boroughs(o)),
    "employer=borough-stage": lambda o: o["employer"]["slug"] == "borough-stage",
    "source=example_college": lambda o: True,
    "closing_before=2026-10-10": lambda o: o["closing_date"] <= "2026-10-10",
    "start_from=2026-12-01": lambda o: o["start_date"] >= "2026-12-01",
    "start_to=2026-11-30": lambda o: o["start_date"] <= "2026-11-30",
    "posted_within_days=5": lambda o: (date(2026, 9, 15) - date.fromisoformat(o["posted_date"])).days <= 5,
    "national=only": lambda o: o["national"],
    "national=exclude": lambda o: not o["national"],
    "remote=only": lambda o: o["remote"] == "remote",
    "remote=exclude": lambda o: o["remote"] != "remote",
    "borough=hackney&national=include": lambda o: o["remote"] != "remote" and ("E09000012" in boroughs(o) or o["national"]),
    "borough=hackney&remote=include": lambda o: not o["national"] and ("E09000012" in boroughs(o) or o["remote"] == "remote"),
    "borough=hackney&national=only": lambda o: o["national"] and o["remote"] != "remote",
    "near=E8+1EA&within=1": lambda o: "E09000012" in boroughs(o),
    "kind=": lambda o: True,
    "q=&borough=&near=&cursor=": lambda o: True,
}  # fmt: skip


@pytest.mark.parametrize("query", HOLDS, ids=str)
def test_a_parameter_selects_exactly_what_it_says(london: World, query: str) -> None:
    holds = HOLDS[query]
    all_ids = {o["id"]: o for o in everything(london, "per_page=100&national=include&remote=include")}
    expected = {id_ for id_, o in all_ids.items() if holds(o)}
    found = everything(london, query)
    assert {o["id"] for o in found} == expected
    assert get(london, query)["total"] == len(expected) == len(found)


ORDERS = {
    "newest": lambda o: o["posted_date"],
    "closing": lambda o: o["closing_date"],
    "pay": lambda o: (o["wage"] or {}).get("hourly_high") or (o["wage"] or {}).get("hourly_low") or 0,
}


@pytest.mark.parametrize("sort", ORDERS)
def test_a_sort_orders_by_what_it_names(london: World, sort: str) -> None:
    keys = [ORDERS[sort](o) for o in everything(london, f"sort={sort}&per_page=7")]
    assert keys == sorted(keys, reverse=sort != "closing")


PAGED = ("", "q=apprentice", "sort=pay", "sort=closing", "near=Hackney&within=30", "q=team&sort=relevance")
ONE_BY_ONE = ("", "q=apprentice")  # One for each way of paging: by key and by offset.


@pytest.mark.parametrize(
    ("query", "size"), [(q, size) for q in PAGED for size in (7, 20, 100)] + [(q, 1) for q in ONE_BY_ONE]
)
def test_paging_skips_and_doubles_nothing(london: World, query: str, size: int) -> None:
    found = [o["id"] for o in everything(london, f"{query}&per_page={size}")]
    assert len(found) == len(set(found)) == get(london, query)["total"]


def test_facets_count_with_their_own_filter_lifted(london: World) -> None:
    chosen = get(london, "kind=internship&borough=hackney")["facets"]
    in_hackney = everything(london, "borough=hackney")
    assert {f["value"]: f["count"] for f in chosen["kind"]} == Counter(o["kind"] for o in in_hackney)


def test_facets_have_labels_that_people_read(london: World) -> None:
    facets = get(london)["facets"]
    labels = {(name, f["value"]): f["label"] for name, facet in facets.items() for f in facet}
    assert labels["kind", "work_experience"] == "Work experience"
    assert labels["borough", "E09000012"] == "Hackney"
    assert labels["level", "4"].startswith("Level 4")
    assert labels["employer", "marlow-and-finch"] == "Marlow & Finch"
    assert labels["levy", "pays"] == "Employer pays the apprenticeship levy"


def test_the_facets_alone_agree_with_the_list(london: World) -> None:
    query = urlencode({"q": "apprentice", "borough": "hackney"})
    alone = london.client.get(f"/api/v1/facets?{query}").get_json()
    listed = get(london, query)
    assert alone == {"total": listed["total"], "facets": listed["facets"]}


def test_links_lead_to_this_foothold(london: World) -> None:
    links = get(london, "per_page=5&kind=apprenticeship")["links"]
    assert links["self"].startswith("http://foothold.example/api/v1/opportunities?")
    assert "cursor=" in links["next"]
    assert get(london, "per_page=100")["links"]["next"] is None


def test_head_has_the_headers_of_get_and_no_body(london: World) -> None:
    head = london.client.head(LIST)
    assert head.status_code == 200
    assert head.data == b""
    assert head.content_type == "application/json"
