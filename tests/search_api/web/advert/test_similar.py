"""Similar opportunities: the same occupation, and near in kind, level or place; else none."""

from dataclasses import replace
from typing import Any

import pytest

from foothold.index.open_index import open_engine
from foothold.model.posting import RawPosting
from foothold.store.records import withdraw
from search_api import create_app
from search_api.web.advert.similar import THRESHOLD, likeness
from tests.search_api.web.page_text import page
from tests.search_api.world import AT, World

HACKNEY = {"borough": {"code": "E09000012", "name": "Hackney"}, "name": "Hackney", "lat": 51.54, "lon": -0.06}
ISLINGTON = {
    "borough": {"code": "E09000019", "name": "Islington"},
    "name": "Islington",
    "lat": 51.54,
    "lon": -0.1,
}
CROYDON = {"borough": {"code": "E09000008", "name": "Croydon"}, "name": "Croydon", "lat": 51.37, "lon": -0.1}


def said(title: str, kind: str = "apprenticeship", level: int | None = 2, place: Any = HACKNEY, course: str | None = None) -> dict[str, Any]:  # fmt: skip
    return {
        "title": title, "kind": kind, "level": level, "places": [place] if place else [], "national": place is None,
        "course": {"lars_code": None, "title": course} if course else None, "employer": {"slug": "marlow-and-finch"},
    }  # fmt: skip


PLUMBER = said("Apprentice plumber")


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (said("Plumber apprenticeship (Level 2)"), True),
        (said("Plumbing apprentice", place=ISLINGTON), True),
        (said("Plumber apprenticeship in Croydon", place=CROYDON), True),
        (said("Apprentice plumber", place=CROYDON, level=3), True),
        (said("Plumber and heating apprentice", place=HACKNEY), True),
        (said("Work experience with a plumber", kind="work_experience", level=None), True),
        (said("Work experience with a plumber", kind="work_experience", level=None, place=CROYDON), False),
        (said("Plumber and heating apprentice", place=CROYDON, level=None), False),
        (said("Apprentice baker"), False),
        (said("Apprentice", course="Plumbing technician"), False),
        (said("Business apprentice at Marlow and Finch"), False),
        (said("Apprenticeship"), False),
    ],
    ids=lambda value: value if isinstance(value, bool) else f"{value['title']} {value['kind']}",
)
def test_only_what_is_alike_comes_over_the_threshold(other: dict[str, Any], alike: bool) -> None:
    assert (likeness(PLUMBER, other) >= THRESHOLD) is alike, likeness(PLUMBER, other)
    assert likeness(PLUMBER, other) == likeness(other, PLUMBER)


def test_one_course_is_one_occupation_whatever_the_titles_say() -> None:
    one = said("Digital rising star", course="Software developer", level=4)
    other = said("Apprentice coder", course="Software developer", level=4, place=CROYDON)
    assert likeness(one, other) >= THRESHOLD
    assert likeness(one, said("Digital rising star", kind="internship", level=None, place=CROYDON)) < 1


JOINER = RawPosting(
    seen=AT, external_id="1", title="Apprentice joiner", employer="Marlow & Finch", kind="Apprenticeship", level="2",
    postcode="E8 1EA", closing="2026-10-01",
)  # fmt: skip


def test_an_adverts_page_shows_at_most_four_and_never_itself(world: World) -> None:
    others = [
        replace(JOINER, external_id=str(n), employer=f"Joinery {n} Works", closing=f"2026-10-{n + 1:02}")
        for n in range(2, 9)
    ]
    saved = world.add(JOINER, *others, replace(JOINER, external_id="99", title="Apprentice baker"))
    world.index()
    shown = page(world.client, f"/opportunities/{saved[0].id}")
    paths = shown.root.xpath("//ul[@class='brief']//a/@href")
    assert len(paths) == len(set(paths)) == 4
    assert f"/opportunities/{saved[0].id}" not in paths
    assert "baker" not in " ".join(shown.texts("//ul[@class='brief']"))


def test_an_advert_that_is_like_none_shows_none(world: World) -> None:
    saved = world.add(JOINER, replace(JOINER, external_id="2", title="Apprentice baker"))
    world.index()
    assert "Similar opportunities" not in page(world.client, f"/opportunities/{saved[0].id}").text


def test_the_page_of_a_withdrawn_advert_leads_to_what_is_like_it(world: World) -> None:
    gone, like = world.add(JOINER, replace(JOINER, external_id="2", employer="Joinery Works"))
    withdraw(world.store, [str(gone.id)], AT)
    world.index()
    shown = page(world.client, f"/opportunities/{gone.id}")
    assert shown.status == 410
    assert shown.root.xpath("//ul[@class='brief']//a/@href") == [f"/opportunities/{like.id}"]


def test_the_page_stands_without_them_where_the_index_is_away(world: World) -> None:
    (saved,) = world.add(JOINER)
    empty = world.settings.model_copy(update={"home": world.settings.home / "elsewhere"})
    app = create_app(world.settings, store=world.store, engine=open_engine(empty), clock=lambda: AT)
    shown = page(app.test_client(), f"/opportunities/{saved.id}")
    assert shown.status == 200
    assert shown.texts("//h1") == ["Apprentice joiner"]
