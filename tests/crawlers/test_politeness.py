"""robots.txt is obeyed, and a host that asks for time gets it."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from crawlers.politeness import retry_after
from foothold.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import Asked, LocalSite, Page, posting_page, serve_postings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def robots(*lines: str) -> Page:
    return Page("\n".join(lines).encode())


def test_what_robots_txt_forbids_is_not_asked_for(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 4)
    site.pages["/robots.txt"] = robots("User-agent: *", "Disallow: /vacancy/3")
    source.crawl()
    assert "/vacancy/3" not in site.paths()
    assert "/vacancy/4" in site.paths()
    assert "robots.txt forbids" in " ".join(source.last_run().evidence)


def test_rules_for_us_by_name_win_over_those_for_all(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 2)
    site.pages["/robots.txt"] = robots("User-agent: *", "Allow: /", "", "User-agent: foothold", "Disallow: /")
    assert source.crawl().verdict is Verdict.FAILED
    assert site.paths() == ["/robots.txt"]


@pytest.mark.parametrize(("status", "verdict"), [(404, Verdict.HEALTHY), (503, Verdict.FAILED)])
def test_no_rules_allow_all_and_broken_rules_allow_nothing(
    status: int, verdict: Verdict, site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 2)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /", status=status)
    assert source.crawl().verdict is verdict


def test_a_crawl_delay_is_kept(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 4)
    site.pages["/robots.txt"] = robots("User-agent: *", "Crawl-delay: 0.5")
    source.crawl()
    times = [asked.at for asked in site.asked if asked.path != "/robots.txt"]
    assert len(times) == 5
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.45


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_again_after_the_time_it_names(
    status: int, site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 2)
    times: list[float] = []

    def busy_once(asked: Asked) -> Page:
        times.append(asked.at)
        return posting_page(1) if len(times) > 1 else Page(status=status, headers={"Retry-After": "1"})

    site.pages["/vacancy/1"] = busy_once
    assert source.crawl().verdict is Verdict.HEALTHY
    assert len(times) == 2
    assert times[1] - times[0] >= 1


def test_a_host_that_wants_to_be_left_alone_for_long_is_left_alone(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 2)
    site.pages["/sitemap.xml"] = Page(status=429, headers={"Retry-After": "7200"})
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert "asked us to wait 7200 seconds" in " ".join(outcome.evidence)
    assert site.paths().count("/sitemap.xml") == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"30", 30.0),
        (b"Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        (b"Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header: bytes | None, seconds: float | None) -> None:
    assert retry_after(header, lambda: NOW) == seconds
