"""Any list in JSON by paths: what the YAML may say, how it pages, and what it is told where it is wrong."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.families import family
from crawlers.family import Fetch
from crawlers.formats.json_path import JsonPath
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

SEEN = datetime(2026, 9, 5, tzinfo=UTC)
LIST = "https://college.example/api/jobs"
TITLE = {"title": "name"}


def read(payload: Any, **values: Any) -> list[RawPosting | Rejected]:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return list(family("json_list").read(body, LIST, SEEN, {"fields": TITLE, **values}))


def followed(payload: Any, page: str = LIST, **values: Any) -> list[Fetch]:
    body = json.dumps(payload).encode()
    return list(family("json_list").follow(body, page, {"url": LIST, "fields": TITLE, **values}))


PAYLOAD = {"a": {"b": [{"c": "1", "d.e": ["2", "3"]}, {"c": 4}]}, "x-y z": {"@id": True}}


@pytest.mark.parametrize(
    ("path", "texts"),
    [
        ("a.b[].c", ["1", "4"]),
        ("a.b[1].c", ["4"]),
        ("a.b[2].c", []),
        ('a.b[]["d.e"]', ["2", "3"]),
        ('a.b[]["d.e"][1]', ["3"]),
        ("x-y z.@id", ["true"]),
        ("a.b", []),
        ("a.b.c", []),
        ("a.B[].c", []),
        ("https://college.example/{a.b[0].c}/{x-y z.@id}?all", ["https://college.example/1/true?all"]),
        ("/jobs/{a.b[5].c}", []),
    ],
)
def test_a_path_leads_to_texts(path: str, texts: list[str]) -> None:
    assert JsonPath.of(path, "fields.title").texts(PAYLOAD) == texts


@pytest.mark.parametrize(
    "path", ["a..b", ".a", "a.", "a[b]", "a[", "a]", 'a["b]', "{a", "/x/{}", "/x/{{a}}", "a[-1]", "$..a"]
)
def test_a_broken_path_is_told_with_its_key(path: str) -> None:
    with pytest.raises(SourceMisconfigured, match=r"`fields\.title: "):
        JsonPath.of(path, "fields.title")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"url": LIST}, "`fields` says where each field is"),
        ({"url": LIST, "fields": {"name": "x"}}, "at least where the `title` is"),
        ({"url": LIST, "fields": {"title": "x", "salary": "y"}}, "`fields.salary`: no posting has this"),
        ({"url": LIST, "fields": {"title": 3}}, "`fields.title` is a text"),
        ({"url": LIST, "fields": {"title": ["x", None]}}, "`fields.title` is a text"),
        ({"url": LIST, "fields": {"title": "x", "places": {"city": "y"}}}, "`fields.places.city` is unknown"),
        ({"url": LIST, "fields": {"title": "x", "title2": "y"}}, "`fields.title2`"),
        ({"url": LIST, "fields": {"title": {"en": "x"}}}, "`fields.title.en` is unknown"),
        ({"url": LIST, "fields": {"title": "x", "wage": {"each": "y"}}}, "`fields.wage.each` is unknown"),
        ({"url": LIST, "fields": TITLE, "list": ["a"]}, "`list` is one path"),
        ({"url": LIST, "fields": TITLE, "list": "a..b"}, "`list: a..b` is no path"),
        ({"url": LIST, "fields": TITLE, "next": {"page": 2}}, "`next: {'page': 2}`"),
        ({"url": LIST, "fields": TITLE, "next": {"page": "p", "of": "x"}}, "`next: "),
        ({"url": LIST, "fields": TITLE, "detail": "/jobs/{"}, "`detail: /jobs/{`"),
        ({"url": LIST, "fields": TITLE, "detail_fields": {"name": "x"}}, "`detail_fields`"),
        ({"fields": TITLE}, "values.url"),
    ],
)
def test_a_source_that_is_written_wrongly_is_told_the_key(values: dict[str, Any], told: str) -> None:
    with pytest.raises(SourceMisconfigured, match=re.escape(told)):
        list(family("json_list").start(values, None))


@pytest.mark.parametrize(
    ("payload", "values", "told"),
    [
        ({"data": {"items": []}}, {"list": "data.jobs"}, "`list: data.jobs` leads to no list: the answer is an object with data"),
        ({"data": []}, {}, "`list` is not said, and this is no list: the answer is an object with data."),
        ([{"Name": "Cook"}], {}, "`fields.title: name` leads nowhere in any of 1 adverts; the first is an object with Name."),
        (["Cook"], {}, "the first is 'Cook'."),
        ({"jobs": {"a": 1}}, {"list": "jobs"}, "leads to no list"),
        ({"name": "Not found", "status": 404}, {"list": "jobs"}, "leads to no list"),
        ({"status": 404}, {"list": "jobs", "detail": "/{id}"}, "no list, nor is this an advert of its own"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_told_with_what_is_there(payload: Any, values: Any, told: str) -> None:
    with pytest.raises(SourceMisconfigured, match=re.escape(told)):
        read(payload, **values)


def test_what_is_no_json_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="not JSON"):
        read(b"<html>Just a moment</html>")


def test_an_empty_list_is_read_and_a_blank_title_is_for_the_core_to_reject() -> None:
    assert read([]) == []
    assert read([{"name": ""}]) == [RawPosting(seen=SEEN)]


def test_one_advert_by_itself_is_read_where_the_answer_should_be_the_list() -> None:
    assert read({"name": "Cook"}) == [RawPosting(seen=SEEN, title="Cook")]


@pytest.mark.parametrize(
    ("said", "payload", "url", "expected"),
    [
        ("links.next", {"links": {"next": "?page=2"}}, LIST, [f"{LIST}?page=2"]),
        ("links.next", {"links": {"next": None}}, LIST, []),
        ("links.next", {"links": {"next": "https://elsewhere.example/"}}, LIST, []),
        ({"page": "p"}, {}, LIST, [f"{LIST}?p=2"]),
        ({"page": "p"}, {}, f"{LIST}?p=2&x=1", [f"{LIST}?p=3&x=1"]),
        ({"page": "p"}, {"items": []}, f"{LIST}?p=3", []),
        ({"page": "p"}, {}, f"{LIST}?p=300", []),
        ({"page": "p", "pages": "meta.n"}, {"meta": {"n": 2}}, LIST, [f"{LIST}?p=2"]),
        ({"page": "p", "pages": "meta.n"}, {"meta": {"n": 2}}, f"{LIST}?p=2", []),
        ({"page": "p", "pages": "meta.n"}, {"meta": {"n": 2.0}}, LIST, [f"{LIST}?p=2"]),
        ({"offset": "from"}, {}, f"{LIST}?from=4", [f"{LIST}?from=6"]),
        ({"offset": "from", "total": "n"}, {"n": 7}, f"{LIST}?from=4", [f"{LIST}?from=6"]),
        ({"offset": "from", "total": "n"}, {"n": 6}, f"{LIST}?from=4", []),
        ({"offset": "from"}, {}, f"{LIST}?from=30000", []),
        (None, {}, LIST, []),
    ],
)
def test_further_pages_are_asked_for(said: Any, payload: Any, url: str, expected: list[str]) -> None:
    payload = {"items": [{"name": "Cook"}, {"name": "Baker"}], **payload}
    fetches = followed(payload, url, list="items", next=said)
    assert [fetch.url for fetch in fetches] == expected
    assert all(fetch.listing for fetch in fetches)


@pytest.mark.parametrize("payload", [{}, {"n": "many"}, {"n": None}, {"n": [2.5]}], ids=str)
def test_a_count_that_is_no_number_is_told(payload: dict[str, Any]) -> None:
    with pytest.raises(SourceMisconfigured, match="`next`: `n` leads to no number"):
        followed({"items": [{"name": "Cook"}], **payload}, list="items", next={"page": "p", "pages": "n"})


def test_each_wanted_advert_of_the_same_site_is_asked_for_and_the_list_is_not_read_itself() -> None:
    items = [
        {"name": "Apprentice cook", "id": "a/b"},
        {"name": "Chef", "id": 2},
        {"name": "Apprentice baker", "id": 3, "self": "https://elsewhere.example/3"},
        {"name": "Apprentice joiner"},
        7,
    ]
    values = {"url": LIST, "detail": "/api/jobs/{id}", "titles": "apprentice"}
    assert [fetch.url for fetch in followed(items, **values)] == [f"{LIST}/a%2Fb", f"{LIST}/3"]
    assert followed(items[2:3], detail="self") == []
    assert read(items, **values) == []
    assert len(read(items, **values, details=False)) == 5


def test_the_key_goes_into_the_header_that_the_source_names() -> None:
    values = {"url": [LIST, f"{LIST}/more"], "fields": TITLE, "key_header": "X-Api-Key"}
    first, more = family("json_list").start(values, "s3cret")
    assert (first.url, first.headers["X-Api-Key"], first.listing) == (LIST, "s3cret", True)
    assert more.url == f"{LIST}/more"


def test_a_field_of_one_text_takes_the_first_path_that_says_something() -> None:
    fields = {"title": ["none", "name"], "places": ["town", "towns"], "description": ["a", "b"]}
    (found,) = read([{"name": "Cook", "towns": ["Acton", "Ealing"], "a": "One.", "b": "Two."}], fields=fields)
    assert found == RawPosting(
        seen=SEEN, title="Cook", places=("Acton", "Ealing"), description=("One.", "Two.")
    )


@pytest.mark.parametrize("odd", [None, 3, "x", [], {"name": {"en": "x"}, "places": 3}], ids=str)
def test_an_odd_item_stops_nothing(odd: Any) -> None:
    fields = {"title": "name", "places": {"each": "places[]", "town": "town"}}
    *_, last = read([odd, {"name": "Cook", "places": [{"town": "Acton"}, 3]}], fields=fields)
    assert last == RawPosting(seen=SEEN, title="Cook", places="Acton")


def test_rows_of_one_reference_are_one_advert_with_the_places_of_all() -> None:
    fields = {"title": "name", "external_id": "id", "places": "town"}
    rows = [{"name": "Cook", "id": 7, "town": town} for town in ("Acton", "Ealing")]
    assert read(rows, fields=fields) == [
        RawPosting(seen=SEEN, external_id="7", title="Cook", places=("Acton", "Ealing"))
    ]
