"""What all pages have in common, and the pages that only tell."""

import gzip
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from foothold.clock import system_clock
from foothold.errors import IndexUnavailable
from foothold.index.open_index import open_engine
from foothold.model.reporting import KEPT, NETWORK_LASTS
from search_api import create_app, web
from search_api.services import Services
from search_api.web.styles import PLAIN, Styles
from tests.search_api.web.page_text import page
from tests.search_api.world import World, settings_at

PAGES = (
    "/", "/?q=apprentice", "/about", "/accessibility", "/privacy", "/employers", "/schools", "/nowhere", "/boroughs",
    "/boroughs/hackney", "/boroughs/atlantis", "/routes", "/routes/digital", "/how-we-check", "/travel",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_its_landmarks_and_a_way_past_the_menu(city: World, path: str) -> None:
    shown = page(city.client, path)
    assert len(shown.root.xpath("//h1")) == 1
    assert [len(shown.root.xpath(f"//{name}")) for name in ("header", "main", "footer")] == [1, 1, 1]
    assert shown.root.xpath("//a[@class='govuk-skip-link']/@href") == ["#main"]
    assert shown.root.get("lang") == "en-GB"
    assert shown.texts("//title")[0].endswith("Foothold")


@pytest.mark.parametrize("path", PAGES)
def test_every_field_has_a_label(city: World, path: str) -> None:
    shown = page(city.client, path)
    for field in shown.root.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert shown.root.xpath(f"//label[@for='{field.get('id')}']"), field.get("id")


@pytest.mark.parametrize("path", [*PAGES, "/embed/v1"])
def test_a_page_needs_no_script_and_nothing_from_elsewhere(city: World, path: str) -> None:
    shown = page(city.client, path)
    assert not shown.root.xpath("//script | //*[@style] | //@onclick")
    for address in shown.root.xpath("//link[@rel!='canonical']/@href | //img/@src | //iframe/@src"):
        assert address.startswith("/") and not address.startswith("//")
    assert "Set-Cookie" not in shown.headers


@pytest.mark.parametrize("path", PAGES)
def test_a_page_may_run_and_style_only_what_is_ours_and_be_framed_only_by_us(city: World, path: str) -> None:
    policy = page(city.client, path).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy


def test_a_page_travels_compressed_where_the_browser_takes_it(city: World) -> None:
    plain = city.client.get("/")
    packed = city.client.get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]
    refused = city.client.get("/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_a_stylesheet_travels_compressed_and_an_export_does_not(city: World) -> None:
    packed = city.client.get(f"/static/{PLAIN}", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    export = city.client.get("/api/v1/export.csv", headers={"Accept-Encoding": "gzip"})
    assert export.status_code == 200
    assert "Content-Encoding" not in export.headers


def test_hashed_files_are_kept_for_ever_and_others_for_an_hour(city: World) -> None:
    styles = Styles(Path(str(city.app.static_folder)))
    plain = city.client.get(f"/static/{PLAIN}")
    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    if not styles.plain:
        built = city.client.get(f"/static/{styles.page}")
        assert built.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_plain_stylesheet_serves_where_nothing_was_built(tmp_path: Path) -> None:
    (tmp_path / PLAIN).write_text("body {}")
    styles = Styles(tmp_path)
    assert (styles.plain, styles.page, styles.embed) == (True, PLAIN, "body {}")


def test_a_page_in_the_plain_style_says_so(city: World, tmp_path: Path) -> None:
    app = Flask("search_api", static_folder=str(tmp_path), static_url_path="/static")
    app.extensions["foothold"] = Services(city.settings, city.store, city.engine, system_clock)
    web.register(app)
    answer = app.test_client().get("/about")
    assert "You see the plain style" in answer.text
    assert "/static/plain.css" in answer.text


def test_a_site_whose_index_is_away_says_so_on_a_page_and_asks_to_come_again(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    app = create_app(settings, engine=open_engine(settings))
    answer = app.test_client().get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "load this page again" in answer.text
    assert "https://www.gov.uk/apply-apprenticeship" in answer.text
    assert IndexUnavailable.__name__ not in answer.text
    assert app.test_client().get("/about").status_code == 200


def test_a_fault_of_ours_is_a_page_without_its_details(city: World) -> None:
    app = create_app(city.settings, store=city.store, engine=city.engine, clock=_broken_clock)
    answer = app.test_client().get("/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "broken on purpose" not in answer.text


def _broken_clock() -> datetime:
    raise RuntimeError("broken on purpose")


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("https://london.gov.uk/foothold", "https://london.gov.uk/foothold"),
        ("foothold@london.gov.uk", "mailto:foothold@london.gov.uk"),
        ("https://foothold.example/about", None),
    ],
)
def test_those_who_run_it_can_be_reached_where_they_said_how(
    city: World, contact: str, link: str | None
) -> None:
    settings = city.settings.model_copy(update={"contact": contact})
    app = create_app(settings, store=city.store, engine=city.engine)
    for path in ("/about", "/privacy", "/accessibility", "/employers"):
        shown = page(app.test_client(), path)
        assert "the people who run this Foothold" in shown.text
        assert (link in shown.root.xpath("//main//a/@href")) is (link is not None)


def test_the_privacy_page_names_what_is_kept_for_limits_and_for_how_long(city: World) -> None:
    text = page(city.client, "/privacy").text
    kept = f"delete reports after {KEPT // timedelta(days=365) * 12} months"
    told_apart = f"scrambled form of your internet address beside it for {NETWORK_LASTS.days} days"
    counted = (
        "keep a scrambled form of the address, from which nobody can tell it, and delete it within 2 days"
    )
    for said in (kept, told_apart, counted):
        assert said in text
