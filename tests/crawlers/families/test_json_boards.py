"""Boards of applicant-tracking systems: where they are fetched, what a list leads to, what they refuse.

What each reads of a page stands in `tests/pages`.
"""

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.families import family
from crawlers.family import Fetch
from crawlers.formats.adverts import requirements
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

SEEN = datetime(2026, 9, 5, tzinfo=UTC)

STARTS = {
    "ashby": ("board", "https://api.ashbyhq.com/posting-api/job-board/oak?includeCompensation=true"),
    "bamboohr": ("company", "https://oak.bamboohr.com/careers/list"),
    "personio": ("company", "https://oak.jobs.personio.de/xml?language=en"),
    "pinpoint": ("company", "https://oak.pinpointhq.com/postings.json"),
    "recruitee": ("company", "https://oak.recruitee.com/api/offers/"),
    "rippling": ("board", "https://api.rippling.com/platform/api/ats/v1/board/oak/jobs"),
    "smartrecruiters": ("company", "https://api.smartrecruiters.com/v1/companies/oak/postings?limit=100&offset=0"),
    "teamtailor": ("company", "https://oak.teamtailor.com/jobs.json"),
    "workable": ("account", "https://apply.workable.com/api/v1/widget/accounts/oak?details=true"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value", "url"), [(n, v, u) for n, (v, u) in STARTS.items()], ids=STARTS)
def test_a_board_is_asked_for_by_its_name_or_its_whole_address(name: str, value: str, url: str) -> None:
    start = family(name).start
    assert [fetch.url for fetch in start({value: "oak"}, None)] == [url]
    assert [fetch.url for fetch in start({"url": "https://a.example/jobs"}, None)] == [
        "https://a.example/jobs"
    ]
    (fetch,) = start({value: "../x?y"}, None)
    assert "..%2Fx%3Fy" in fetch.url
    with pytest.raises(SourceMisconfigured, match=f"values.{value}"):
        start({}, None)


def test_comeet_is_asked_for_with_the_token_of_the_careers_page() -> None:
    (fetch,) = family("comeet").start({"company": "12.345", "token": "AB12"}, None)
    assert (
        fetch.url == "https://www.comeet.co/careers-api/2.0/company/12.345/positions?details=true&token=AB12"
    )
    with pytest.raises(SourceMisconfigured, match=r"values\.token"):
        family("comeet").start({"company": "12.345"}, None)


def test_workable_with_a_key_asks_the_accounts_own_api_and_keeps_the_key_out_of_the_address() -> None:
    (fetch,) = family("workable").start({"account": "oak"}, "s3cret")
    assert fetch.url == "https://www.workable.com/spi/v3/accounts/oak/jobs?state=published&limit=100"
    assert fetch.headers["Authorization"] == "Bearer s3cret"
    assert fetch.listing


FOLLOWED: dict[str, tuple[str, str, dict[str, Any], Any, list[str]]] = {
    "bamboohr": (
        "bamboohr", "https://oak.bamboohr.example/careers/list", {"company": "oak"},
        {"result": [{"id": "24"}, {"id": "24"}, {"id": 31}, {"id": "../x"}, None]},
        ["https://oak.bamboohr.example/careers/24/detail", "https://oak.bamboohr.example/careers/31/detail"],
    ),
    "rippling, an advert at two places": (
        "rippling", "https://api.example/board/oak/jobs?x=1", {"board": "oak"},
        [{"uuid": "a-1", "name": "Cook"}, {"uuid": "a-1", "name": "Cook"}, 7],
        ["https://api.example/board/oak/jobs/a-1"],
    ),
    "smartrecruiters, a page of two": (
        "smartrecruiters", "https://api.example/v1/companies/oak/postings?limit=2&offset=0", {"company": "oak"},
        {"totalFound": 3, "content": [{"id": "1"}, {"id": "2"}]},
        ["https://api.example/v1/companies/oak/postings/1", "https://api.example/v1/companies/oak/postings/2",
         "https://api.example/v1/companies/oak/postings?limit=2&offset=2"],
    ),
    "smartrecruiters, the last page": (
        "smartrecruiters", "https://api.example/v1/companies/oak/postings?limit=2&offset=2", {"company": "oak"},
        {"totalFound": 3, "content": [{"id": "3"}]}, ["https://api.example/v1/companies/oak/postings/3"],
    ),
    "smartrecruiters, an empty page of many": (
        "smartrecruiters", "https://api.example/v1/companies/oak/postings?offset=2", {"company": "oak"},
        {"totalFound": 99, "content": []}, [],
    ),
    "smartrecruiters, without details": (
        "smartrecruiters", "https://api.example/v1/companies/oak/postings", {"company": "oak", "details": False},
        {"totalFound": 1, "content": [{"id": "3"}]}, [],
    ),
    "smartrecruiters, titles of interest": (
        "smartrecruiters", "https://api.example/v1/companies/oak/postings",
        {"company": "oak", "titles": ["apprentice"]},
        {"totalFound": 2, "content": [{"id": "3", "name": "Cook"}, {"id": "4", "name": "Apprentice cook"}]},
        ["https://api.example/v1/companies/oak/postings/4"],
    ),
    "teamtailor": (
        "teamtailor", "https://oak.example/jobs.json", {}, {"items": [], "next_url": "/jobs.json?page=2"},
        ["https://oak.example/jobs.json?page=2"],
    ),
    "teamtailor, to another site": (
        "teamtailor", "https://oak.example/jobs.json", {}, {"items": [], "next_url": "https://elm.example/jobs.json"}, [],
    ),
    "teamtailor, to itself": (
        "teamtailor", "https://oak.example/jobs.json", {}, {"items": [], "next_url": "https://oak.example/jobs.json"}, [],
    ),
    "teamtailor, to nowhere": (
        "teamtailor", "https://oak.example/jobs.json", {}, {"items": [], "next_url": "http://["}, [],
    ),
    "workable, without its drafts": (
        "workable", "https://www.workable.example/spi/v3/accounts/oak/jobs?limit=2", {"account": "oak"},
        {"jobs": [{"shortcode": "OAK1", "state": "published"}, {"shortcode": "OAK2", "state": "draft"}],
         "paging": {"next": "https://www.workable.example/spi/v3/accounts/oak/jobs?limit=2&since_id=2"}},
        ["https://www.workable.example/spi/v3/accounts/oak/jobs/OAK1",
         "https://www.workable.example/spi/v3/accounts/oak/jobs?limit=2&since_id=2"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "url", "values", "payload", "expected"), FOLLOWED.values(), ids=FOLLOWED)
def test_a_list_leads_to_its_adverts_and_its_next_page(
    name: str, url: str, values: dict[str, Any], payload: Any, expected: list[str]
) -> None:
    found = list(family(name).follow(json.dumps(payload).encode(), url, values))
    assert [fetch.url for fetch in found] == expected
    assert all(fetch == Fetch(fetch.url, listing="?" in fetch.url) for fetch in found)


ATS = [*STARTS, "comeet"]
UNREADABLE = {
    "a web page": b"<!doctype html><html><body><p>Sign in</p></body></html>",
    "nothing": b"",
    "an error": b'{"error": "not found", "code": 404}',
    "a number": b"3",
    "cut off": b'{"jobs": [{"title": "Cook"',
}


@pytest.mark.parametrize("name", ATS)
@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_payload_of_another_format_says_that_it_cannot_be_read(name: str, body: bytes) -> None:
    with pytest.raises(Unreadable, match=r"\."):
        list(family(name).read(body, "https://a.example/jobs", SEEN, {}))


def test_a_feed_of_another_root_is_not_personios() -> None:
    with pytest.raises(Unreadable, match="workzag-jobs"):
        list(family("personio").read(b"<jobs><position><id>1</id></position></jobs>", None, SEEN, {}))


def test_a_career_site_without_positions_is_read_and_empty() -> None:
    assert list(family("personio").read(b"<workzag-jobs></workzag-jobs>", None, SEEN, {})) == []


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">', '<!ENTITY b SYSTEM "file:///etc/passwd">'],
    ids=["entities of entities", "a file of ours"],
)
def test_a_personio_feed_that_declares_entities_is_refused(declared: str) -> None:
    body = f"<!DOCTYPE x [{declared}]><workzag-jobs><position><name>&b;</name></position></workzag-jobs>"
    with pytest.raises(Unreadable, match="entities"):
        list(family("personio").read(body.encode(), None, SEEN, {}))


LISTS: dict[str, tuple[str, str]] = {
    "ashby": ("jobs", "title"),
    "bamboohr": ("result", "jobOpeningName"),
    "comeet": ("", "name"),
    "pinpoint": ("data", "title"),
    "recruitee": ("offers", "title"),
    "rippling": ("", "name"),
    "smartrecruiters": ("content", "name"),
    "teamtailor": ("items", "title"),
    "workable": ("jobs", "title"),
}
ODD: list[Any] = [
    {"id": {"a": 1}, "location": 3, "locations": "x", "address": [], "compensation": 5, "salary": "a lot"},
    {
        "location": [1],
        "locations": [3, None],
        "secondaryLocations": {},
        "_jobposting": "x",
        "details": {"a": 1},
    },
    {
        "jobAd": {"sections": 3},
        "typeOfEmployment": "x",
        "description": {"role": 3},
        "payRangeDetails": [1, {}],
    },
    {"atsLocation": 3, "employmentType": [1], "workLocations": 3, "url": 3, "path": {}, "deadline_at": []},
]


@pytest.mark.parametrize(("name", "at", "title"), [(n, *v) for n, v in LISTS.items()], ids=LISTS)
@pytest.mark.parametrize("odd", [None, 3, "x", [], *ODD], ids=lambda odd: str(odd)[:20])
def test_an_odd_item_stops_nothing(name: str, at: str, title: str, odd: Any) -> None:
    items = [odd, {title: "Cook"}]
    payload = {at: items} if at else items
    first, second = family(name).read(json.dumps(payload).encode(), None, SEEN, {})
    assert isinstance(first, RawPosting if isinstance(odd, dict) else Rejected)
    assert second == RawPosting(seen=SEEN, title="Cook")


def test_no_contact_of_a_person_is_carried() -> None:
    mail = {"email": "who@a.example", "email_alias": "who@a.example", "mailbox_email": "who@a.example",
            "creator": {"name": "Who"}, "recruiter": {"email": "who@a.example"}}  # fmt: skip
    for name, (at, title) in LISTS.items():
        items = [{title: "Cook", **mail}]
        (found,) = family(name).read(json.dumps({at: items} if at else items).encode(), None, SEEN, {})
        assert found == RawPosting(seen=SEEN, title="Cook")


@pytest.mark.parametrize("name", ["ashby", "comeet", "pinpoint", "recruitee", "smartrecruiters", "rippling"])
def test_the_employer_of_a_source_is_that_of_its_postings(name: str) -> None:
    at, title = LISTS[name]
    items = [
        {title: "Cook", "company_name": "HL Ltd", "companyName": "HL Ltd", "company": {"name": "HL Ltd"}}
    ]
    body = json.dumps({at: items} if at else items).encode()
    (found,) = family(name).read(body, None, SEEN, {"employer": "Harbourlight"})
    assert isinstance(found, RawPosting)
    assert found.employer == "Harbourlight"


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("<ul><li>GCSE maths</li></ul>", True),
        (" <UL class='a'>\n<li>Maths<ol><li>Grade 4</li></ol></li></ul>\n<ul><li>English</li></ul> ", True),
        ("<p>You need</p><ul><li>GCSE maths</li></ul>", False),
        ("<ul><li>GCSE maths</li></ul><p>We offer lunch.</p>", False),
        ("GCSE maths", False),
        ("< 3 GCSEs", False),
    ],
)
def test_only_a_list_alone_is_taken_apart_into_requirements(text: str, alone: bool) -> None:
    ((field, said),) = requirements("What you need", text)
    assert (field, said) == (
        ("requirements", text) if alone else ("description", f"<h3>What you need</h3>{text}")
    )


LARGE = 2_000_000
HOSTILE: dict[str, Any] = {
    "lists that never close": [{"name": "a", "uid": "1", "details": [{"name": "Requirements", "value": "<ul>" * LARGE}]}],
    "tags that never close": [{"name": "a", "uid": "1", "details": [{"name": "Requirements", "value": "<a" * LARGE}]}],
    "one tag without end": [{"name": "a", "uid": "1", "details": [{"name": "Requirements", "value": "<" + "a" * LARGE}]}],
    "one advert at 20,000 places": [{"uuid": "1", "name": "a", "workLocation": {"label": f"Place {n}"}} for n in range(20_000)],
}  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_board_costs_no_more_than_its_size(payload: Any) -> None:
    body, before = json.dumps(payload).encode(), time.monotonic()
    for name in ("comeet", "rippling"):
        assert len(list(family(name).read(body, None, SEEN, {}))) in (1, len(payload))
    assert time.monotonic() - before < 20  # A square cost would take hours.
