"""The search that other sites frame, and the pages that help them and employers."""

import csv
import io
from html import unescape

import pytest
from lxml import html

from foothold.uploads.reading import accepted_headings, read_upload
from tests.search_api.web.page_text import asked, page
from tests.search_api.world import AT, World


def test_any_site_may_frame_the_widget_and_nothing_in_it_may_run(city: World) -> None:
    policy = page(city.client, "/embed/v1").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_the_widget_asks_for_nothing_but_its_page(city: World) -> None:
    shown = page(city.client, "/embed/v1?borough=hackney")
    assert not shown.root.xpath("//link | //img | //script | //iframe | //@src")


def test_the_widget_shows_what_the_site_preset_and_keeps_it_in_a_search(city: World) -> None:
    shown = page(city.client, "/embed/v1?borough=hackney&kind=apprenticeship&utm_source=x")
    hidden = {i.get("name"): i.get("value") for i in shown.root.xpath("//input[@type='hidden']")}
    assert hidden == {"borough": "E09000012", "kind": "apprenticeship", "per_page": "5"}
    assert shown.texts("//h1") == ["Apprenticeships and work experience in Hackney"]
    total = city.client.get("/api/v1/opportunities?borough=hackney&kind=apprenticeship").json["total"]
    assert shown.texts("//div[@role='status']") == [f"{total} opportunities"]


def test_adverts_open_in_a_new_tab_and_say_so(city: World) -> None:
    shown = page(city.client, "/embed/v1")
    links = shown.root.xpath("//h3/a")
    assert len(links) == 5
    for link in links:
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
        assert "opens in a new tab" in link.text_content()


def test_the_widget_pages_inside_its_frame(city: World) -> None:
    first = page(city.client, "/embed/v1?kind=apprenticeship")
    second = page(city.client, first.link("Next page"))
    assert asked(first.link("Next page"))["kind"] == ["apprenticeship"]
    assert not set(first.root.xpath("//h3/a/@href")) & set(second.root.xpath("//h3/a/@href"))


def test_the_widget_asks_back_and_tells_what_it_could_not_read(city: World) -> None:
    shown = page(city.client, "/embed/v1?near=hayes&kind=plumbing")
    assert "/embed/v1?near=Hayes+%28Bromley%29&per_page=5" in shown.root.xpath("//a/@href")
    assert "We do not know the kind of opportunity “plumbing”." in shown.text


def test_a_problem_in_the_frame_is_shown_in_the_frame(world: World) -> None:
    shown = page(world.client, "/embed/v2")
    assert shown.status == 404
    assert "frame-ancestors *" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "query", ["", "borough=hackney", "borough=hackney&kind=work_experience", "borough=x&kind=<b>"]
)
def test_the_code_for_schools_frames_what_the_preview_shows(city: World, query: str) -> None:
    shown = page(city.client, f"/schools?{query}")
    frame = html.fromstring(shown.one("//textarea").text)
    preview = shown.one("//iframe")
    assert frame.get("src") == f"http://foothold.example{unescape(preview.get('src'))}"
    assert preview.get("title") == f"Preview: {frame.get('title')}"
    assert city.client.get(preview.get("src")).status_code == 200


def test_the_template_is_a_sheet_that_we_read(city: World) -> None:
    answer = city.client.get("/employers/template.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    upload = read_upload(answer.data, "text/csv", "template.csv", seen=AT)
    assert not upload.unknown_headings
    assert upload.rows[0].posting is not None
    headings = next(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert "Job title" in headings


def test_every_heading_that_we_read_stands_in_the_table(city: World) -> None:
    shown = page(city.client, "/employers")
    for entry in accepted_headings():
        for heading in entry.headings:
            assert heading in shown.text


def test_employers_are_told_the_address_of_this_site(city: World) -> None:
    assert "http://foothold.example/api/v1/uploads" in page(city.client, "/employers").text
