"""robots.txt is obeyed, and a host that asks for time gets it."""

import socket
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from scrapy.robotstxt import ProtegoRobotParser

from crawlers.fetching.politeness import retry_after
from foothold.model.crawl_run import Verdict
from foothold.store import leases
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


def gaps(site: LocalSite, after: int = 0) -> list[float]:
    """The seconds between one request and the next."""
    return [later.at - earlier.at for earlier, later in pairwise(site.asked[after:])]


@pytest.mark.parametrize("said", ["Crawl-delay: 0.5", "Request-rate: 2/1", "Request-rate: 120/1m"])
def test_the_distance_that_a_host_asks_for_is_kept(said: str, site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 4)
    site.pages["/robots.txt"] = robots("User-agent: *", said)
    assert source.crawl().verdict is Verdict.HEALTHY
    # The rules are known from the second request on.
    assert len(site.asked) == 6
    assert min(gaps(site, after=1)) > 0.4


def test_our_own_distance_is_kept_from_the_first_request_on(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 3)
    source.settings = source.settings.model_copy(update={"crawl_delay_seconds": 0.5})
    source.crawl()
    assert len(site.asked) == 5
    assert min(gaps(site)) > 0.4


def test_two_sources_on_one_host_share_its_turns(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 3)
    source.describe(slug="other")
    source.settings = source.settings.model_copy(update={"crawl_delay_seconds": 0.5})
    outcomes = source.crawl_side_by_side("local", "other")
    assert {outcome.verdict for outcome in outcomes.values()} == {Verdict.HEALTHY}
    assert len(site.asked) == 10
    assert min(gaps(site)) > 0.3
    assert sum(gaps(site)) > 4.3


def test_a_turn_that_another_crawl_booked_is_waited_for(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 1)
    source.settings = source.settings.model_copy(update={"crawl_delay_seconds": 0.01})
    now = datetime.now(UTC)
    leases.book(source.store, "host:127.0.0.1", timedelta(seconds=2), now)
    source.crawl()
    assert monotonic() - site.asked[0].at < (datetime.now(UTC) - now).total_seconds() - 1.9


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Page(status=503), "its robots.txt could not be had: it answered HTTP 503"),
        (Page(seconds=3), "its robots.txt could not be had: it did not answer in time"),
    ],
    ids=["an error", "silence"],
)
def test_a_host_whose_rules_cannot_be_had_is_said_to_be_out_of_reach_and_not_to_forbid(
    answer: Page, says: str, site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 2)
    site.pages["/robots.txt"] = answer
    source.settings = source.settings.model_copy(update={"crawl_timeout_seconds": 1, "crawl_retries": 0})
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert outcome.evidence == (
        "Nothing could be read: 1 page failed.",
        f"{site.url}/sitemap.xml failed: {says}.",
    )


def test_a_site_that_is_not_there_is_said_to_refuse_connections(source: LocalSource) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        source.describe(values=f'{{sitemap: "http://127.0.0.1:{unused.getsockname()[1]}/sitemap.xml"}}')
        outcome = source.crawl()
    assert (outcome.verdict, "refuses connections" in outcome.evidence[1]) == (Verdict.FAILED, True)
    assert "forbids" not in " ".join(outcome.evidence)


# What the rules of real robots.txt files say to us: a path that they forbid and one that they allow.
REAL_RULES = {
    "cc_crawl-delay-group-merging.txt": (None, "/"),
    "cc_directive-typos-robots.txt": (None, "/desallow/"),
    "cc_dos-line-endings.txt": (None, "/"),
    "cc_extended-standard-robots.txt": (None, "/"),
    "cc_format-errors-robots.txt": (None, "/"),
    "cc_many-user-agents.txt": ("/bot-trap/", "/"),
    "cc_relative-sitemap-robots.txt": ("/cache/x", "/vacancies"),
    "cc_rfc9309-example-simple-robots.txt": ("/example/x", "/publications/x"),
    "cc_robots-with-utf8-bom.txt": ("/profile", "/jobs"),
    "cc_twitter.com-robots.txt": ("/jobs?page=2", "/jobs"),
    "cc_wildcards.txt": ("/gp/cart", "/jobs"),
    "get_help_to_retrain_robots.txt": (None, "/"),
    "usp_formats_example_robots.txt": ("/admin/", "/"),
}


@pytest.mark.parametrize("name", REAL_RULES)
def test_real_rules_are_read_as_their_publishers_meant_them(name: str, real_input: Path) -> None:
    forbidden, allowed = REAL_RULES[name]
    rules = ProtegoRobotParser((real_input / "payloads" / "robots" / name).read_bytes(), None)
    assert rules.allowed(f"https://site.example{allowed}", "Foothold")
    assert forbidden is None or not rules.allowed(f"https://site.example{forbidden}", "Foothold")


def test_real_delays_are_read(real_input: Path) -> None:
    folder = real_input / "payloads" / "robots"
    said = {
        name: ProtegoRobotParser((folder / name).read_bytes(), None).crawl_delay("Foothold")
        for name in REAL_RULES
    }
    assert {name: delay for name, delay in said.items() if delay} == {
        "cc_crawl-delay-group-merging.txt": 30,
        "cc_dos-line-endings.txt": 1,
    }


def test_every_real_robots_txt_is_judged(real_input: Path) -> None:
    assert {file.name for file in (real_input / "payloads" / "robots").iterdir()} == set(REAL_RULES)


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
