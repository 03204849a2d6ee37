"""Crawls share nothing but the store: one that hangs or breaks holds up no other, on either kind of store."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from foothold.model.crawl_run import Verdict
from foothold.store import records
from tests.crawlers.crawling import LocalSource
from tests.crawlers.forked import ForkedCrawl
from tests.crawlers.local_site import LocalSite, Page, local_site, serve_postings, until


@pytest.fixture
def elsewhere() -> Iterator[LocalSite]:
    with local_site() as serving:
        yield serving


def test_a_source_that_hangs_delays_no_other(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 6)
    serve_postings(elsewhere, 6)
    source.describe(values=f'{{sitemap: "{elsewhere.url}/sitemap.xml"}}', slug="hanging")
    source.settings = source.settings.model_copy(update={"crawl_timeout_seconds": 60})
    elsewhere.hold(2)
    hanging = ForkedCrawl("hanging", source.settings)
    following = threading.Thread(target=hanging.follow)
    following.start()
    until(lambda: elsewhere.holding)
    assert source.crawl().verdict is Verdict.HEALTHY
    assert source.count() == 6
    assert following.is_alive()
    hanging.stop("The test is over.")
    following.join()


def test_a_source_that_answers_nothing_any_more_is_left_long_before_the_limit(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 80)
    source.settings = source.settings.model_copy(
        update={"crawl_timeout_seconds": 1, "crawl_retries": 0, "crawl_run_limit_seconds": 60}
    )
    site.hold(22)
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert outcome.evidence[:2] == (
        "The source answered nothing any more, so the run stopped.",
        "20 postings on 21 pages.",
    )
    assert source.count() == 20
    assert len(site.asked) < 60


def test_a_source_that_fails_harms_no_other(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 6)
    elsewhere.answers_anything = Page(b"<urlset>" + b"<url>" * 50_000, status=500)
    source.describe(values=f'{{sitemap: "{elsewhere.url}/sitemap.xml"}}', slug="failing")
    outcomes = source.crawl_side_by_side("local", "failing")
    assert outcomes["failing"].verdict is Verdict.FAILED
    assert outcomes["local"].verdict is Verdict.HEALTHY
    assert source.count() == 6


@pytest.fixture
def in_postgres(tmp_path: Path, site: LocalSite, postgres_url: str) -> Iterator[LocalSource]:
    source = LocalSource(tmp_path, site, postgres_url)
    yield source
    source.store.close()


def test_a_crawl_into_postgres_saves_confirms_and_withdraws(
    site: LocalSite, in_postgres: LocalSource
) -> None:
    serve_postings(site, 12, etags=True)
    assert in_postgres.crawl().verdict is Verdict.HEALTHY
    assert in_postgres.count() == 12
    site.pages["/vacancy/3"] = Page(status=410)
    assert in_postgres.crawl().verdict is Verdict.HEALTHY
    counts = in_postgres.last_run().counts
    assert (counts.not_modified, counts.seen_again, counts.withdrawn) == (11, 11, 1)
    assert in_postgres.count() == 11


def test_two_sources_crawled_into_postgres_at_once_lose_and_double_nothing(
    site: LocalSite, in_postgres: LocalSource
) -> None:
    serve_postings(site, 150)
    in_postgres.describe(slug="other")
    outcomes = in_postgres.crawl_side_by_side("local", "other")
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.HEALTHY}
    assert in_postgres.count() == len(in_postgres.shown()) == 150
    every = [len(one.public["sources"]) for one in records.every_public(in_postgres.store)]
    assert every == [2] * 150


def test_a_crawl_into_postgres_killed_at_any_point_is_made_whole_by_the_next(
    site: LocalSite, in_postgres: LocalSource
) -> None:
    serve_postings(site, 230, etags=True)
    patient = {"crawl_timeout_seconds": 60}
    in_postgres.settings = in_postgres.settings.model_copy(update=patient)
    for requests, saved in ((1, 0), (125, 100), (228, 200)):
        site.hold(requests)
        crawl = ForkedCrawl("local", in_postgres.settings)
        following = threading.Thread(target=crawl.follow)
        following.start()
        until(lambda saved=saved: site.holding and in_postgres.count() >= saved)  # type: ignore[misc]
        os.kill(crawl.pid, signal.SIGKILL)
        following.join()
        site.go_on()
        assert in_postgres.last_run().verdict is Verdict.FAILED
        assert in_postgres.count() == saved
    assert in_postgres.crawl().verdict is Verdict.HEALTHY
    assert in_postgres.count() == len(in_postgres.shown()) == 230
