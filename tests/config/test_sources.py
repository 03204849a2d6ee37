"""Every file in `config/sources/` loads, names its terms and has a recorded page: a new file adds its tests."""

import re
from collections import Counter
from pathlib import Path

import pytest

from crawlers.address import refusal
from crawlers.families import families
from foothold.clock import system_clock
from foothold.source import read_source
from scheduler.slots import next_slot

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "config" / "sources").glob("*.yml"))
SAMPLE = sorted((ROOT / "demo" / "sources").glob("*.yml"))
PAGES = ROOT / "tests" / "pages"


@pytest.mark.parametrize("path", [*SHIPPED, *SAMPLE], ids=lambda path: path.stem)
def test_a_source_loads_and_its_family_knows_where_to_begin(path: Path) -> None:
    source = read_source(path.stem, path.read_text(encoding="utf-8").replace("{site}", "http://127.0.0.1:1"))
    first = list(families()[source.family].start(source.values, "KEY"))
    assert first
    assert [refusal(fetch.url, loopback=source.sample) for fetch in first] == [None] * len(first)
    assert next_slot(source.schedule, system_clock())


@pytest.mark.parametrize("path", [*SHIPPED, *SAMPLE], ids=lambda path: path.stem)
def test_a_source_names_its_terms(path: Path) -> None:
    source = read_source(path.stem, path.read_text(encoding="utf-8"))
    assert source.terms.licence
    assert source.terms.checked or source.terms.robots != "allowed"
    assert not source.on or source.terms.licence != "unverified"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_source_that_is_off_names_the_document_that_its_address_is_from(path: Path) -> None:
    source = read_source(path.stem, path.read_text(encoding="utf-8"))
    assert source.on or re.search(r"[\w.-]+/[\w.-]+", source.terms.note or "")


def test_the_sources_begin_spread_over_the_night() -> None:
    minutes = Counter(read_source(path.stem, path.read_text(encoding="utf-8")).schedule for path in SHIPPED)
    assert max(minutes.values()) <= 2


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_source_has_a_recorded_page_and_never_reaches_this_machine(path: Path) -> None:
    source = read_source(path.stem, path.read_text(encoding="utf-8"))
    assert not source.sample
    assert _recorded(path.stem, source.family)


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_a_sample_source_is_marked_as_one(path: Path) -> None:
    assert read_source(path.stem, path.read_text(encoding="utf-8")).sample


def _recorded(slug: str, family: str) -> list[Path]:
    """Pages of the source itself, else of any source of its family."""
    cases = PAGES.glob("*/*/case.json")
    return [
        case for case in cases if case.parts[-3] == slug or f'"{family}"' in case.read_text(encoding="utf-8")
    ]
