"""Real payloads served on loopback, crawled by the real spiders into a store and an index, and searched."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from foothold.clock import system_clock
from foothold.index.open_index import open_engine
from foothold.index.query import SearchQuery
from foothold.index.sync import drain
from foothold.model.crawl_run import CrawlRun
from foothold.settings import Settings
from foothold.store import runs
from foothold.store.open_store import open_store
from scheduler.runner import Crawl, Outcome
from tests.crawlers.local_site import LocalSite, Page, local_site

WHILE_OPEN = datetime(2023, 12, 5, 12, tzinfo=UTC)
"""When the adverts of the national service's list were open."""

YAML = """
title: {slug}
publisher: {{name: {slug}, url: "{url}", kind: sample}}
terms: {{robots: allowed, licence: a real payload, checked: 2026-11-01}}
sample: true
family: {family}
values: {values}
schedule: "15 5 * * *"
expects: {{postings: {{min: 1}}}}
"""


@dataclass(frozen=True)
class Payload:
    """`values` name what the advert's own words leave open: its kind, where an ordinary job stands for one of ours."""

    slug: str
    family: str
    file: str
    values: str
    hits: tuple[tuple[str, str | None], ...] = ()
    rejected: tuple[tuple[str, int], ...] = ()


FAA_HITS = (
    ("lrLPXdrwcE_28Nov2023_13150153079 apprenticeship", "City of London"),
    ("HgdVHCiRUA_28Nov2023_08383208180 apprenticeship", "City of London"),
    ("GVVdxXIEaG_28Nov2023_08310224488 apprenticeship", "City of London"),
)
PAYLOADS = (
    Payload("faa", "display_advert_api", "gov_api/faa_web_mock_search_results.json", 'url: "{url}/faa"', FAA_HITS,
            (("out_of_area", 9), ("out_of_scope", 1))),
    Payload("amplitude", "greenhouse", "ats_api/greenhouse_amplitude_london.json",
            'url: "{page}", kind: internship', (("Customer Data Scientist - Experimentation", None),), (("out_of_area", 1),)),
    Payload("amplitude_as_it_is", "greenhouse", "ats_api/greenhouse_amplitude_london.json", 'url: "{page}"', (),
            (("out_of_scope", 2),)),
    Payload("thales", "job_posting_page", "jsonld_html/higherin_thales_degree_apprenticeship.html", 'pages: ["{page}"]',
            (), (("out_of_area", 1),)),
    Payload("insurer", "job_posting_page", "microdata_html/successfactors_royallondon_microdata.html",
            'pages: ["{page}"], kind: internship', (), (("unknown_place", 1),)),
    Payload("matchgroup", "lever", "ats_api/lever_matchgroup.json", 'url: "{page}", kind: internship', (),
            (("out_of_area", 2),)),
    Payload("indeed", "job_feed", "job_feed_xml/indeed_xml_feed_sample.xml", 'url: "{page}", kind: work_experience', (),
            (("out_of_area", 1),)),
    Payload("reed", "spreadsheet", "csv_sheet/reed_software_developer_2022.csv", 'url: "{page}", kind: internship',
            (("Software Developer", "Hounslow"),)),
)  # fmt: skip


@dataclass(frozen=True)
class Crawled:
    outcomes: dict[str, Outcome]
    runs: dict[str, CrawlRun]
    found: dict[str, list[dict[str, Any]]]
    found_today: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def crawled(real_input: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    home = tmp_path_factory.mktemp("payloads")
    settings = Settings(
        home=home, sources_folder=home / "sources", crawl_allow_loopback=True, crawl_delay_seconds=0,
        crawl_timeout_seconds=20,
    )  # fmt: skip
    with local_site() as site, closing(open_store(settings.store_url)) as store:
        store.upgrade()
        _serve(site, real_input, home / "sources")
        with ThreadPoolExecutor(2) as pool:
            slugs = [payload.slug for payload in PAYLOADS]
            outcomes = dict(
                zip(slugs, pool.map(lambda slug: Crawl(slug, settings).follow(), slugs), strict=True)
            )
        engine = open_engine(settings)
        drain(store, engine)
        index = engine.active()
        yield Crawled(
            outcomes,
            {slug: runs.latest(store, slug)[0] for slug in slugs},
            {slug: _search(index, slug, WHILE_OPEN) for slug in slugs},
            {slug: _search(index, slug, system_clock()) for slug in slugs},
        )
        index.close()


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.slug)
def test_a_real_payload_is_crawled_to_its_end(crawled: Crawled, payload: Payload) -> None:
    outcome = crawled.outcomes[payload.slug]
    assert (outcome.verdict, outcome.skipped, outcome.refused) == ("healthy", None, None), outcome.evidence


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p.hits], ids=lambda payload: payload.slug)
def test_what_is_in_scope_becomes_a_search_hit_in_its_borough(crawled: Crawled, payload: Payload) -> None:
    shown = {(one["title"], _borough(one)) for one in crawled.found[payload.slug]}
    assert set(payload.hits) <= shown


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if p.rejected], ids=lambda payload: payload.slug)
def test_what_is_not_is_counted_by_its_reason(crawled: Crawled, payload: Payload) -> None:
    counts = crawled.runs[payload.slug].counts
    assert counts.rejected_by_reason == dict(payload.rejected)
    assert counts.saved == len(payload.hits)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload.slug)
def test_every_posting_is_saved_or_rejected(crawled: Crawled, payload: Payload) -> None:
    counts = crawled.runs[payload.slug].counts
    assert counts.saved + counts.unchanged + counts.rejected == counts.postings
    assert counts.saved == len(crawled.found[payload.slug])


def test_adverts_that_have_closed_are_not_found_today(crawled: Crawled) -> None:
    assert crawled.found_today["faa"] == []
    assert Counter(one["status"] for one in crawled.found["faa"]) == {"open": len(FAA_HITS)}
    assert crawled.found_today["amplitude"]


def _serve(site: LocalSite, real_input: Path, folder: Path) -> None:
    folder.mkdir()
    for payload in PAYLOADS:
        path = f"/{payload.slug}"
        site.pages[path] = Page((real_input / "payloads" / payload.file).read_bytes())
        values = "{" + payload.values.format(url=site.url, page=site.url + path) + "}"
        text = YAML.format(slug=payload.slug, url=site.url, family=payload.family, values=values)
        (folder / f"{payload.slug}.yml").write_text(text)
    site.pages["/faa/vacancy?includeDetails=true&pageNumber=1&pageSize=100"] = site.pages["/faa"]


def _search(index: Any, slug: str, at: datetime) -> list[dict[str, Any]]:
    hits = index.search(SearchQuery(at=at, filters={"source": (slug,)}, size=100)).hits
    return [dict(hit.public) for hit in hits]


def _borough(public: dict[str, Any]) -> str | None:
    boroughs = [place["borough"]["name"] for place in public["places"] if place["borough"]]
    return boroughs[0] if boroughs else None
