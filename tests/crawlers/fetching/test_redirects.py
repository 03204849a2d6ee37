"""A redirect to another host is no answer of the publisher, whatever was asked for and by whichever way it came."""

import json
from collections.abc import Iterator

import pytest

from crawlers.families import family
from crawlers.fetching.redirects import hosts_of
from foothold.model.crawl_run import Verdict
from foothold.model.source import load_sources
from scheduler.runner import environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.forked import ForkedCrawl, _Child
from tests.crawlers.local_site import LocalSite, Page, local_site, posting_page, serve_postings
from tests.crawlers.test_page_checks import age, answer, relist, unlisted


@pytest.fixture
def elsewhere() -> Iterator[LocalSite]:
    """Another host, which has adverts of its own under the same references."""
    with local_site() as serving:
        serve_postings(serving, 12)
        for number in range(1, 13):
            serving.pages[f"/vacancy/{number}"] = posting_page(number, wage=99_000)
        serving.pages["/feed"] = feed(99_000)
        yield serving


def port(site: LocalSite) -> str:
    return f"127.0.0.1:{site.server.server_port}"


def led_to(address: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": address})


def feed(wage: int, count: int = 12) -> Page:
    jobs = "".join(
        f"<job><referencenumber>RB-{n}</referencenumber><title>Plumbing apprentice {n}</title>"
        f"<company>Ravensbourne Boilers</company><city>Hackney, London</city><postalcode>E8 1EA</postalcode>"
        f"<salary>£{wage} a year</salary></job>"
        for n in range(1, count + 1)
    )
    return Page(f"<source>{jobs}</source>".encode(), headers={"Content-Type": "text/xml"})


def wages(source: LocalSource) -> set[float]:
    return {public["wage"]["low"] for public in source.shown().values()}


def crawled(site: LocalSite, source: LocalSource, family: str, *, hosts: str = "") -> None:
    """Crawled once, and healthy."""
    serve_postings(site, 12)
    site.pages["/feed"] = feed(18_000)
    also = f", hosts: [{hosts}]" if hosts else ""
    where = {"job_feed": f'url: "{site.url}/feed"', "job_posting_page": f'sitemap: "{site.url}/sitemap.xml"'}
    source.describe(family=family, values=f"{{{where[family]}{also}}}")
    assert source.crawl().verdict is Verdict.HEALTHY


WAYS = {
    "at once": lambda site, other, path: {path: led_to(other.url + path)},
    "for good": lambda site, other, path: {path: led_to(other.url + path, 308)},
    "without a scheme": lambda site, other, path: {path: led_to(f"//{port(other)}{path}")},
    "in capitals": lambda site, other, path: {path: led_to(f"HTTP://{port(other)}{path}")},
    "after a step at home": lambda site, other, path: {path: led_to("/moved"), "/moved": led_to(other.url + path)},
}  # fmt: skip


MOVED = [*(("job_feed", "/feed", way) for way in WAYS), ("job_posting_page", "/sitemap.xml", "at once")]


@pytest.mark.parametrize(("family", "path", "way"), MOVED, ids=lambda text: text.strip("/"))
def test_a_feed_that_moved_to_another_host_is_not_believed(
    family: str, path: str, way: str, site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    crawled(site, source, family)
    site.pages |= WAYS[way](site, elsewhere, path)
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert f"Another host, {port(elsewhere)}, answered for 1 page: it is not believed." in outcome.evidence, (
        outcome.evidence
    )
    assert elsewhere.asked == []
    assert (source.count(), wages(source)) == (12, {18_000})


def test_a_way_over_another_host_and_back_is_not_followed(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    crawled(site, source, "job_feed")
    site.pages["/moved"] = feed(99_000)
    site.pages["/feed"] = led_to(elsewhere.url + "/feed")
    elsewhere.pages["/feed"] = led_to(site.url + "/moved")
    assert source.crawl().verdict is Verdict.FAILED
    assert wages(source) == {18_000}


def test_a_host_that_the_source_names_answers_for_it(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    crawled(site, source, "job_feed", hosts=f'"{port(elsewhere)}"')
    site.pages["/feed"] = led_to(elsewhere.url + "/feed")
    assert source.crawl().verdict is Verdict.HEALTHY
    assert wages(source) == {99_000}


def test_a_page_that_names_another_as_its_own_address_is_followed_nowhere(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    crawled(site, source, "job_posting_page")
    away = f"{elsewhere.url}/vacancy/1"
    refresh = (
        f'<meta http-equiv="refresh" content="0; url={away}"><link rel="canonical" href="{away}">'.encode()
    )
    site.pages["/vacancy/1"] = Page(
        refresh, headers={"Link": f'<{away}>; rel="canonical"', "Refresh": f"0; url={away}"}
    )
    source.crawl()
    assert elsewhere.asked == []
    assert wages(source) == {18_000}


def test_one_advert_whose_page_another_host_answers_for_stays_as_it_was(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    crawled(site, source, "job_posting_page")
    site.pages["/vacancy/1"] = led_to(elsewhere.url + "/vacancy/1")
    for _ in range(3):
        outcome = source.crawl()
        assert outcome.verdict is Verdict.HEALTHY
        assert port(elsewhere) in " ".join(outcome.evidence)
    assert (source.count(), wages(source)) == (12, {18_000})


def test_a_further_page_of_a_list_that_moved_leaves_the_run_in_doubt(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    def page(numbers: range, more: str = "") -> Page:
        rows = "".join(
            f'<li><a href="/v/{n}">Plumbing apprentice {n}</a> <i>Hackney, London</i></li>' for n in numbers
        )
        return Page(f"<html><ul>{rows}</ul>{more}</html>".encode())

    source.describe(
        family="listing",
        values=f'{{url: "{site.url}/list", rows: li, fields: {{title: a, url: "a@href", places: i}}, next: a.next,'
        " employer: Ravensbourne}",
    )
    site.pages["/list"] = page(range(1, 9), '<a class="next" href="/list?page=2">on</a>')
    site.pages["/list?page=2"] = page(range(9, 13))
    assert source.crawl().verdict is Verdict.HEALTHY
    site.pages["/list?page=2"] = led_to(elsewhere.url + "/list?page=2")
    for _ in range(2):
        outcome = source.crawl()
        assert outcome.verdict is Verdict.SUSPECT
        assert port(elsewhere) in " ".join(outcome.evidence)
    assert source.count() == 12


RULES = {
    "that forbid us": (Page(b"User-agent: *\nDisallow: /"), Verdict.FAILED, "robots.txt keeps us from every page."),
    "that let us in": (Page(b"User-agent: *\nAllow: /"), Verdict.HEALTHY, "12 postings"),
    "that are not there": (Page(status=404), Verdict.FAILED, "where no rules are"),
    "that are a page": (Page(b"<html>Welcome</html>"), Verdict.FAILED, "where no rules are"),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "verdict", "says"), RULES.values(), ids=RULES)
def test_rules_on_another_host_hold_and_their_absence_there_allows_nothing(
    rules: Page, verdict: Verdict, says: str, site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 12)
    site.pages["/robots.txt"] = led_to(elsewhere.url + "/robots.txt")
    elsewhere.pages["/robots.txt"] = rules
    outcome = source.crawl()
    assert (outcome.verdict, says in " ".join(outcome.evidence)) == (verdict, True), outcome.evidence


@pytest.mark.parametrize(("steps", "verdict"), [(5, Verdict.HEALTHY), (6, Verdict.FAILED)])
def test_rules_are_looked_for_over_five_redirects(
    steps: int, verdict: Verdict, site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 2)
    site.pages["/robots.txt"] = led_to("/rules/1")
    for step in range(1, steps):
        site.pages[f"/rules/{step}"] = led_to(f"/rules/{step + 1}")
    site.pages[f"/rules/{steps}"] = Page(b"User-agent: *\nAllow: /")
    assert source.crawl().verdict is verdict


def ask(source: LocalSource) -> dict[str, int]:
    child = _Child(["local", "--adverts", "--limit", "50"], environment(source.settings))
    events = [json.loads(line) for line in child.stdout]
    child.wait()
    counts: dict[str, int] = events[-1]["counts"]
    return counts


@pytest.mark.parametrize(
    "there", [Page(status=404), led_to("/"), posting_page(1, wage=99_000)], ids=lambda page: str(page.status)
)
def test_what_another_host_says_in_place_of_an_adverts_page_changes_nothing(
    there: Page, site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    unlisted(site, source)
    relist(site, source)
    elsewhere.pages["/vacancy/1"] = there
    site.pages["/vacancy/1"] = led_to(elsewhere.url + "/vacancy/1")
    for _ in range(2):
        assert ask(source).get("unanswered") == 1
        age(source, 1)
    assert answer(source)["RB-1"] == "unanswered"
    assert (source.count(), wages(source)) == (4, {18_000})


def test_an_adverts_page_on_a_host_that_is_not_the_publishers_shows_it_and_changes_no_word(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    """The list's own pages say that their address is elsewhere, as where a board leads to an employer's system."""
    serve_postings(site, 4)
    for number in range(1, 5):
        page = posting_page(number)
        canonical = f'<link rel="canonical" href="{elsewhere.url}/vacancy/{number}">'.encode()
        site.pages[f"/vacancy/{number}"] = Page(canonical + page.body)
        elsewhere.pages[f"/vacancy/{number}"] = page
    changed = posting_page(1, wage=99_000).body.replace(b"2027-01-31", b"2026-12-31")
    elsewhere.pages["/vacancy/1"] = Page(changed)
    elsewhere.pages["/vacancy/2"] = Page(status=410)
    source.crawl()
    age(source, 8)
    assert ask(source) == {"unclear": 1, "gone": 1, "withdrawn": 1, "shown": 2}
    assert wages(source) == {18_000}


def test_a_trial_says_who_answered_instead(
    site: LocalSite, elsewhere: LocalSite, source: LocalSource
) -> None:
    site.pages["/sitemap.xml"] = led_to(elsewhere.url + "/sitemap.xml")
    outcome = ForkedCrawl("local", source.settings, options=["--check"]).follow()
    assert f"Another host, {port(elsewhere)}, answered for 1 page: it is not believed." in outcome.evidence
    assert elsewhere.asked == []


def test_every_source_that_comes_along_is_believed_where_it_begins() -> None:
    for source in load_sources().values():
        begins = [fetch.url for fetch in family(source.family).start(source.values, "KEY")]
        assert all(map(hosts_of(source).speak, begins)), source.slug


def test_a_familys_own_hosts_answer_for_its_sources() -> None:
    sources = load_sources()
    assert hosts_of(sources["monzo"]).speak("https://job-boards.greenhouse.io/monzo/jobs/7")
    assert not hosts_of(sources["monzo"]).speak("https://monzo.com/careers/7")
    assert hosts_of(sources["barclays"]).speak("https://barclays.wd3.myworkdayjobs.com/x")
