"""Adverts whose references change are the same adverts, and two that are two stay two."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from time import process_time

import pytest
from sqlalchemy import func, select

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys
from foothold.alerts.news import put_news
from foothold.cli.reread import reread_source
from foothold.duplicates.candidate import Claim
from foothold.duplicates.renamed import Entry, renamed
from foothold.model.crawl_run import Ending, Verdict
from foothold.model.posting import RawPosting
from foothold.store import duplicate_review, records
from foothold.store.open_store import Store
from foothold.store.tables import opportunities
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page
from tests.crawlers.simulated import DESCRIPTION, FIRST_DAY, Simulated, advert, adverts, places

HEALTHY = Verdict.HEALTHY


def rows(store: Store) -> int:
    """All records that there ever were, with those that nobody sees any more."""
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(opportunities)).scalar_one()


def test_references_that_change_at_each_crawl_leave_the_records_as_they_were(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, adverts(30, run=1))
    first, since = source.shown, _first_seen(store)
    for day in range(2, 6):
        run = source.crawl(day, adverts(30, run=day))
        assert (run.verdict, run.counts.renamed, run.counts.withdrawn) == (HEALTHY, 30, 0)
        assert "30 adverts came under new references." in run.evidence
        assert source.shown == first
        assert (_first_seen(store), rows(store)) == (since, 30)
    assert {public["url"] for public in _publics(store)} == {
        f"https://college.example/jobs/{n}-5" for n in range(1, 31)
    }


def _publics(store: Store) -> list[dict[str, object]]:
    return [record.public for record in records.every_public(store)]


def _first_seen(store: Store) -> set[str]:
    return {source["first_seen"] for public in _publics(store) for source in public["sources"]}  # type: ignore[attr-defined]


def test_an_alert_is_not_told_of_them_again(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, adverts(5, run=1))
    book, at = AlertBook(store, AlertKeys(b"secret")), source.clock()
    alert = book.confirm(
        str(book.ask(Wish("ada@school.example", "q=plumber", "plumber", Rhythm.DAILY), at)), at
    )
    assert alert
    source.crawl(2, [*adverts(5, run=2), advert("new", "Roofing apprentice")])
    hits, slot = list(source.shown), source.clock()
    assert len(hits) == 6
    assert put_news(store, alert, hits, 99, slot, slot) == 1


WHO = advert("1", "Plumbing apprentice")
OTHER = "Another text altogether. " * 20

SAME = {
    "at another address": replace(WHO, external_id="9", url="https://college.example/jobs/9"),
    "at its address, with another text": replace(WHO, external_id="9", description=OTHER),
    "at its address, with a title that says more": replace(
        WHO, external_id="9", title="Plumbing and heating apprentice"
    ),
    "with the reference in its text": replace(
        WHO, external_id="9", url=None, description=f"Reference ABC9{DESCRIPTION} Quote 4711 when you apply."
    ),
    "with another closing date": replace(WHO, external_id="9", url=None, closing="30 April 2027"),
    "with a word more": replace(
        WHO, external_id="9", url=None, description=DESCRIPTION + " Come and see us."
    ),
}


@pytest.mark.parametrize("again", SAME.values(), ids=SAME)
def test_an_advert_is_known(again: RawPosting, sqlite: Store) -> None:
    source = Simulated(sqlite)
    others = adverts(5, first=50)
    source.crawl(1, [*others, WHO])
    ids = set(source.shown)
    source.crawl(2, [*others, again])
    assert set(source.shown) == ids


def test_an_advert_that_says_little_is_known_where_all_of_it_is_equal(sqlite: Store) -> None:
    source = Simulated(sqlite)
    for day in (1, 2, 3):
        source.crawl(day, [*adverts(5), advert(str(-day), employer=None, description="Come to us.")])
        assert source.open == 6


ANOTHER = {
    "another start": replace(WHO, external_id="9", url=None, start="6 September 2027"),
    "another place": replace(WHO, external_id="9", url=None, places="Brixton, London", postcode="SW9 8QH"),
    "another employer": replace(WHO, external_id="9", url=None, employer="Kestrel Heating"),
    "another level": replace(WHO, external_id="9", url=None, level="Level 4"),
    "other pay": replace(WHO, external_id="9", url=None, wage="£14 an hour"),
    "other work": replace(WHO, external_id="9", url=None, title="Roofing apprentice"),
    "another text": replace(WHO, external_id="9", url=None, description=OTHER),
    "another employer at its address": replace(WHO, external_id="9", employer="Kestrel Heating"),
    "other work with another text at its address": replace(
        WHO, external_id="9", title="Roofing apprentice", description=OTHER
    ),
}


@pytest.mark.parametrize("other", ANOTHER.values(), ids=ANOTHER)
def test_another_advert_is_another(other: RawPosting, sqlite: Store) -> None:
    source = Simulated(sqlite)
    others = adverts(5, first=50)
    source.crawl(1, [*others, replace(WHO, level="Level 3")])
    ids = set(source.shown)
    source.crawl(2, [*others, other if other.level else replace(other, level="Level 3")])
    assert (source.open, len(set(source.shown) - ids)) == (7, 1)


def copies_of(references: str) -> list[RawPosting]:
    """Adverts that differ in their reference and address alone."""
    return [advert(reference) for reference in references]


LIVE = {
    "two that are both live": (["ab", "ab", "ab"], [2, 2, 2]),
    "a second one beside the first": (["a", "ab", "ab"], [1, 2, 2]),
    "two under new references each time": (["ab", "cd", "ef"], [2, 2, 2]),
    "five, then four of them": (["abcde", "bcde", "bcde"], [5, 5, 4]),
    "five, then four under new references": (["abcde", "fghi", "fghi"], [5, 5, 4]),
    "four, then five under new references": (["abcd", "fghij", "fghij"], [4, 5, 5]),
    "one that comes back under its first reference": (["a", "b", "a", "b"], [1, 1, 1, 1]),
    "one that comes back beside its successor": (["a", "b", "ab", "ab"], [1, 1, 2, 2]),
    "one that comes back beside its successor, and leaves": (["a", "b", "ab", "b", "b"], [1, 1, 2, 2, 1]),
    "one that was away once": (["a", "", "b"], [1, 1, 1]),
}  # fmt: skip


@pytest.mark.parametrize(("shown", "open_"), LIVE.values(), ids=LIVE)
def test_copies_are_paired_off_and_never_joined(shown: list[str], open_: list[int], store: Store) -> None:
    source = Simulated(store)
    others, met = adverts(9, first=50), []
    for day, references in enumerate(shown, 1):
        assert source.crawl(day, [*others, *copies_of(references)]).verdict is HEALTHY
        met.append(source.open - 9)
    assert met == open_


def test_the_id_is_that_of_the_first_sight_whatever_comes_back(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, copies_of("a"))
    [first] = source.shown
    for day, references in enumerate(("b", "a", "b", "ab"), 2):
        source.crawl(day, copies_of(references))
        assert first in source.shown
    assert len(source.shown) == 2


def at_places(works: Iterable[str], path: str = "/jobs?pos={}") -> list[RawPosting]:
    """A list without references, in which an address is a place in the list."""
    return [
        replace(advert(None, f"{work} apprentice"), url=f"https://college.example{path.format(n)}")
        for n, work in enumerate(works, 1)
    ]


MOVED = {
    "the first has gone": ("Plumbing Roofing Carpentry Plastering", "Roofing Carpentry Plastering"),
    "one came first": ("Plumbing Roofing Carpentry", "Glazing Plumbing Roofing Carpentry"),
    "in another order": ("Plumbing Roofing Carpentry", "Carpentry Plumbing Roofing"),
    "one gave its place to a new one": ("Plumbing Roofing Carpentry", "Plumbing Glazing Carpentry Roofing"),
}


@pytest.mark.parametrize("path", ["/jobs?pos={}", "/jobs/{}"])
@pytest.mark.parametrize(("before", "after"), MOVED.values(), ids=MOVED)
def test_adverts_that_have_moved_in_a_list_of_places_keep_their_ids(
    before: str, after: str, path: str, sqlite: Store
) -> None:
    source = Simulated(sqlite)
    source.crawl(1, at_places(before.split(), path))
    first = source.shown
    for day in (2, 3):
        source.crawl(day, at_places(after.split(), path))
        stayed = {own: title for own, title in source.shown.items() if title in first.values()}
        assert stayed.items() <= first.items()
    assert sorted(source.shown.values()) == sorted(f"{name} apprentice" for name in after.split())


def test_an_advert_at_its_own_address_may_be_written_anew(sqlite: Store) -> None:
    source = Simulated(sqlite)
    page = "https://college.example/jobs/plumber"
    source.crawl(1, [*adverts(4), replace(advert(None), url=page)])
    ids = set(source.shown)
    anew = replace(advert(None, "Heating engineer apprentice"), url=page, description=OTHER)
    for ending in (Ending.LIMITED, Ending.COMPLETE):
        source.crawl(2, [*adverts(4), anew], ending=ending)
        assert set(source.shown) == ids
        assert "Heating engineer apprentice" in source.shown.values()


SESSIONS = (
    "/jobs/{n};jsessionid={run}ABCDEF",
    "/jobs/{n}?sid={run}ABCDEF",
    "/{run}ABCDEF/jobs/{n}",
    "/job?token={run}ABCDEF{n}",
)


@pytest.mark.parametrize("path", SESSIONS)
def test_an_address_that_carries_a_session_is_one_address(path: str, sqlite: Store) -> None:
    source, ids = Simulated(sqlite), set[str]()
    for day in (1, 2, 3):
        shown = [
            replace(posting, external_id=None, url=f"https://college.example{path.format(n=n, run=day)}")
            for n, posting in enumerate(adverts(12), 1)
        ]
        source.crawl(day, shown)
        ids = ids or set(source.shown)
        assert (set(source.shown), len(ids)) == (ids, 12)


def test_a_run_that_is_not_whole_joins_nothing_and_shows_nothing_twice(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, adverts(12, run=1))
    ids = set(source.shown)
    for ending, counts in (
        (Ending.LIMITED, {}),
        (Ending.INTERRUPTED, {}),
        (Ending.COMPLETE, {"bot_walls": 1}),
    ):
        run = source.crawl(
            2, [*adverts(12, run=2), advert("new", "Roofing apprentice")], ending=ending, **counts
        )
        assert "12 adverts under new references say the same as known ones" in run.evidence[-1]
        assert set(source.shown) > ids
        assert source.open == 13
    assert source.crawl(3, [*adverts(12, run=3), advert("new", "Roofing apprentice")]).counts.renamed == 12
    assert (set(source.shown) > ids, source.open) == (True, 13)


def test_an_advert_that_comes_after_a_long_pause_is_a_new_intake(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(12, run=1))
    assert source.crawl(62, adverts(12, run=2)).counts.renamed == 0


def test_what_only_looks_alike_is_saved_by_a_run_that_is_not_whole(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, [*adverts(4), advert("a")])
    others = [advert("b"), advert("c", description=OTHER), advert("d", start="6 September 2027")]
    run = source.crawl(2, others, ending=Ending.ASKED_TO_WAIT)
    assert "1 advert under new references says the same as a known one" in run.evidence[-1]
    assert (source.open, run.counts.saved, run.counts.unchanged) == (7, 2, 1)


def test_a_crawl_that_was_killed_left_nothing_twice(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(12, run=1))
    source.begin(2)
    source.read(adverts(12, run=2))
    source.pipeline.save_waiting()
    assert source.open == 12
    source.crawl(3, adverts(12, run=3))
    assert (source.open, rows(sqlite)) == (12, 12)


def test_a_source_that_shrinks_under_new_references_shows_none_twice(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, adverts(40, run=1))
    for day in range(2, 7):
        source.crawl(day, adverts(19, run=day))
        assert source.open == (40 if day < 6 else 19)


def test_an_advert_whose_page_could_not_be_had_has_no_successor(sqlite: Store) -> None:
    source = Simulated(sqlite)
    source.crawl(1, [*adverts(20), advert("a")], pages=21)
    for day in (2, 3):
        source.crawl(day, [*adverts(20), advert("b")], failed=["https://college.example/jobs/a"], pages=21)
        assert source.open == 22


def test_what_people_and_other_sources_said_of_an_advert_stays(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, [*adverts(4), advert("a"), advert("x", "Roofing apprentice")])
    ids = {title: own for own, title in source.shown.items()}
    home = duplicate_review.merge(
        store, ids["Plumbing apprentice"], ids["Roofing apprentice"], source.clock()
    )
    source.crawl(2, [*adverts(4), advert("b"), advert("y", "Roofing apprentice")])
    assert (source.open, home in source.shown) == (5, True)
    duplicate_review.keep_apart(store, ids["Plumbing apprentice"], ids["Roofing apprentice"], source.clock())
    source.crawl(3, [*adverts(4), advert("c"), advert("z", "Roofing apprentice")])
    assert {title: own for own, title in source.shown.items()} == ids


def test_reading_again_what_is_stored_changes_nothing(store: Store) -> None:
    source = Simulated(store)
    source.crawl(1, at_places(["Plumbing", "Roofing", "Glazing"]))
    source.crawl(2, at_places(["Roofing", "Glazing"]))
    before = source.shown
    assert len(before) == 3
    reread_source(store, source.source, places())
    assert source.shown == before


def churning(site: LocalSite, run: int) -> None:
    """A feed that gives each advert another number and page at each look."""
    jobs = "".join(
        f"<job><referencenumber>{run}0{n}</referencenumber><title>Plumbing apprentice in team {n}</title>"
        f"<url>{site.url}/jobs/{run}0{n}</url><company>Ravensbourne Boilers</company><city>Hackney, London</city>"
        f"<postalcode>E8 1EA</postalcode><description>{DESCRIPTION}</description></job>"
        for n in range(1, 31)
    )
    site.pages["/feed"] = Page(f"<source>{jobs}</source>".encode(), headers={"ETag": f'"{run}"'})


def test_crawls_of_a_real_feed_show_thirty_adverts_each_time(site: LocalSite, source: LocalSource) -> None:
    source.describe(family="job_feed", values=f'{{url: "{site.url}/feed"}}')
    met = []
    for run, limit in ((1, None), (2, None), (3, 1), (3, None), (3, None)):
        churning(site, run)
        source.crawl(limit=limit)
        counts = source.last_run().counts
        met.append((counts.renamed, counts.seen_again))
        ids = {public["id"] for public in source.shown().values()}
        assert len(ids) == 30
    # What a limited run left waiting is asked for whole again, though nothing on its page has changed since.
    assert met == [(0, 0), (30, 0), (0, 0), (30, 0), (0, 30)]


def entries(count: int, run: int) -> list[Entry]:
    """Different adverts in different blocks, and in one of every ten a text that has changed by a word."""
    return [_entry(f"{n}-{run}", f"Apprentice in trade {n}", n % 10 == 0, run) for n in range(count)]


def copies_in_one_block(count: int, run: int) -> list[Entry]:
    return [_entry(f"{n}-{run}", "Apprentice", changes=True, run=run + n) for n in range(count)]


def _entry(reference: str, title: str, changes: bool, run: int) -> Entry:
    nothing = dict.fromkeys(
        ("provider", "wage", "hours_per_week", "duration", "course", "closing_date", "summary")
    )
    text = f"{DESCRIPTION} {'word' * (run % 7 + 1) if changes else ''}"
    content = nothing | {"title": title, "employer": {"name": "Brightworks"}, "places": [], "start_date": None,
                         "description_html": text}  # fmt: skip
    claim = Claim(
        own_id=reference, source="board", first_seen=FIRST_DAY, last_seen=FIRST_DAY, withdrawn=False, keys=frozenset(),
        blocks=frozenset(), kind="apprenticeship", level=3, boroughs=frozenset(["E09000012"]), read=lambda: content,
    )  # fmt: skip
    return Entry(reference, claim, (), (title,))


@pytest.mark.parametrize("kind", [entries, copies_in_one_block], ids=lambda kind: kind.__name__)
def test_the_cost_grows_with_the_adverts_and_not_with_their_square(
    kind: Callable[[int, int], list[Entry]],
) -> None:
    def seconds(count: int) -> float:
        new, gone = kind(count, 2), kind(count, 1)
        began = process_time()
        assert len(renamed(new, gone)) == count
        return process_time() - began

    seconds(100)
    few, many = (min(seconds(count) for _ in range(3)) for count in (400, 1600))
    assert many <= 6 * few
