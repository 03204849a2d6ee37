"""Greenhouse, Lever, NHS Jobs and sheets: where they are fetched, how they page, what they refuse."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.families import families, family
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

SEEN = datetime(2026, 9, 5, tzinfo=UTC)


def read(name: str, body: bytes, **values: Any) -> list[RawPosting | Rejected]:
    return list(family(name).read(body, "https://board.example/jobs", SEEN, values))


STARTS = {
    "greenhouse": ({"board": "harbourlight"}, "https://boards-api.greenhouse.io/v1/boards/harbourlight/jobs?content=true"),
    "lever": ({"company": "oak"}, "https://api.lever.co/v0/postings/oak?mode=json&skip=0&limit=100"),
    "nhs_jobs": ({}, "https://www.jobs.nhs.uk/api/v1/search_xml?contractType=Apprenticeship&page=1"),
    "job_feed": ({"url": "https://a.example/f.xml"}, "https://a.example/f.xml"),
    "spreadsheet": ({"url": "https://a.example/s.csv"}, "https://a.example/s.csv"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "values", "url"), [(n, v, u) for n, (v, u) in STARTS.items()], ids=STARTS)
def test_a_family_starts_at_the_address_that_its_values_give(
    name: str, values: dict[str, str], url: str
) -> None:
    assert [fetch.url for fetch in family(name).start(values, None)] == [url]
    assert families()[name].name == name


@pytest.mark.parametrize("name", ["greenhouse", "lever", "job_feed", "spreadsheet"])
def test_a_family_without_its_value_says_which(name: str) -> None:
    with pytest.raises(SourceMisconfigured, match="values"):
        list(family(name).start({}, None))


def followed(name: str, body: bytes, url: str) -> list[str]:
    return [fetch.url for fetch in family(name).follow(body, url, {})]


def test_lever_asks_for_the_next_page_while_pages_come_back_full() -> None:
    url = "https://api.lever.co/v0/postings/oak?mode=json&skip=0&limit=2"
    full = json.dumps([{"text": "Cook"}] * 2).encode()
    assert followed("lever", full, url) == ["https://api.lever.co/v0/postings/oak?mode=json&skip=2&limit=2"]
    assert followed("lever", b"[]", url) == []


@pytest.mark.parametrize(
    ("body", "page", "expected"),
    [
        ("<nhsJobs><totalPages>3</totalPages></nhsJobs>", 1, 2),
        ("<nhsJobs><totalPages>3</totalPages></nhsJobs>", 3, None),
        ("<nhsJobs><vacancyDetails><id>1</id></vacancyDetails></nhsJobs>", 4, 5),
        ("<nhsJobs></nhsJobs>", 4, None),
    ],
    ids=["more pages", "the last page", "no total and a full page", "no total and an empty page"],
)
def test_nhs_jobs_are_paged_to_the_total_or_an_empty_page(body: str, page: int, expected: int | None) -> None:
    address = "https://www.jobs.nhs.uk/api/v1/search_xml?contractType=Apprenticeship&page="
    urls = followed("nhs_jobs", body.encode(), f"{address}{page}")
    assert urls == ([f"{address}{expected}"] if expected else [])


UNREADABLE = {
    "greenhouse: a web page": ("greenhouse", b"<html></html>"),
    "greenhouse: no jobs": ("greenhouse", b'{"status": 404, "error": "Job not found"}'),
    "lever: an error": ("lever", b'{"ok": false, "error": "Document not found"}'),
    "lever: cut off": ("lever", b'[{"text": "Cook"'),
    "nhs_jobs: a web page": ("nhs_jobs", b"<html><body><p>Wait</p></body></html>"),
    "nhs_jobs: nothing": ("nhs_jobs", b""),
    "spreadsheet: a web page": ("spreadsheet", b"<!doctype html><p>Sign in</p>"),
    "spreadsheet: no headings": ("spreadsheet", b"1,2\n3,4\n"),
}


@pytest.mark.parametrize(("name", "body"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_payload_of_another_format_is_unreadable(name: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        read(name, body)


def test_the_employer_of_a_source_is_that_of_its_postings() -> None:
    (found,) = read(
        "greenhouse", b'{"jobs": [{"title": "Cook", "company_name": "HL Ltd"}]}', employer="Harbourlight"
    )
    assert isinstance(found, RawPosting)
    assert found.employer == "Harbourlight"


def test_greenhouse_text_is_unescaped_once_and_no_more() -> None:
    (found,) = read(
        "greenhouse",
        b'{"jobs": [{"title": "Cook", "content": "&lt;p&gt;Use &amp;amp;lt;b&amp;amp;gt;&lt;/p&gt;"}]}',
    )
    assert isinstance(found, RawPosting)
    assert found.description == "<p>Use &amp;lt;b&amp;gt;</p>"


@pytest.mark.parametrize(
    "broken", [None, 3, "x", [], {"title": {"a": 1}}, {"location": 3, "metadata": "x", "offices": [1]}]
)
def test_an_odd_greenhouse_job_stops_nothing(broken: object) -> None:
    found = read("greenhouse", json.dumps({"jobs": [broken, {"title": "Cook"}]}).encode())
    assert len(found) == 2
    assert found[1] == RawPosting(seen=SEEN, title="Cook")


@pytest.mark.parametrize(
    "broken", [None, 3, "x", [], {"categories": 3, "lists": {"a": 1}, "salaryRange": []}, {"lists": 3}]
)
def test_an_odd_lever_posting_stops_nothing(broken: object) -> None:
    found = read("lever", json.dumps([broken, {"text": "Cook"}]).encode())
    assert len(found) == 2
    assert found[1] == RawPosting(seen=SEEN, title="Cook")


def test_a_source_may_say_what_a_heading_of_its_sheet_means() -> None:
    (found,) = read("spreadsheet", b"Job title,Salary\nCook,Leeds\n", headings={"Salary": "places"})
    assert isinstance(found, RawPosting)
    assert (found.places, found.wage) == ("Leeds", None)
