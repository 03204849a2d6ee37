"""What is taken out of a recorded page, and what stays."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.families import family
from crawlers.scrub import scrubbed

PAGES = Path(__file__).parents[1] / "pages"
CASES = sorted(found.parent for found in PAGES.glob("*/*/case.json"))

GONE = {
    "an e-mail address": ("write to j.okafor@harbour.example", "okafor"),
    "one in an address": ("mailto:j.okafor%40harbour.example", "okafor"),
    "one with a character's number": ("j.okafor&#64;harbour.example", "okafor"),
    "a London number": ("ring 020 7946 0018 today", "7946"),
    "a mobile": ("07700 900123", "900123"),
    "a number with its country": ("+44 (0)20 7946 0018", "7946"),
    "a contact of an interface": (
        '{"employerContactName": "Ines Okafor-Lee", "t": "with Ines Okafor-Lee"}',
        "Okafor",
    ),
    "a recruiter in two parts": ('{"recruiter": {"firstName": "Ines", "lastName": "Okafor"}}', "Okafor"),
    "the creator of a posting": ('{"creator": {"name": "Ines Okafor"}}', "Okafor"),
    "an escaped name": ('{"contactName": "Zo\\u00eb Okafor", "d": "Zo\\u00eb Okafor"}', "Okafor"),
    "an element": ("<job><contactName><![CDATA[Ines Okafor]]></contactName></job>", "Okafor"),
    "a labelled line": ("<p><b>Contact:</b> Ines Okafor</p>", "Okafor"),
    "a sentence": ("<p>For a chat please contact Dr Ines Okafor.</p>", "Okafor"),
    "a sentence that begins so": ("<p>Contact Ines Okafor on 020 7946 0018.</p>", "Okafor"),
}

STAYS = {
    "a job's title": "<h1>Contact Centre Apprentice</h1>",
    "another": '{"title": "Call Handler Apprentice"}',
    "a reference": '{"id": "JR-0000131878", "n": 7000200040}',
    "a number in an address": "https://harbour.example/job/0123456789/",
    "a point": '{"lat": 51.5462131234, "lon": -0.0553123456, "other": 0.0553123456}',
    "dates": "2026-09-05T06:00:00+00:00 and 01/02/2026 10:00",
    "pay": "£18,000 - £20,000 a year, 0.5 FTE",
    "an employer": '{"hiringOrganization": {"name": "Marlow Finch"}}',
    "a context": '{"@context": "https://schema.org", "@type": "JobPosting"}',
    "a contact's page": '{"contactUrl": "https://harbour.example/contact"}',
}


@pytest.mark.parametrize(("text", "who"), GONE.values(), ids=GONE)
def test_people_are_taken_out(text: str, who: str) -> None:
    assert who not in scrubbed(text.encode()).decode()


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_what_is_nobodys_stays(text: str) -> None:
    assert scrubbed(text.encode()).decode() == text


def test_bytes_that_are_no_utf_8_stay_as_they_are() -> None:
    assert scrubbed("Café £20".encode("cp1252")) == "Café £20".encode("cp1252")


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_page_without_its_people_reads_as_before(folder: Path) -> None:
    about = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    body = (folder / about["page"]).read_bytes()
    if b"\0" in body:
        pytest.skip("a workbook is not recorded")
    read = family(about["family"]).read
    seen, url, values = datetime.fromisoformat(about["seen"]), about["url"], about["values"]
    assert list(read(scrubbed(body), url, seen, values)) == list(read(body, url, seen, values))
