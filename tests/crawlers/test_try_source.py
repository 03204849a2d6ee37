"""`foothold sources check` fetches a listing and an advert, tells what they gave, and stores nothing."""

from foothold.cli.check_source import lines
from foothold.store import runs
from scheduler.runner import Event, Outcome
from tests.crawlers.crawling import LocalSource
from tests.crawlers.forked import ForkedCrawl
from tests.crawlers.local_site import LocalSite, Page, posting_page, serve_postings
from tests.crawlers.test_commands import foothold


def switch_off(source: LocalSource) -> None:
    path = source.folder / "local.yml"
    path.write_text(path.read_text().replace("robots: allowed", "robots: unverified"))


def tried(source: LocalSource, *options: str) -> tuple[list[str], Outcome]:
    told: list[Event] = []
    outcome = ForkedCrawl("local", source.settings, options=["--check", *options]).follow(told.append)
    return list(lines(told)), outcome


def test_a_trial_reads_one_listing_and_one_advert_and_stores_nothing(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 9)
    done = foothold(source, "sources", "check", "local")
    assert done.exit_code == 0, done.stderr
    assert site.paths() == ["/robots.txt", "/sitemap.xml", "/vacancy/1"]
    assert "0 postings, leads to 9 adverts" in done.stdout
    assert "places        Hackney, London, GB  → Hackney\n" in done.stdout
    assert "wage          GBP 18000  → £18,000 a year\n" in done.stdout
    assert "taken       1\n" in done.stdout
    assert (source.count(), runs.latest(source.store, "local")) == (0, [])


def test_a_trial_says_what_would_be_rejected_and_why(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 1)
    ordinary = posting_page(1).body.replace(b"Plumbing apprentice 1", b"Head of plumbing")
    site.pages["/vacancy/1"] = Page(ordinary.replace(b"apprenticeship with", b"job at"))
    said, _ = tried(source)
    assert "rejected    1 out_of_scope, such as title “Head of plumbing”" in said
    assert not any(line.startswith("taken") for line in said)


def test_a_source_that_is_off_is_fetched_from_only_when_told_to(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 1)
    switch_off(source)
    done = foothold(source, "sources", "check", "local")
    assert (done.exit_code, "Nothing was fetched" in done.stdout, site.asked) == (0, True, [])
    _, refused = tried(source)
    assert (refused.refused, site.asked) == (
        "local is off: its terms are unverified. Read them, then --anyway tries it.",
        [],
    )
    assert "posting     Plumbing apprentice 1" in tried(source, "--anyway")[0]


def test_robots_txt_holds_for_a_trial_as_well(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 1)
    switch_off(source)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /\n")
    done = foothold(source, "sources", "check", "local", "--anyway")
    assert (done.exit_code, site.paths()) == (1, ["/robots.txt"])
    assert f"trouble     robots.txt forbids {site.url}/sitemap.xml." in done.stdout


def test_a_trial_of_a_page_that_is_no_listing_tells_the_reason(site: LocalSite, source: LocalSource) -> None:
    source.describe(values=f'{{url: "{site.url}/jobs"}}', family="greenhouse")
    site.pages["/jobs"] = Page(b"<html><p>We have moved.</p></html>")
    said, outcome = tried(source)
    assert said == []
    assert outcome.evidence[0].startswith(f"{site.url}/jobs failed: ")


def test_a_source_that_is_not_there_is_wrong_use(source: LocalSource) -> None:
    assert foothold(source, "sources", "check", "nowhere", "--anyway").exit_code == 2


def test_the_list_tells_what_the_last_healthy_run_covered(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 4)
    site.pages["/vacancy/4"] = Page(posting_page(4).body.replace(b"validThrough", b"validUntil"))
    assert source.crawl().verdict == "healthy"
    site.pages.clear()
    assert source.crawl().verdict == "failed"
    head, row = foothold(source, "sources").stdout.splitlines()[:2]
    covered = dict(zip(head.split()[-5:], row.split()[-5:], strict=True))
    assert covered == {"postings": "4", "place": "100%", "wage": "100%", "closing": "75%", "start": "0%"}
    assert "failed" in row
