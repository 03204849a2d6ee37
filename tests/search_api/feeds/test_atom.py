"""`/feed.atom`: a search that a feed reader follows."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from foothold.store.records import withdraw
from search_api import create_app
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World, postings

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEED = "/feed.atom"
HOSTILE = "<b>&amp; “bold” </title> ]]> \x0b\x1b 😀 " + "‮x"


def feed(world: World, query: str = "") -> Any:
    response = world.client.get(f"{FEED}?{query}")
    assert response.status_code == 200, response.text
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.data)


def texts(element: Any, path: str) -> list[str]:
    return [str(found) for found in element.xpath(path, namespaces=ATOM)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = new_world(tmp_path_factory.mktemp("feeds"))
    world.add(*postings(70))
    world.index()
    return world


@pytest.mark.parametrize(
    "query", ["", "q=plumber&borough=E09000012", "q=nothing+at+all", "near=E8+1EA&within=2"]
)
def test_a_feed_has_what_atom_requires(city: World, query: str) -> None:
    """RFC 4287, 4.1.1 and 4.1.2."""
    whole = feed(city, query)
    for holder in (whole, *whole.xpath("a:entry", namespaces=ATOM)):
        for name in ("id", "title", "updated"):
            (text,) = texts(holder, f"a:{name}/text()")
            assert text.strip()
        (updated,) = texts(holder, "a:updated/text()")
        assert datetime.fromisoformat(updated).tzinfo
        assert len(texts(holder, "a:author/a:name/text()")) == 1
        assert len(texts(holder, "a:link[@rel='alternate'][@type='text/html']/@href")) == 1
    ids = texts(whole, "//a:id/text()")
    assert len(set(ids)) == len(ids)
    assert texts(whole, "a:link[@rel='self']/@href") == [
        f"http://foothold.example{FEED}" + (f"?{query}" if query else "")
    ]


def test_a_feed_shows_the_newest_fifty_of_the_search(city: World) -> None:
    listed = city.client.get("/api/v1/opportunities?sort=newest&per_page=50").get_json()["opportunities"]
    whole = feed(city)
    assert texts(whole, "a:entry/a:id/text()") == [
        f"tag:foothold.example,2026:opportunity/{found['id']}" for found in listed
    ]
    assert texts(whole, "a:entry/a:link/@href") == [found["page_url"] for found in listed]
    some = city.client.get("/api/v1/opportunities?kind=internship&sort=newest").get_json()["opportunities"]
    assert texts(feed(city, "kind=internship"), "a:entry/a:title/text()") == [
        found["title"] for found in some
    ]


def test_the_same_search_is_the_same_feed_however_it_is_written(city: World) -> None:
    one = city.client.get(
        f"{FEED}?level=3&level=2&borough=hackney&sort=pay&per_page=3&cursor=x&utm_source=mail"
    )
    two = city.client.get(f"{FEED}?borough=E09000012&level=2&level=3")
    assert one.data == two.data


def test_an_entry_is_updated_when_its_advert_changed_and_only_then(world: World) -> None:
    first, second = postings(2)
    world.add(first, second)
    world.index()
    before = feed(world)
    later = AT + timedelta(days=1)
    world.add(replace(first, title="Apprentice heating engineer"), at=later)
    world.index()
    after = feed(world)
    assert texts(before, "//a:updated/text()") == ["2026-09-15T12:00:00Z"] * 3
    assert sorted(texts(after, "a:entry/a:updated/text()")) == [
        "2026-09-15T12:00:00Z",
        "2026-09-16T12:00:00Z",
    ]
    assert texts(after, "a:updated/text()") == ["2026-09-16T12:00:00Z"]
    assert set(texts(after, "a:entry/a:published/text()")) == {"2026-09-15T12:00:00Z"}
    assert texts(before, "a:entry/a:id/text()") == texts(after, "a:entry/a:id/text()")


def test_an_unchanged_feed_is_304_also_hours_later(world: World) -> None:
    world.add(*postings(3))
    world.index()
    tag = world.client.get(FEED).headers["ETag"]
    app = create_app(
        world.settings, store=world.store, engine=world.engine, clock=lambda: AT + timedelta(hours=9)
    )
    assert app.test_client().get(FEED, headers={"If-None-Match": tag}).status_code == 304
    compressed = {"If-None-Match": tag, "Accept-Encoding": "gzip"}
    assert world.client.get(FEED, headers=compressed).status_code == 304
    world.add(replace(next(postings(1)), title="Apprentice baker"))
    world.index()
    assert world.client.get(FEED, headers={"If-None-Match": tag}).status_code == 200


def test_words_of_others_stay_words(world: World) -> None:
    world.add(replace(next(postings(1)), title=f"Apprentice {HOSTILE}", employer=f"{HOSTILE} Ltd"))
    world.index()
    whole = feed(world)
    (title,) = texts(whole, "a:entry/a:title/text()")
    assert "& “bold”" in title
    assert {etree.QName(element).localname for element in whole.iter()} <= {
        "feed", "id", "title", "subtitle", "updated", "link", "author", "name", "uri", "entry", "published",
        "category", "summary",
    }  # fmt: skip


def test_what_was_withdrawn_is_not_shown_before_the_index_knows(world: World) -> None:
    kept, gone = world.add(*postings(2))
    world.index()
    withdraw(world.store, [str(gone.id)], AT)
    assert texts(feed(world), "a:entry/a:id/text()") == [f"tag:foothold.example,2026:opportunity/{kept.id}"]


@pytest.mark.parametrize("path", [FEED, "/closing.ics"])
@pytest.mark.parametrize(
    "query", ["kind=x", "borough=atlantis", "near=Plaistow", "near=Nowhere+at+all", "level=9&level=2"]
)
def test_a_value_that_cannot_be_read_is_a_problem_and_no_wider_feed(
    city: World, path: str, query: str
) -> None:
    response = city.client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"


def test_the_search_page_offers_its_own_search_to_follow(city: World) -> None:
    for query in ("", "q=apprentice&borough=hackney&sort=pay&per_page=5&utm_source=x", "q=nothing+at+all"):
        page = etree.HTML(city.client.get(f"/?{query}").text)
        (head,) = page.xpath("//head/link[@rel='alternate'][@type='application/atom+xml']/@href")
        assert head in page.xpath("//section[@aria-labelledby='follow']//a/@href")
        (calendar,) = page.xpath("//section[@aria-labelledby='follow']//a[@type='text/calendar']/@href")
        assert city.client.get(head).data == city.client.get(f"{FEED}?{query}").data
        assert city.client.get(calendar).data == city.client.get(f"/closing.ics?{query}").data
