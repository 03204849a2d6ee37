"""The shortlist: in the address, carried along, kept nowhere."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from foothold.model.identity import opportunity_id
from foothold.store.records import Moved, find, withdraw
from search_api.web.shortlist.links import MOST
from tests.search_api.web.page_text import asked, page
from tests.search_api.web.test_advert_page import BARE, FULL
from tests.search_api.world import AT, World

ROWS = "//tr[@class='compare__row']"
INSIDE = (
    "/",
    "/boroughs",
    "/routes",
    "/opportunities/",
    "/employer/",
    "/about",
    "/travel",
    "/privacy",
    "/how-we",
)


def ids(world: World, count: int) -> list[str]:
    listed = world.client.get(f"/api/v1/opportunities?per_page={count}").json["opportunities"]
    return [one["id"] for one in listed]


def test_saving_from_a_search_puts_it_into_every_link_and_keeps_the_search(city: World) -> None:
    shown = page(city.client, "/?q=apprentice&kind=apprenticeship&sort=closing")
    href = shown.root.xpath("//a[contains(@class, 'save--add')]/@href")[0]
    card = urlsplit(href).fragment.removeprefix("o-")
    assert asked(href) == {
        "q": ["apprentice"],
        "kind": ["apprenticeship"],
        "sort": ["closing"],
        "list": [card],
    }
    saved = page(city.client, href)
    assert saved.total == shown.total
    assert saved.one("//input[@name='list']").get("value") == card
    assert saved.root.xpath(f"//article[@id='o-{card}']//a[contains(., 'Remove')]")
    assert "Shortlist 1 saved" in saved.text


@pytest.mark.parametrize(
    "path", ["/?q=apprentice", "/?q=nursery+e8", "/?kind=mentoring&min_hourly=500", "{advert}", "/boroughs",
             "/boroughs/hackney", "/routes", "/routes/digital", "/about", "/boroughs/atlantis", "/nowhere"],
)  # fmt: skip
def test_every_link_within_the_site_carries_the_list(city: World, path: str) -> None:
    one, other = ids(city, 2)
    path = path.format(advert=f"/opportunities/{other}")
    shown = page(city.client, f"{path}{'&' if '?' in path else '?'}list={one}")
    left_behind = []
    for link in shown.root.xpath("//a[not(contains(@class, 'skip-link'))]"):
        address = urlsplit(link.get("href"))
        if address.path.endswith((".atom", ".ics")):
            continue
        within = (
            address.path.startswith(INSIDE) and not address.netloc and not address.path.startswith("/api")
        )
        carries = parse_qs(address.query).get("list") or parse_qs(address.query).get("id")
        if within and not carries and "Remove" not in link.text_content():
            left_behind.append(link.text_content().strip() + " " + link.get("href"))
    assert left_behind == []


def test_pages_go_on_where_the_list_changes_on_the_way(city: World) -> None:
    first = page(city.client, "/?sort=closing&per_page=30")
    following = first.root.xpath("//a[@rel='next']/@href")[0]
    one = ids(city, 1)[0]
    plain, listed = page(city.client, following), page(city.client, f"{following}&list={one}")
    assert "first page" not in listed.text.lower() or "You are on the first page" not in listed.text
    cards = "//article//h3/a"
    assert plain.texts(cards) == listed.texts(cards) != first.texts(cards)


def test_the_list_shows_what_is_on_it_side_by_side_in_its_order(city: World) -> None:
    chosen = ids(city, 4)
    shown = page(city.client, "/shortlist?" + "&".join(f"id={one}" for one in reversed(chosen)))
    paths = [urlsplit(href).path for href in shown.root.xpath(f"{ROWS}/th/a[1]/@href")]
    assert paths == [f"/opportunities/{one}" for one in reversed(chosen)]
    assert shown.texts("//table//thead//th") == ["Opportunity", "Kind", "Pay", "Hours", "Where", "Closes"]
    assert all(cell for cell in shown.texts(f"{ROWS}/td"))
    assert shown.one("//textarea").text.strip().endswith("&".join(f"id={one}" for one in reversed(chosen)))


def test_removing_one_leaves_the_others(city: World) -> None:
    chosen = ids(city, 3)
    shown = page(city.client, "/shortlist?" + "&".join(f"id={one}" for one in chosen))
    less = shown.root.xpath("//a[contains(@class, 'compare__remove')]/@href")
    assert [asked(href)["id"] for href in less] == [
        [other for other in chosen if other != one] for one in chosen
    ]
    last = page(city.client, f"/shortlist?id={chosen[0]}")
    assert last.root.xpath("//a[contains(@class, 'compare__remove')]/@href") == ["/shortlist"]


def test_what_was_withdrawn_is_told_by_its_title(world: World) -> None:
    kept, gone = world.add(FULL, replace(BARE, external_id="9", title="Apprentice thatcher"))
    withdraw(world.store, [str(gone.id)], AT)
    shown = page(world.client, f"/shortlist?id={kept.id}&id={gone.id}")
    assert len(shown.root.xpath(ROWS)) == 1
    assert "No longer on offer" in shown.text and "Apprentice thatcher" in shown.text


def test_what_was_merged_is_shown_once_at_its_new_address(world: World) -> None:
    world.add(FULL, source="one")
    world.add(replace(FULL, external_id="3"), source="two")
    pair = (opportunity_id("one", "2"), opportunity_id("two", "3"))
    moved = next(one for one in pair if isinstance(find(world.store, one), Moved))
    kept = next(one for one in pair if one != moved)
    alone = page(world.client, f"/shortlist?id={moved}")
    assert [urlsplit(h).path for h in alone.root.xpath(f"{ROWS}/th/a[1]/@href")] == [f"/opportunities/{kept}"]
    assert "new address" in alone.text
    assert alone.link("tidy list") == f"/shortlist?id={kept}"
    both = page(world.client, f"/shortlist?id={moved}&id={kept}")
    assert len(both.root.xpath(ROWS)) == 1


def test_a_closed_one_stays_and_says_so(world: World) -> None:
    (saved,) = world.add(replace(FULL, closing="2026-09-01"))
    assert "Closed: you can no longer apply" in page(world.client, f"/shortlist?id={saved.id}").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Nothing is on your shortlist yet."),
        ("?id=", "Nothing is on your shortlist yet."),
        ("?id=aaaaaaaaaaaa", "We do not know one of the opportunities"),
        ("?id=%3Cscript%3E&id=NOPE", "We do not know 2 of the opportunities"),
        ("?list=aaaaaaaaaaaa.%00", "We do not know 2 of the opportunities"),
    ],
)
def test_what_is_not_there_is_told_and_nothing_breaks(world: World, query: str, said: str) -> None:
    shown = page(world.client, f"/shortlist{query}")
    assert shown.status == 200
    assert said in shown.text


def test_a_list_holds_fifty_and_says_when_it_is_full(city: World) -> None:
    chosen = ids(city, MOST + 3)
    shown = page(city.client, "/shortlist?" + "&".join(f"id={one}" for one in chosen))
    assert len(shown.root.xpath(ROWS)) == MOST
    assert "We left out 3." in shown.text
    search = page(city.client, "/?per_page=100&list=" + ".".join(chosen))
    assert "is full" in search.text
    assert not search.root.xpath("//a[contains(@class, 'save--add')]")


def test_a_list_is_kept_by_nobody(city: World) -> None:
    shown = page(city.client, "/shortlist?id=aaaaaaaaaaaa")
    assert shown.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in shown.headers
    assert shown.one("//meta[@name='robots']").get("content") == "noindex"


def test_the_api_knows_no_list(city: World) -> None:
    assert city.client.get("/api/v1/opportunities?list=aaaaaaaaaaaa").status_code == 400
