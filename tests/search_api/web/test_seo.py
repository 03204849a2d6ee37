"""How search engines and browsers find the pages: sitemap, robots.txt, OpenSearch, and what each page says of itself."""

from dataclasses import replace
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from foothold.model.posting import RawPosting
from foothold.store.records import withdraw
from search_api.web import seo
from tests.search_api.web.page_text import page
from tests.search_api.world import AT, World

ROOT = "http://foothold.example"
LOC = "//*[local-name()='loc']/text()"
JOINER = RawPosting(
    seen=AT,
    external_id="1",
    title="Apprentice joiner",
    kind="Apprenticeship",
    postcode="E8 1EA",
    closing="2026-10-01",
)


def xml(world: World, path: str) -> etree._Element:
    answer = world.client.get(path.removeprefix(ROOT))
    assert answer.status_code == 200, path
    assert answer.content_type.startswith("application/xml")
    return etree.fromstring(answer.data)


def test_the_sitemap_names_every_open_advert_once_with_its_day(world: World) -> None:
    saved = world.add(
        JOINER,
        replace(JOINER, external_id="2", title="Apprentice glazier", closing=None),
        replace(JOINER, external_id="3", title="Apprentice thatcher", closing="2026-09-14"),
        replace(JOINER, external_id="4", title="Apprentice roofer"),
    )
    withdraw(world.store, [str(saved[3].id)], AT)
    parts = xml(world, "/sitemap.xml").xpath(LOC)
    assert parts == [f"{ROOT}/sitemap-pages.xml", f"{ROOT}/sitemap-adverts-1.xml"]
    listed = xml(world, parts[1])
    assert sorted(listed.xpath(LOC)) == sorted(f"{ROOT}/opportunities/{one.id}" for one in saved[:2])
    assert listed.xpath("//*[local-name()='lastmod']/text()") == ["2026-09-15"] * 2


def test_the_sitemap_is_split_where_a_part_is_full(city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = xml(city, "/sitemap-adverts-1.xml").xpath(LOC)
    monkeypatch.setattr(seo, "PART", 50)
    parts = xml(city, "/sitemap.xml").xpath(LOC)[1:]
    split = [loc for part in parts for loc in xml(city, part).xpath(LOC)]
    assert len(parts) > 1
    assert split == whole
    assert len(set(split)) == city.client.get("/api/v1/opportunities").json["total"]


def test_every_page_of_the_sitemap_is_there(city: World) -> None:
    paths = xml(city, "/sitemap-pages.xml").xpath(LOC)
    assert len(paths) == len(set(paths)) > 33 + 15
    for path in paths[::6]:
        assert city.client.get(path.removeprefix(ROOT)).status_code == 200, path


@pytest.mark.parametrize("part", ["0", "2", "99999999999", "one"])
def test_the_sitemap_has_no_other_parts(city: World, part: str) -> None:
    assert city.client.get(f"/sitemap-adverts-{part}.xml").status_code == 404


def test_robots_may_read_the_pages_and_learn_where_the_sitemap_is(city: World) -> None:
    text = city.client.get("/robots.txt").text
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    assert rules.site_maps() == [f"{ROOT}/sitemap.xml"]
    for path in ("/", "/boroughs/hackney", "/opportunities/aaaaaaaaaaaa", "/employer/x", "/sitemap.xml"):
        assert rules.can_fetch("*", ROOT + path), path
    for path in ("/api/v1/opportunities", "/operate", "/shortlist?id=a"):
        assert not rules.can_fetch("*", ROOT + path), path
    assert "Disallow: /*?*&*&" in text


def test_a_browser_can_search_from_its_own_bar(city: World) -> None:
    shown = page(city.client, "/about")
    href = shown.one("//link[@rel='search']").get("href")
    described = etree.fromstring(city.client.get(href).data)
    template = described.xpath("//*[local-name()='Url'][@type='text/html']/@template")[0]
    address = template.replace("{searchTerms}", "apprentice").removeprefix(ROOT)
    assert page(city.client, address).total == page(city.client, "/?q=apprentice").total > 0


@pytest.mark.parametrize(
    "path", ["/", "/about", "/boroughs", "/boroughs/hackney", "/routes/digital", "/travel", "/employers"]
)
def test_a_page_says_its_address_title_and_content_to_those_who_share_it(city: World, path: str) -> None:
    shown = page(city.client, f"{path}?utm_source=mail")
    told = {one.get("property"): one.get("content") for one in shown.root.xpath("//meta[@property]")}
    assert told["og:url"] == shown.one("//link[@rel='canonical']").get("href") == ROOT + path
    assert shown.texts("//title")[0] == f"{told['og:title']} – Foothold"
    assert told["og:description"] == shown.one("//meta[@name='description']").get("content")


@pytest.mark.parametrize("path", ["/nowhere", "/boroughs/atlantis", "/opportunities/aaaaaaaaaaaa"])
def test_what_is_not_there_asks_not_to_be_kept(city: World, path: str) -> None:
    shown = page(city.client, path)
    assert shown.one("//meta[@name='robots']").get("content") == "noindex"
    assert not shown.root.xpath("//link[@rel='canonical']")


@pytest.mark.parametrize(("query", "kept"), [("", True), ("?q=nurse", False), ("?borough=hackney", False)])
def test_a_search_is_no_page_to_keep(city: World, query: str, kept: bool) -> None:
    robots = page(city.client, f"/{query}").root.xpath("//meta[@name='robots']/@content")
    assert robots == ([] if kept else ["noindex"])
