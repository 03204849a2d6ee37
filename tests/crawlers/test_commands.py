"""`foothold crawl` and `foothold sources` say what happened, to people and in their exit code."""

from click.testing import CliRunner, Result

from foothold.cli import main
from foothold.clock import system_clock
from foothold.store import leases
from scheduler.runner import environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, posting_page, serve_postings


def foothold(source: LocalSource, *arguments: str) -> Result:
    """The command in this process; the crawls that it starts are processes of their own."""
    return CliRunner().invoke(main, arguments, env=environment(source.settings))


def test_a_healthy_crawl_ends_with_0_and_its_runs_can_be_looked_at(
    site: LocalSite, source: LocalSource
) -> None:
    serve_postings(site, 3)
    done = foothold(source, "crawl", "--all")
    assert done.exit_code == 0, done.stderr
    assert "local  healthy  4 pages, 3 postings, 3 saved, 0 rejected" in done.stdout
    shown = foothold(source, "sources", "show", "local")
    assert "3 postings on 4 pages." in shown.stdout


def test_what_was_rejected_is_shown_with_its_reason(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 2)
    apprentice = posting_page(2).body
    ordinary = apprentice.replace(b"Plumbing apprentice 2", b"Head of plumbing").replace(
        b"apprenticeship with", b"job at"
    )
    site.pages["/vacancy/2"] = Page(ordinary)
    source.crawl()
    shown = foothold(source, "sources", "show", "local", "--rejected").stdout
    assert "1  out_of_scope" in shown
    assert f"Head of plumbing  title: Head of plumbing  {site.url}/vacancy/2" in shown


def test_a_suspect_crawl_ends_with_3(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 2)
    site.pages["/vacancy/2"] = Page(status=500)
    done = foothold(source, "crawl", "local")
    assert (done.exit_code, "1 of 3 pages failed." in done.stdout) == (3, True)


def test_a_crawl_that_finds_nothing_has_failed_and_ends_with_1(site: LocalSite, source: LocalSource) -> None:
    site.pages["/sitemap.xml"] = Page(b"<urlset></urlset>")
    done = foothold(source, "crawl", "local")
    assert (done.exit_code, "0 postings, where at least 1 are expected." in done.stdout) == (1, True)


def test_a_missing_key_is_no_failure(site: LocalSite, source: LocalSource) -> None:
    text = (source.folder / "local.yml").read_text()
    (source.folder / "local.yml").write_text(text + "needs_key: true\n")
    done = foothold(source, "crawl", "local")
    assert (done.exit_code, done.stdout.strip()) == (0, "local  skipped: needs FOOTHOLD_KEY_LOCAL")


def test_a_source_that_is_being_crawled_is_left_to_who_does(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 2)
    holder = leases.new_holder()
    leases.take(source.store, "crawl:local", holder, 60, system_clock())
    done = foothold(source, "crawl", "local")
    assert (done.exit_code, done.stdout.strip()) == (0, "local  skipped: it is being crawled already")
    assert site.asked == []
    leases.release(source.store, "crawl:local", holder)
    assert foothold(source, "crawl", "local").exit_code == 0
    assert leases.held(source.store, system_clock()) == (), "it is given back"


def test_wrong_use_ends_with_2_and_a_sentence(site: LocalSite, source: LocalSource) -> None:
    for arguments in (("crawl",), ("crawl", "nowhere"), ("sources", "show", "nowhere")):
        done = foothold(source, *arguments)
        assert (done.exit_code, "Error: " in done.stderr) == (2, True)


def test_a_sources_file_is_checked_without_fetching(site: LocalSite, source: LocalSource) -> None:
    done = foothold(source, "sources", "check", "local", "--no-fetch")
    assert (done.exit_code, f"begins at   {site.url}/sitemap.xml" in done.stdout) == (0, True)
    source.describe(values="{page: x}")
    refused = foothold(source, "sources", "check", "local", "--no-fetch")
    assert (refused.exit_code, "local.yml" in refused.stderr) == (1, True)
    assert site.asked == []


def test_the_next_runs_are_listed(site: LocalSite, source: LocalSource) -> None:
    listed = foothold(source, "schedule", "list")
    assert "05:15" in listed.stdout
