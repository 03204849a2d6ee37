"""Adzuna, Reed, Teaching Vacancies, Civil Service Jobs and Careers Wales: where they are asked, and what they refuse."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.families import family
from crawlers.family import OWN_KEY, Fetch
from foothold.errors import MissingKey, SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting
from foothold.reading.places.gazetteer import built_in_places
from foothold.reading.places.reading import read_place

SEEN = datetime(2026, 9, 5, tzinfo=UTC)
ADZUNA = "https://api.adzuna.com/v1/api/jobs/gb/search"
REED = "https://www.reed.co.uk/api/1.0"
WALES = "https://api.careerswales.gov.wales/apprenticeships-api/api/v1/apprenticeships"
TEACHING = "https://teaching-vacancies.service.gov.uk/api/v1/jobs.json"


def started(name: str, values: dict[str, Any], key: str | None = None) -> list[Fetch]:
    return list(family(name).start(values, key))


def followed(name: str, payload: Any, url: str, **values: Any) -> list[str]:
    return [fetch.url for fetch in family(name).follow(json.dumps(payload).encode(), url, values)]


def read(name: str, payload: Any, **values: Any) -> list[Any]:
    return list(family(name).read(json.dumps(payload).encode(), None, SEEN, values))


def test_adzuna_is_asked_for_each_search_with_the_key_left_out_of_what_is_kept() -> None:
    values = {"app_id": "0f0f", "query": [{"what": "apprentice"}, {"what": "work experience"}]}
    assert [fetch.url for fetch in started("adzuna", values, "s3cret")] == [
        f"{ADZUNA}/1?app_id=0f0f&app_key={OWN_KEY}&results_per_page=50&what=apprentice",
        f"{ADZUNA}/1?app_id=0f0f&app_key={OWN_KEY}&results_per_page=50&what=work+experience",
    ]


@pytest.mark.parametrize(
    ("payload", "url", "expected"),
    [
        ({"count": 101, "results": [{}]}, "/1?results_per_page=50", ["/2?results_per_page=50"]),
        ({"count": 101, "results": [{}]}, "/2?results_per_page=50", ["/3?results_per_page=50"]),
        ({"count": 101, "results": [{}]}, "/3?results_per_page=50", []),
        ({"count": 11, "results": [{}]}, "/1?what=x", ["/2?what=x"]),
        ({"count": 101, "results": []}, "/1?results_per_page=50", []),
        ({"count": "many", "results": [{}]}, "/1?results_per_page=50", []),
    ],
    ids=["the first", "one between", "the last", "ten a page unless said", "an empty page", "no count"],
)
def test_adzuna_pages_up_to_its_count(payload: Any, url: str, expected: list[str]) -> None:
    assert followed("adzuna", payload, ADZUNA + url) == [ADZUNA + address for address in expected]


@pytest.mark.parametrize("guessed", ["1", 1, True], ids=["text", "number", "truth"])
def test_pay_that_adzuna_predicted_is_not_stated(guessed: Any) -> None:
    job = {"title": "Cook", "salary_min": 20000, "salary_max": 21000, "salary_is_predicted": guessed}
    assert read("adzuna", {"results": [job]}) == [RawPosting(seen=SEEN, title="Cook")]


@pytest.mark.parametrize(
    ("location", "places"),
    [
        ({"display_name": "Kings Crescent", "area": ["UK", "London", "Kings Crescent"]}, "Kings Crescent, London"),
        ({"display_name": "Enfield, London", "area": ["UK", "London", "Enfield"]}, "Enfield, London"),
        ({"display_name": "Blackheath, Guildford", "area": ["UK", "South East England"]}, "Blackheath, Guildford"),
        ({"display_name": "Arnos Grove, Southgate", "area": ["UK", "London", "Enfield", "Southgate", "Arnos Grove"]},
         "Arnos Grove, Southgate, Enfield, London"),
        ({"display_name": "London, UK", "area": ["UK", "London"]}, "London"),
        ({"display_name": "London, UK", "area": ["UK"]}, "London, UK"),
        ({"area": ["UK", "London"]}, "London"),
        ({}, None),
    ],
)  # fmt: skip
def test_an_adzuna_place_is_all_its_names_and_no_point(location: dict[str, Any], places: str | None) -> None:
    job = {"title": "Cook", "location": location, "latitude": 51.5, "longitude": -0.1}
    assert read("adzuna", {"results": [job]}) == [RawPosting(seen=SEEN, title="Cook", places=places)]


@pytest.mark.parametrize(
    ("area", "borough"),
    [
        (["UK", "London", "Enfield"], "Enfield"),
        (["UK", "London", "Croydon", "Thornton Heath", "Norbury"], "Croydon"),
        (["UK", "London", "South West London", "Norbury"], None),
        (["UK", "London", "Harrow", "Kenton"], None),
        (["UK", "London", "Central London"], None),
        (["UK", "South East England", "Surrey", "Guildford", "Blackheath"], None),
    ],
    ids=lambda said: "/".join(said[1:]) if isinstance(said, list) else said or "no borough",
)
def test_adzunas_areas_name_a_borough_where_they_leave_no_doubt(area: list[str], borough: str | None) -> None:
    location = {"display_name": ", ".join(area[:-3:-1]), "area": area}
    [posting] = read("adzuna", {"results": [{"title": "Cook", "location": location}]})
    places = read_place(posting.places, built_in_places()).places
    assert {place.borough.name for place in places if place.borough} == ({borough} if borough else set())


def test_reed_is_asked_with_the_key_as_the_name_of_basic_authentication() -> None:
    (fetch,) = started("reed", {"query": {"keywords": "apprentice"}}, "s3cret")
    assert fetch.url == f"{REED}/search?resultsToTake=100&keywords=apprentice"
    assert base64.b64decode(fetch.headers["Authorization"].removeprefix("Basic ")) == b"s3cret:"


def test_reed_without_its_key_says_where_to_get_one() -> None:
    with pytest.raises(MissingKey, match=r"reed\.co\.uk/developers"):
        started("reed", {"query": {"keywords": "apprentice"}})


def test_each_wanted_advert_of_a_reed_search_is_asked_for_and_then_the_next_page() -> None:
    jobs = [{"jobId": 1, "jobTitle": "Apprentice cook"}, {"jobId": 2, "jobTitle": "Chef"}, {"jobId": "../3"}]
    query = {"keywords": "cook"}
    assert followed(
        "reed",
        {"results": jobs, "totalResults": 7},
        f"{REED}/search?keywords=cook",
        query=query,
        titles="apprentice",
    ) == [f"{REED}/jobs/1", f"{REED}/search?keywords=cook&resultsToSkip=3"]
    last = f"{REED}/search?keywords=cook&resultsToSkip=4"
    assert followed("reed", {"results": jobs, "totalResults": 7}, last, query=query, details=False) == []


def test_a_reed_search_is_not_read_where_its_adverts_are_fetched() -> None:
    search = {"results": [{"jobId": 1, "jobTitle": "Apprentice cook"}], "totalResults": 1}
    assert read("reed", search, query={"keywords": "cook"}) == []
    assert len(read("reed", search, query={"keywords": "cook"}, details=False)) == 1


def test_teaching_vacancies_follows_the_link_to_the_next_page_of_its_own_site() -> None:
    assert [fetch.url for fetch in started("teaching_vacancies", {})] == [TEACHING]
    page = {"data": [], "links": {"next": f"{TEACHING}?page=2"}}
    assert followed("teaching_vacancies", page, TEACHING) == [f"{TEACHING}?page=2"]
    elsewhere = {"data": [], "links": {"next": "https://elsewhere.example/jobs.json?page=2"}}
    assert followed("teaching_vacancies", elsewhere, TEACHING) == []
    assert followed("teaching_vacancies", {"data": [], "links": {"next": None}}, TEACHING) == []


def test_civil_service_jobs_sends_the_key_in_the_header_that_the_source_names() -> None:
    (fetch,) = started(
        "civil_service_jobs", {"url": "https://csj.example/jobs", "key_header": "X-Key"}, "s3cret"
    )
    assert (fetch.url, dict(fetch.headers)) == ("https://csj.example/jobs", {"X-Key": "s3cret"})


def test_half_a_point_of_civil_service_jobs_is_none() -> None:
    job = {"jobTitle": {"en": "Cook"}, "locationGeoCoordinates": [{"lat": 51.5}], "country": {"en": "Wales"}}
    assert read("civil_service_jobs", {"jobs": [job]}) == [
        RawPosting(seen=SEEN, title="Cook", places="Wales")
    ]


def test_careers_wales_asks_for_pages_by_header_and_for_each_vacancy() -> None:
    (first,) = started("careers_wales", {"details": True})
    assert (first.url, first.headers["page"]) == (f"{WALES}/q#1", "1")
    body = json.dumps({"data": [{"slug": "baker-1"}, {"slug": "../x"}], "pages": 2}).encode()
    detail, further = family("careers_wales").follow(body, f"{WALES}/q#1", {"details": True})
    assert (detail.url, detail.listing) == (f"{WALES}/baker-1", False)
    assert (further.url, further.headers["page"], further.listing) == (f"{WALES}/q#2", "2", True)
    assert list(family("careers_wales").follow(body, f"{WALES}/q#2", {})) == []


def test_a_search_of_careers_wales_that_finds_nothing_is_answered_with_nothing() -> None:
    assert list(family("careers_wales").read(b"", None, SEEN, {})) == []
    assert list(family("careers_wales").follow(b"", f"{WALES}/q#1", {})) == []


@pytest.mark.parametrize(
    ("name", "values", "told"),
    [
        ("adzuna", {"query": {"what": "x"}}, "values.app_id"),
        ("adzuna", {"app_id": "0f0f"}, "values.query"),
        ("adzuna", {"app_id": "0f0f", "query": "what=x"}, "`query` is a mapping"),
        ("reed", {}, "values.query"),
        ("civil_service_jobs", {}, "values.url"),
    ],
)
def test_a_source_that_lacks_a_value_is_told_which(name: str, values: dict[str, Any], told: str) -> None:
    with pytest.raises(SourceMisconfigured, match=told):
        started(name, values, "s3cret")


@pytest.mark.parametrize(
    ("name", "payload", "told"),
    [
        ("adzuna", {"exception": "AUTH_FAIL", "display": "Authorisation failed"}, "Authorisation failed"),
        ("adzuna", [], "results"),
        ("reed", {"message": "no"}, "jobTitle"),
        ("teaching_vacancies", {"jobs": []}, "data"),
        ("civil_service_jobs", {"vacancies": []}, "jobs"),
        ("civil_service_jobs", [{"title": "Cook"}], "jobTitle"),
        ("careers_wales", {"results": []}, "employerDetails"),
    ],
)
def test_an_answer_of_another_shape_is_unreadable(name: str, payload: Any, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        read(name, payload)


LISTS = {
    "adzuna": ("results", "title", "Cook"),
    "reed": ("results", "jobTitle", "Cook"),
    "teaching_vacancies": ("data", "title", "Cook"),
    "civil_service_jobs": ("jobs", "jobTitle", {"en": "Cook"}),
    "careers_wales": ("data", "title", "Cook"),
}
ODD: list[Any] = [
    {"company": 3, "location": [], "salary_min": {}, "keyTimes": "x", "department": [1], "slug": {}},
    {"location": {"area": 3}, "hiringOrganization": 3, "jobLocation": [1], "url": [], "coordinates": 7},
    {
        "locationGeoCoordinates": {"lat": 1},
        "contractType": {"en": {"a": 1}},
        "employerDetails": {"address": [1]},
    },
]


@pytest.mark.parametrize(("name", "at", "key", "title"), [(n, *v) for n, v in LISTS.items()], ids=LISTS)
@pytest.mark.parametrize("odd", [None, 3, "x", [], *ODD], ids=lambda odd: str(odd)[:20])
def test_an_odd_item_stops_nothing(name: str, at: str, key: str, title: Any, odd: Any) -> None:
    *_, last = read(name, {at: [odd, {key: title}]})
    assert isinstance(last, RawPosting)
    assert last.title == "Cook"
