"""Every source that comes along loads, says what may be done with it, and knows where it begins."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.address import refusal
from crawlers.families import family
from foothold.errors import Unreadable
from foothold.posting import RawPosting, Rejected
from foothold.source import Source, load_sources
from scheduler.slots import next_slot

SOURCES = load_sources()
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_begins_at_public_addresses(source: Source) -> None:
    begins = [fetch.url for fetch in family(source.family).start(source.values, "KEY")]
    assert begins
    assert [refusal(url) for url in begins] == [None] * len(begins)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_has_a_next_slot(source: Source) -> None:
    assert next_slot(source.schedule, NOW)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_whose_terms_nobody_has_checked_is_off(source: Source) -> None:
    looked_at = source.terms.checked or source.terms.robots == "not_applicable"
    assert source.on == bool(looked_at)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_reads_recorded_pages_with_its_own_values(source: Source) -> None:
    """Its own pages; for a source that is off and that nobody has fetched yet, those of its family."""
    cases = sorted((ROOT / "tests" / "pages" / source.slug).glob("*/case.json"))
    if not source.on:
        cases = cases or sorted((ROOT / "tests" / "pages" / source.family).glob("*/case.json"))
    assert cases, f"record a page in tests/pages/{source.slug}/: foothold crawl {source.slug} --record"
    assert {json.loads(case.read_text(encoding="utf-8"))["family"] for case in cases} == {source.family}
    assert any(isinstance(one, RawPosting) for case in cases for one in _read(case, source))


def _read(case: Path, source: Source) -> list[RawPosting | Rejected]:
    about = json.loads(case.read_text(encoding="utf-8"))
    body = (case.parent / about["page"]).read_bytes()
    try:
        return list(family(source.family).read(body, about["url"], NOW, source.values))
    except Unreadable:
        return []


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_that_is_off_says_how_its_address_is_known(source: Source) -> None:
    assert source.on or source.terms.note


@pytest.mark.parametrize("slug", SOURCES)
def test_a_source_is_documented(slug: str) -> None:
    docs = ROOT / "docs" / "sources.md"
    assert f"`{slug}`" in docs.read_text(encoding="utf-8")
