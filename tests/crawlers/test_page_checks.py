"""Adverts that were not seen have their own page asked, and are withdrawn by proof alone."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from foothold.clock import london_date
from foothold.model.opportunity import Status
from foothold.store import page_checks, records
from foothold.store.page_checks import PageAnswer
from foothold.store.tables import checks as checks_table
from foothold.store.tables import opportunities, pages, runs, sightings
from scheduler.runner import environment
from tests.crawlers.crawling import LocalSource
from tests.crawlers.forked import _Child
from tests.crawlers.local_site import LocalSite, Page, posting_page, serve_postings, sitemap

HTML = {"Content-Type": "text/html"}
CLOSED = b"<h1>Plumbing apprentice 1</h1><p>This vacancy has now closed.</p>"


def ask(source: LocalSource, limit: int = 50) -> dict[str, int]:
    child = _Child(["local", "--adverts", "--limit", str(limit)], environment(source.settings))
    events = [json.loads(line) for line in child.stdout]
    child.wait()
    counts: dict[str, int] = events[-1]["counts"]
    return counts


def age(source: LocalSource, days: int) -> None:
    """As if so many days had passed since everything was seen and asked."""
    back = timedelta(days=days)
    with source.store.write() as connection:
        for table, names in (
            (sightings, ("first_seen", "last_seen")),
            (checks_table, ("at", "since")),
            (opportunities, ("last_confirmed",)),
            (runs, ("started", "finished")),
            (pages, ("at",)),
        ):
            for row in connection.execute(select(table)).mappings().all():
                key = [column == row[column.name] for column in table.primary_key]
                moved = {name: row[name] - back for name in names}
                connection.execute(update(table).where(*key).values(moved))


def unlisted(site: LocalSite, source: LocalSource, days: int = 8) -> None:
    """Crawled once, some days ago; the list has since lost every advert but the last."""
    serve_postings(site, 4)
    source.crawl()
    age(source, days)


def relist(site: LocalSite, source: LocalSource) -> None:
    site.pages["/sitemap.xml"] = sitemap(site, ["/vacancy/2", "/vacancy/3", "/vacancy/4"])
    source.crawl()
    site.asked.clear()


def answer(source: LocalSource) -> dict[str, Any]:
    with source.store.read() as connection:
        rows = connection.execute(select(checks_table)).mappings()
        return {row["external_id"]: row["answer"] for row in rows}


def status(source: LocalSource, number: int) -> Status:
    with source.store.read() as connection:
        said = connection.execute(select(sightings.c.status).where(sightings.c.external_id == f"RB-{number}"))
        return Status(said.scalar_one())


def test_what_the_last_healthy_run_did_not_show_is_asked_for_and_nothing_else(
    site: LocalSite, source: LocalSource
) -> None:
    unlisted(site, source, days=1)
    relist(site, source)
    assert ask(source) == {"shown": 1}
    assert site.paths() == ["/robots.txt", "/vacancy/1"]


def test_what_nobody_has_seen_for_a_week_is_asked_for_once_a_day(
    site: LocalSite, source: LocalSource
) -> None:
    unlisted(site, source)
    assert ask(source) == {"shown": 4}
    assert ask(source) == {}
    age(source, 1)
    assert ask(source) == {"shown": 4}


def test_no_more_pages_are_asked_than_are_allowed_and_the_others_come_next(
    site: LocalSite, source: LocalSource
) -> None:
    unlisted(site, source)
    assert ask(source, limit=3) == {"shown": 3}
    assert ask(source, limit=3) == {"shown": 1}


@pytest.mark.parametrize("code", [404, 410])
def test_a_page_that_is_gone_withdraws_its_advert(site: LocalSite, source: LocalSource, code: int) -> None:
    unlisted(site, source)
    site.pages["/vacancy/2"] = Page(status=code)
    assert ask(source) == {"gone": 1, "shown": 3, "withdrawn": 1}
    assert [status(source, n) for n in (1, 2, 3)] == [Status.OPEN, Status.WITHDRAWN, Status.OPEN]


def test_a_page_that_shows_its_advert_moves_last_confirmed_and_not_last_seen(
    site: LocalSite, source: LocalSource
) -> None:
    unlisted(site, source)
    seen = {title: public["sources"] for title, public in source.shown().items()}
    ask(source)
    for title, public in source.shown().items():
        assert public["last_confirmed"] == london_date(datetime.now(UTC)).isoformat()
        assert public["sources"] == seen[title]
    assert records.head_revision(source.store) == 8


def test_another_closing_date_is_saved(site: LocalSite, source: LocalSource) -> None:
    unlisted(site, source)
    page = posting_page(1)
    body = page.body.replace(b"2027-01-31", b"2026-11-30")
    body = body.replace(b"Boilers.</p>", b"Boilers. Questions to ann.smith@boilers.example.</p>")
    site.pages["/vacancy/1"] = Page(body, headers=HTML)
    assert ask(source) == {"changed": 1, "shown": 3}
    assert "ann.smith" not in source.shown()["Plumbing apprentice 1"]["description_html"]
    assert source.shown()["Plumbing apprentice 1"]["closing_date"] == "2026-11-30"


def test_words_alone_withdraw_nothing_on_one_day(site: LocalSite, source: LocalSource) -> None:
    unlisted(site, source)
    relist(site, source)
    site.pages["/vacancy/1"] = Page(CLOSED, headers=HTML)
    assert ask(source) == {"closed": 1}
    assert status(source, 1) is Status.OPEN
    [noted] = page_checks.for_review(source.store)
    assert (noted.title, noted.answer, noted.why) == (
        "Plumbing apprentice 1",
        PageAnswer.CLOSED,
        "It says “This vacancy has now closed”.",
    )


def test_words_on_two_days_withdraw_what_its_source_lists_no_more(
    site: LocalSite, source: LocalSource
) -> None:
    unlisted(site, source)
    relist(site, source)
    site.pages["/vacancy/1"] = Page(CLOSED, headers=HTML)
    ask(source)
    age(source, 1)
    relist(site, source)
    counts = ask(source)
    assert (counts.get("closed"), status(source, 1)) in ((1, Status.WITHDRAWN), (None, Status.WITHDRAWN))


def test_words_on_two_days_withdraw_nothing_that_no_healthy_run_has_missed(
    site: LocalSite, source: LocalSource
) -> None:
    unlisted(site, source)
    site.pages["/vacancy/1"] = Page(CLOSED, headers=HTML)
    for _ in range(2):
        assert ask(source) == {"closed": 1, "shown": 3}
        age(source, 1)
    assert status(source, 1) is Status.OPEN


def test_words_beside_the_whole_advert_withdraw_nothing(site: LocalSite, source: LocalSource) -> None:
    unlisted(site, source)
    body = posting_page(1).body + b"<p>This vacancy has closed.</p>"
    site.pages["/vacancy/1"] = Page(body, headers=HTML)
    for _ in range(2):
        assert ask(source)["closed"] == 1
        age(source, 1)
    assert status(source, 1) is Status.OPEN


UNPROVEN = [
    ("a list", Page(status=302, headers={"Location": "/vacancy"}), PageAnswer.CLOSED),
    ("home", Page(status=302, headers={"Location": "/"}), PageAnswer.CLOSED),
    ("an error", Page(status=500), PageAnswer.UNANSWERED),
    ("forbidden", Page(status=403), PageAnswer.UNANSWERED),
    ("a bot wall", Page(b"<title>Just a moment...</title>", headers=HTML), PageAnswer.UNANSWERED),
    ("another page", Page(b"<h1>Welcome</h1>", headers=HTML), PageAnswer.UNCLEAR),
    (
        "a phrase in a script",
        Page(b"<h1>Welcome</h1><script>'This vacancy has closed'</script>", headers=HTML),
        PageAnswer.UNCLEAR,
    ),
    (
        "its title alone",
        Page(b"<h1>Plumbing  apprentice&nbsp;1</h1><p>Apply</p>", headers=HTML),
        PageAnswer.SHOWN,
    ),
]


@pytest.mark.parametrize(("page", "expected"), [case[1:] for case in UNPROVEN], ids=[c[0] for c in UNPROVEN])
def test_what_is_no_proof_withdraws_nothing(
    site: LocalSite, source: LocalSource, page: Page, expected: PageAnswer
) -> None:
    unlisted(site, source)
    site.pages["/vacancy"] = site.pages["/"] = Page(b"<h1>Vacancies</h1>", headers=HTML)
    site.pages["/vacancy/1"] = page
    source_settings = source.settings
    source.settings = source_settings.model_copy(update={"crawl_retries": 0})
    ask(source)
    assert answer(source)["RB-1"] == expected
    assert status(source, 1) is Status.OPEN


def test_robots_txt_is_obeyed_and_the_advert_stays(site: LocalSite, source: LocalSource) -> None:
    unlisted(site, source)
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /vacancy\n")
    site.asked.clear()
    # Four requests wait for one robots.txt, and every one is judged by it.
    assert ask(source) == {"unanswered": 4}
    assert site.paths() == ["/robots.txt"]
    assert source.count() == 4


def test_a_page_that_has_not_changed_is_not_sent_again(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 1, etags=True)
    source.crawl()
    age(source, 8)
    site.asked.clear()
    assert ask(source) == {"shown": 1}
    assert site.asked[-1].headers["if-none-match"] == '"v1"'


def test_a_host_is_asked_once_a_second_at_most(site: LocalSite, source: LocalSource) -> None:
    unlisted(site, source)
    source.settings = source.settings.model_copy(update={"crawl_delay_seconds": 1.0})
    site.asked.clear()
    ask(source, limit=2)
    times = [asked.at for asked in site.asked]
    assert all(b - a > 0.9 for a, b in pairwise(times))
    assert len(times) == 3
