"""The pages of boroughs, types of work and employers: what they count is what their links find."""

import gzip
from dataclasses import replace

import pytest

from foothold.model.organisations import slugify
from foothold.model.posting import RawPosting
from foothold.store import employers
from search_api.web.browse.borough_map import breaks, outlines, shade_of
from search_api.web.browse.pages import ROUTE_BY_SLUG, commitments
from tests.search_api.web.page_text import Page, page
from tests.search_api.world import AT, World

KB = 1024
ROWS = "//table[contains(@class, 'atlas__table')]//tbody/tr"
COUNTED = "//li[@class='counts__one']"


def rows(shown: Page) -> dict[str, tuple[str, int]]:
    """Each row of the boroughs' table: its link and its count."""
    return {
        row.xpath("string(th)").strip(): (row.xpath("string(th/a/@href)"), int(row.xpath("string(td)")))
        for row in shown.root.xpath(ROWS)
    }


def test_the_map_and_the_table_say_the_same_of_all_33(city: World) -> None:
    shown = page(city.client, "/boroughs")
    told = rows(shown)
    assert len(told) == 33 + 3
    on_map = dict(title.rsplit(": ", 1) for title in shown.texts("//svg//a/title"))
    assert {name: int(count) for name, count in on_map.items()} == {
        name: count for name, (_, count) in list(told.items())[:33]
    }
    assert [int(text) for text in shown.texts("//svg/text")] == [int(count) for count in on_map.values()]


def test_what_counts_in_no_borough_stands_below_and_its_link_finds_as_many(city: World) -> None:
    told = rows(page(city.client, "/boroughs"))
    for name in ("Borough not stated", "Open to the whole country", "From home or online"):
        href, count = told[name]
        assert page(city.client, href).total == count, name
    assert sum(told[name][1] for name in ("Open to the whole country", "From home or online")) > 0


def test_each_boroughs_own_page_finds_as_many_as_the_table_says(city: World) -> None:
    for name, (href, count) in list(rows(page(city.client, "/boroughs")).items())[:33:6]:
        shown = page(city.client, href)
        assert shown.texts("//h1") == [f"Apprenticeships and work experience in {name}"]
        assert page(city.client, shown.link("See")).total == count


def test_the_page_of_boroughs_is_light(city: World) -> None:
    packed = city.client.get("/boroughs", headers={"Accept-Encoding": "gzip"})
    assert len(packed.data) <= 25 * KB
    assert gzip.decompress(packed.data).count(b"<path") == 33


def test_every_borough_has_its_number_inside_its_outline_box() -> None:
    height, drawn = outlines()
    assert sorted(drawn) == list(range(33))
    assert all(0 < one.x < 720 and 0 < one.y < height for one in drawn.values())


@pytest.mark.parametrize(
    ("counts", "edges"),
    [
        ([0, 0, 0], ()),
        ([7], (7,)),
        ([1, 2, 3, 4, 5], (1, 2, 3, 4, 5)),
        ([4, 4, 4, 4, 9], (4, 9)),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], (2, 4, 6, 8, 10)),
    ],
)
def test_shades_split_the_boroughs_evenly(counts: list[int], edges: tuple[int, ...]) -> None:
    assert breaks(counts) == edges
    assert all((shade_of(count, edges) == 0) is (count == 0) for count in counts)


@pytest.mark.parametrize(
    "path", ["/boroughs/hackney", "/boroughs/city-of-london", "/routes/digital", "/routes/care-services"]
)
def test_each_count_of_a_page_is_what_its_link_finds(city: World, path: str) -> None:
    shown = page(city.client, path)
    assert shown.root.xpath(COUNTED)
    for one in shown.root.xpath(COUNTED)[::2]:
        said = int(one.xpath("string(span[@class='counts__number']/text()[1])").replace(",", ""))
        assert page(city.client, one.xpath("string(a/@href)")).total == said, one.text_content()


def test_no_advert_stands_on_a_landing_page_twice(city: World) -> None:
    paths = page(city.client, "/boroughs/hackney").root.xpath("//article//a/@href")
    assert len(paths) == len(set(paths)) > 4


def test_the_types_of_work_are_all_there_also_those_with_nothing_open(world: World) -> None:
    shown = page(world.client, "/routes") if world.index() is None else None
    assert shown and len(shown.root.xpath(COUNTED)) == 15
    assert "Nothing is open here today." in page(world.client, "/routes/digital").text


def test_an_employers_page_tells_what_it_offers_and_where(city: World) -> None:
    public = city.client.get("/api/v1/opportunities?per_page=1&borough=hackney").json["opportunities"][0]
    shown = page(city.client, f"/employer/{public['employer']['slug']}")
    assert shown.texts("//h1") == [public["employer"]["name"]]
    assert "What this employer has promised" in shown.text
    assert public["title"] in shown.text


def test_an_employer_that_we_know_and_that_offers_nothing_has_a_page_too(world: World) -> None:
    employers.add(world.store, "Marlow & Finch", at=AT)
    world.index()
    shown = page(world.client, "/employer/marlow-and-finch")
    assert shown.status == 200
    assert "Nothing is open here today." in shown.text


def test_a_promise_is_told_once_with_what_it_rests_on() -> None:
    pledge = {"name": "Living Wage", "level": None, "basis": "register of 2026", "url": "https://x.example/"}
    level = {"name": "Disability Confident", "level": "leader", "basis": "declared", "url": None}
    told = commitments([{"commitments": [pledge, level]}, {"commitments": [dict(pledge)]}])
    assert [(one.name, one.basis, one.url) for one in told] == [
        ("Living Wage", "register of 2026", "https://x.example/"),
        ("Disability Confident (leader)", "declared", None),
    ]


@pytest.mark.parametrize(
    ("path", "lead"),
    [
        ("/boroughs/hackny", "/boroughs/hackney"),
        ("/boroughs/atlantis-on-sea", "/boroughs"),
        ("/routes/digitl", "/routes/digital"),
        ("/employer/nobody-of-that-name", "/boroughs"),
        ("/employer/unknown", "/boroughs"),
        ("/employer/%3Cscript%3E", "/boroughs"),
    ],
)
def test_what_we_do_not_know_is_a_404_that_leads_on(city: World, path: str, lead: str) -> None:
    shown = page(city.client, path)
    assert shown.status == 404
    assert lead in shown.root.xpath("//main//a/@href")
    assert shown.one("//main//input[@name='q']").get("value")
    assert shown.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("known", ["E09000012", "Hackney", "LBH"])
def test_a_borough_by_another_of_its_names_leads_to_its_page(city: World, known: str) -> None:
    answer = city.client.get(f"/boroughs/{known}")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/boroughs/hackney")


def test_the_page_of_a_place_without_anything_open_leads_to_its_neighbours(world: World) -> None:
    world.index()
    shown = page(world.client, "/boroughs/hackney")
    assert "Nothing is open here today." in shown.text
    assert "/boroughs/islington" in shown.root.xpath("//main//a/@href")


def test_names_in_other_scripts_and_without_end_hold(world: World) -> None:
    name = "شركة لندن " + "Electro" * 30
    posting = RawPosting(
        seen=AT, external_id="1", title="Apprentice joiner", employer=name, kind="Apprenticeship",
        postcode="E8 1EA", closing="2026-10-01",
    )  # fmt: skip
    world.add(posting, replace(posting, external_id="2", employer="Zoë’s Café"))
    world.index()
    assert "Zoë’s Café" in page(world.client, f"/employer/{slugify('Zoë’s Café')}").text


def test_every_route_has_an_address() -> None:
    assert len(ROUTE_BY_SLUG) == 15
