"""Every source that comes along loads, says what may be done with it, and knows where it begins."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.address import refusal
from crawlers.families import family
from foothold.source import Source, load_sources
from scheduler.slots import next_slot

SOURCES = load_sources()


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_begins_at_public_addresses(source: Source) -> None:
    begins = [fetch.url for fetch in family(source.family).start(source.values, "KEY")]
    assert begins
    assert [refusal(url) for url in begins] == [None] * len(begins)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_has_a_next_slot(source: Source) -> None:
    assert next_slot(source.schedule, datetime(2026, 11, 22, tzinfo=UTC))


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_source_whose_terms_nobody_has_checked_is_off(source: Source) -> None:
    looked_at = source.terms.checked or source.terms.robots == "not_applicable"
    assert source.on == bool(looked_at)


@pytest.mark.parametrize("slug", SOURCES)
def test_a_source_is_documented(slug: str) -> None:
    docs = Path(__file__).parents[2] / "docs" / "sources.md"
    assert f"`{slug}`" in docs.read_text(encoding="utf-8")
