"""What a source, an employer or a visitor writes is shown and never run: 0 of the payloads, in real Chromium.

All is looked at with the content security policy set aside, so that escaping alone has to hold.
"""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Browser

from foothold.store import employers
from foothold.store.records import every_public
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World
from tests.security.adverts import NUMBERS, crawled, upload
from tests.security.payloads import EVERY, FAR_HOST, numbered
from tests.security.watching import Onlooker, serving

UPLOADS = "/api/v1/uploads"
PARAMETERS = (
    "q", "near", "within", "borough", "kind", "level", "route", "levy", "funding", "paid", "min_hourly", "employer",
    "source", "closing_before", "start_from", "sort", "per_page", "cursor", "utm_source",
)  # fmt: skip
OPENED = {
    "job_posting_page": slice(0, None, 2),
    "greenhouse": slice(1, None, 4),
    "job_feed": slice(3, None, 4),
    "upload-marlow-and-finch": slice(1, None, 2),
}
"""Whose own pages are opened: each payload once of those that were crawled, every other one of those uploaded.
All of them stand in the lists."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Adverts that carry every payload in every text, by every road."""
    world = new_world(tmp_path_factory.mktemp("scripting"))
    for road, postings in crawled():
        world.add(*postings, source=road)
    key = employers.add(world.store, "Marlow & Finch", at=AT)
    answer = world.client.post(
        UPLOADS, data=upload(), content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200, answer.text[:500]
    world.index()
    return world


@pytest.fixture(scope="module")
def adverts(world: World) -> dict[str, list[str]]:
    """The paths of the adverts' pages by road."""
    found: dict[str, list[str]] = {}
    for record in every_public(world.store):
        found.setdefault(record.public["sources"][0]["source"], []).append(f"/opportunities/{record.id}")
    return found


@pytest.fixture(scope="module")
def onlooker(world: World, chromium: Browser) -> Iterator[Onlooker]:
    raw = {f"/raw/{number}": f"<!doctype html><p>{numbered(number)}</p>" for number in NUMBERS}
    with serving(world.app, raw) as site:
        yield Onlooker(chromium, site)


def parameters(number: int) -> str:
    """Every parameter with a payload, each with another one."""
    return urlencode({name: numbered((number + n) % len(EVERY)) for n, name in enumerate(PARAMETERS)})


def test_the_watch_sees_what_runs_where_nothing_is_escaped(onlooker: Onlooker) -> None:
    """Otherwise the other tests would prove nothing."""
    watch = onlooker.look([f"/raw/{number}" for number in NUMBERS])
    ran = {int(number) for number in watch.ran if number.isdecimal()}
    waiting = {int(path.rpartition("/")[2]) for path in watch.waiting}
    assert len(ran) > 60
    assert len(ran | waiting) > 150
    assert any(FAR_HOST in url for url in watch.asked)


def test_every_payload_came_in_by_every_road(adverts: dict[str, list[str]]) -> None:
    assert {road: len(paths) for road, paths in adverts.items()} == dict.fromkeys(OPENED, len(EVERY))


@pytest.mark.parametrize("road", OPENED)
def test_an_adverts_page_runs_nothing(road: str, adverts: dict[str, list[str]], onlooker: Onlooker) -> None:
    assert not onlooker.look(adverts[road][OPENED[road]]).harm


@pytest.mark.parametrize(
    "page", ["/?per_page=100", "/embed/v1?per_page=20", "/api/v1/opportunities?per_page=100"]
)
def test_a_list_of_them_runs_nothing(page: str, world: World, onlooker: Onlooker) -> None:
    paths = [f"{page}&sort=newest"]
    size = 20 if "embed" in page else 100
    paths += [f"{page}&q=apprentice&employer={quote(f'Marlow {numbered(n)}')}" for n in NUMBERS[::size]]
    assert not onlooker.look(paths).harm


def test_a_shortlist_and_the_pages_around_them_run_nothing(
    adverts: dict[str, list[str]], onlooker: Onlooker
) -> None:
    ids = [path.rpartition("/")[2] for paths in adverts.values() for path in paths]
    lists = ["/shortlist?" + "&".join(f"id={one}" for one in ids[n : n + 50]) for n in range(0, len(ids), 50)]
    forms = [f"/opportunities/{one}/report" for one in ids[::25]]
    around = ["/boroughs/hackney", "/routes/digital", "/employer/marlow-and-finch", "/operate"]
    assert not onlooker.look([*lists, *forms, *around]).harm


@pytest.mark.parametrize(
    ("page", "step"),
    [
        ("/", 3),
        ("/embed/v1", 3),
        ("/schools", 19),
        ("/boroughs", 19),
        ("/shortlist", 19),
        ("/employers", 19),
        ("/api/v1/opportunities", 19),
    ],
)
def test_what_a_visitor_asks_for_is_not_run(page: str, step: int, onlooker: Onlooker) -> None:
    """Each payload in `len(PARAMETERS) / step` parameters."""
    assert not onlooker.look([f"{page}?{parameters(n)}" for n in NUMBERS[::step]]).harm


def test_a_page_that_is_not_there_runs_nothing(onlooker: Onlooker) -> None:
    segments = [quote(numbered(n), safe="") for n in NUMBERS[::2]]
    folders = (
        "/",
        "/boroughs/",
        "/routes/",
        "/employer/",
        "/opportunities/",
        "/embed/",
        "/api/v1/opportunities/",
        "/static/",
    )
    assert not onlooker.look([folders[n % len(folders)] + said for n, said in enumerate(segments)]).harm


def test_the_policy_stands_behind_the_escaping(adverts: dict[str, list[str]], onlooker: Onlooker) -> None:
    pages = [paths[0] for paths in adverts.values()]
    assert not onlooker.look([*pages, "/", "/embed/v1", "/employers", "/schools"], bypass_csp=False).harm


def test_no_payload_gets_into_a_header(world: World) -> None:
    for number in NUMBERS[::4]:
        said, near = numbered(number), numbered((number + 2) % len(EVERY))
        answer = world.client.get("/", query_string={"q": said, "near": near, "cursor": said})
        assert "Set-Cookie" not in answer.headers
        assert not [value for _, value in answer.headers if "canary" in value or FAR_HOST in value]


def test_what_a_visitors_browser_says_is_not_shown(world: World) -> None:
    said = "<script>canary()</script>"
    headers = dict.fromkeys(("User-Agent", "Referer", "X-Forwarded-Host", "X-Forwarded-For", "Accept"), said)
    for path in ("/", "/nowhere", "/embed/v1", "/employers", "/schools", "/api/v1/opportunities"):
        assert said not in world.client.get(path, headers=headers).text


def test_an_uploads_answer_is_json_that_no_browser_takes_for_a_page(world: World) -> None:
    key = employers.add(world.store, "Borough Stage", at=AT)
    answer = world.client.post(
        UPLOADS, data='[{"title": "<script>canary()</script>"}]', content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )  # fmt: skip
    assert answer.content_type == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
