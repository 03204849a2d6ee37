"""What an advert's page says of itself to search engines: only what stands on it, and only while it is open."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from lxml import html

from foothold.model.authority import Standing
from foothold.model.courses import built_in_courses
from foothold.reading.intake import Reading
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.store.records import save, withdraw
from search_api.web import words
from search_api.web.advert.job_posting import NATIONWIDE, UNITS, job_posting
from tests.search_api.web.page_text import Page, page, squeezed
from tests.search_api.web.test_advert_page import BARE, FULL, advert
from tests.search_api.world import AT, World

MARKUP = "//script[@type='application/ld+json']"
NAMES = (
    "@context",
    "@type",
    "addressCountry",
    "currency",
    "jobLocationType",
    "applicantLocationRequirements",
)
"""Keys whose values are the vocabulary's own and stand on no page."""
IN_WORDS = {
    "FULL_TIME": "Hours a week", "PART_TIME": "Hours a week", "OTHER": "Kind", "INTERN": "Kind", "VOLUNTEER": "Kind",
} | {unit: words.PER[per].split()[-1] for per, unit in UNITS.items()}  # fmt: skip


def posting(shown: Page) -> dict[str, Any]:
    return json.loads(shown.one(MARKUP).text)


def said(value: Any, key: str = "") -> Iterator[str]:
    """Each value as the page would say it to a person."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from said(inner, name) if name not in NAMES else ()
    elif isinstance(value, list):
        for inner in value:
            yield from said(inner, key)
    elif key == "validThrough":
        yield words.day(datetime.fromisoformat(value).date())
    elif key in ("datePosted", "jobStartDate"):
        yield words.day_or_month(value)
    elif isinstance(value, float | int):
        yield words.pounds(value).removeprefix("£")
    elif key == "description":
        yield squeezed(html.fromstring(f"<div>{value}</div>").text_content())
    elif key != "url":
        yield IN_WORDS.get(value, value)


def test_every_value_of_the_markup_stands_on_the_page(world: World) -> None:
    shown = page(world.client, advert(world, FULL))
    told = list(said(posting(shown)))
    assert len(told) > 12
    assert [one for one in told if squeezed(one) not in shown.text] == []


def test_the_markup_of_the_sample_citys_adverts_agrees_with_their_pages(city: World) -> None:
    for public in city.client.get("/api/v1/opportunities?per_page=100").json["opportunities"][::4]:
        shown = page(city.client, f"/opportunities/{public['id']}")
        found = posting(shown)
        assert found["title"] == public["title"]
        missing = [one for one in said(found) if squeezed(one).lower() not in shown.text.lower()]
        assert missing == [], public["id"]


def test_the_markup_tells_what_a_search_engine_asks_for(world: World) -> None:
    found = posting(page(world.client, advert(world, FULL)))
    assert (
        found
        | {
            "title": "Apprentice joiner",
            "validThrough": "2026-10-01T09:00:00+01:00",
            "hiringOrganization": {"@type": "Organization", "name": "Marlow & Finch"},
            "employmentType": ["OTHER", "FULL_TIME"],
            "baseSalary": {
                "@type": "MonetaryAmount",
                "currency": "GBP",
                "value": {"@type": "QuantitativeValue", "value": 5.0, "unitText": "HOUR"},
            },
            "totalJobOpenings": 2,
            "jobStartDate": "2026-11-02",
        }
        == found
    )
    (place,) = found["jobLocation"]
    assert place["address"]["postalCode"] == "E8 1EA"


def test_what_is_not_stated_is_left_out(world: World) -> None:
    found = posting(page(world.client, advert(world, replace(BARE, closing=None))))
    assert {"hiringOrganization", "validThrough", "baseSalary", "datePosted", "description"} & set(
        found
    ) == set()
    assert None not in found.values()


@pytest.mark.parametrize(
    ("changed", "key", "value"),
    [
        ({"kind": "internship", "hours_per_week": 20}, "employmentType", ["INTERN", "PART_TIME"]),
        ({"kind": "volunteering", "hours_per_week": None}, "employmentType", ["VOLUNTEER"]),
        ({"kind": None, "hours_per_week": None}, "employmentType", None),
        ({"closing_date": "2026-12-01", "closing_time": None}, "validThrough", "2026-12-01T23:59:00+00:00"),
        ({"wage": {"low": None, "high": None, "per": "hour"}}, "baseSalary", None),
        ({"wage": {"low": 300, "high": 300, "per": "total"}}, "baseSalary", None),
        ({"remote": "remote", "national": True}, "applicantLocationRequirements", {"@type": "Country", "name": "GB"}),
        ({"remote": "remote", "national": False}, "applicantLocationRequirements", {"@type": "Country", "name": "GB"}),
        ({"remote": "remote", "national": False, "places": []}, "jobLocationType", "TELECOMMUTE"),
        ({"remote": "remote", "national": False, "places": []}, "jobLocation", None),
        ({"remote": None, "national": True, "places": []}, "jobLocation", [NATIONWIDE]),
        ({"remote": "hybrid", "national": True, "places": []}, "jobLocation", [NATIONWIDE]),
        ({"remote": None, "national": True, "places": []}, "applicantLocationRequirements", None),
        ({"remote": None, "national": False, "places": []}, "jobLocation", None),
        ({"remote": "hybrid"}, "jobLocationType", None),
    ],
)  # fmt: skip
def test_the_markup_puts_each_fact_into_the_vocabularys_words(
    world: World, changed: dict[str, Any], key: str, value: Any
) -> None:
    public = world.client.get(advert(world, FULL).replace("/opp", "/api/v1/opp")).json
    assert job_posting(public | changed).get(key) == value


def test_nothing_in_an_advert_can_end_the_markup(world: World) -> None:
    nasty = replace(
        FULL, employer="</script><script>alert(1)</script> & <!-- Co", title="Joiner \u2028 <b>]]>"
    )
    answer = world.client.get(advert(world, nasty))
    raw = answer.text.split('application/ld+json">')[1].split("</script>")[0]
    assert not set("<>&\u2028") & set(raw)
    assert "Joiner" in json.loads(raw)["title"]


def test_a_closed_advert_has_no_markup_and_asks_not_to_be_kept(world: World) -> None:
    shown = page(world.client, advert(world, replace(FULL, closing="2026-09-01")))
    assert shown.status == 200
    assert not shown.root.xpath(MARKUP)
    assert shown.one("//meta[@name='robots']").get("content") == "noindex"


def test_a_withdrawn_advert_is_410_without_markup(world: World) -> None:
    path = advert(world, FULL)
    withdraw(world.store, [path.rpartition("/")[2]], AT)
    shown = page(world.client, path)
    assert shown.status == 410
    assert not shown.root.xpath(MARKUP)


@pytest.mark.parametrize(
    ("standing", "url", "own"),
    [
        (Standing.OWN, FULL.url, True),
        (Standing.OWN, None, False),
        (Standing.API, FULL.url, False),
        (Standing.BOARD, FULL.url, False),
    ],
)
def test_the_employers_own_page_is_the_canonical_one(
    world: World, standing: Standing, url: str | None, own: bool
) -> None:
    posting = replace(FULL, url=url)
    context = Context(built_in_places(), built_in_courses(), british=True)
    reading = Reading(posting, normalise(posting, context))
    (saved,) = save(world.store, "somewhere", [reading], at=AT, standing=standing)
    shown = page(world.client, f"/opportunities/{saved.id}?list={saved.id}")
    here = f"http://foothold.example/opportunities/{saved.id}"
    assert shown.one("//link[@rel='canonical']").get("href") == (FULL.url if own else here)


def test_an_advert_is_shared_with_its_facts(world: World) -> None:
    shown = page(world.client, advert(world, FULL))
    told = shown.one("//meta[@property='og:description']").get("content")
    assert told.startswith("Apprenticeship, Level 2 (GCSE). Hackney") or "£5.00 an hour" in told
    assert "Closes on 1 October 2026" in told
    assert shown.one("//meta[@property='og:title']").get("content") == "Apprentice joiner, Marlow & Finch"


def test_only_a_search_with_words_or_filters_is_left_out_of_search_engines(city: World) -> None:
    public = city.client.get("/api/v1/opportunities?per_page=1").json["opportunities"][0]
    shown = page(city.client, f"/opportunities/{public['id']}?list={public['id']}")
    assert not shown.root.xpath("//meta[@name='robots']")
    assert shown.one("//meta[@property='og:url']").get("content").endswith(public["id"])
