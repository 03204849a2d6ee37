"""Every file in `config/sources/` loads, says what may be done with it, and knows where it begins: a new file adds its
tests."""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.families import family
from crawlers.fetching.address import refusal
from foothold.errors import Unreadable
from foothold.model.posting import RawPosting, Rejected
from foothold.model.source import Source, load_sources, read_source
from scheduler.slots import next_slot

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "config" / "sources").glob("*.yml"))
SAMPLE = sorted((ROOT / "demo" / "sources").glob("*.yml"))
PAGES = ROOT / "tests" / "pages"
DOCUMENTED = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def source_in(path: Path) -> Source:
    return read_source(path.stem, path.read_text(encoding="utf-8").replace("{site}", "http://127.0.0.1:1"))


def test_every_file_is_a_source() -> None:
    assert load_sources().keys() == {path.stem for path in SHIPPED}


@pytest.mark.parametrize("path", [*SHIPPED, *SAMPLE], ids=lambda path: path.stem)
def test_a_source_loads_and_its_family_knows_where_to_begin(path: Path) -> None:
    source = source_in(path)
    begins = [fetch.url for fetch in family(source.family).start(source.values, "KEY")]
    assert begins
    assert [refusal(url, loopback=source.sample) for url in begins] == [None] * len(begins)
    slot = next_slot(source.schedule, NOW)
    assert slot and slot > NOW


@pytest.mark.parametrize("path", [*SHIPPED, *SAMPLE], ids=lambda path: path.stem)
def test_a_source_says_what_may_be_done_with_it_and_is_off_until_somebody_has_looked(path: Path) -> None:
    source = source_in(path)
    assert source.terms.licence
    assert source.terms.checked or source.terms.robots != "allowed"
    assert not source.on or source.terms.licence != "unverified"
    if not source.sample:
        assert source.on == bool(source.terms.checked or source.terms.robots == "not_applicable")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_source_that_is_off_names_the_document_that_its_address_is_from(path: Path) -> None:
    source = source_in(path)
    assert source.on or re.search(r"[\w.-]+/[\w.-]+", source.terms.note or "")


def test_the_sources_begin_spread_over_the_night() -> None:
    minutes = Counter(source_in(path).schedule for path in SHIPPED)
    assert max(minutes.values()) <= 2


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_source_reads_recorded_pages_with_its_own_values(path: Path) -> None:
    """Its own pages; for a source that is off and that nobody has fetched yet, those of its family."""
    source = source_in(path)
    cases = sorted((PAGES / source.slug).glob("*/case.json"))
    if not source.on:
        cases = cases or sorted((PAGES / source.family).glob("*/case.json"))
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


def test_the_sample_alone_is_marked_as_one() -> None:
    assert {path.stem for path in (*SHIPPED, *SAMPLE) if source_in(path).sample} == {
        path.stem for path in SAMPLE
    }


def test_every_source_is_documented() -> None:
    assert [path.stem for path in SHIPPED if f"`{path.stem}`" not in DOCUMENTED] == []
