"""The exports: all that a search finds, as JSON Lines and CSV that no spreadsheet works out."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from foothold.model.posting import RawPosting
from foothold.model.source import load_sources
from search_api import create_app
from search_api.api.export_columns import COLUMNS, cell, column_table
from search_api.api.fields import field_names
from search_api.licences import NOTE, Licences
from tests.search_api.api.test_listing import KEYS, everything
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, World, postings, settings_at

LINES, CSV, SCHEMA = "/api/v1/export.jsonl", "/api/v1/export.csv", "/api/v1/export/schema"
DOCS = Path(__file__).parents[3] / "docs" / "api.md"
SEARCHES = (
    "",
    "kind=internship",
    "q=plumber&borough=hackney",
    "closing_before=2026-10-10",
    "q=nothing+at+all",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> World:
    """More than two pages of the index."""
    world = new_world(tmp_path_factory.mktemp("exports"))
    world.add(*postings(250))
    world.index()
    return world


def lines(world: World, query: str = "") -> list[dict[str, Any]]:
    response = world.client.get(f"{LINES}?{query}")
    assert response.status_code == 200
    assert response.content_type == "application/jsonl"
    return [json.loads(line) for line in response.text.splitlines()]


def table(world: World, query: str = "") -> list[dict[str, str]]:
    response = world.client.get(f"{CSV}?{query}")
    assert response.status_code == 200
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


@pytest.mark.parametrize("query", SEARCHES)
def test_an_export_holds_all_that_the_search_finds_once_and_the_newest_first(city: World, query: str) -> None:
    listed = everything(city, f"{query}&sort=newest&per_page=100")
    assert [line["opportunity"] for line in lines(city, query)] == listed
    assert [row["id"] for row in table(city, query)] == [found["id"] for found in listed]


def test_a_record_fits_the_schema_and_names_its_terms(city: World) -> None:
    schema = city.client.get(SCHEMA).get_json()
    fits = jsonschema_rs.validator_for(schema["record"])
    for line in lines(city):
        fits.validate(line)
        assert set(line["opportunity"]) == KEYS
        assert [t["source"] for t in line["terms"]] == [s["source"] for s in line["opportunity"]["sources"]]
    assert not fits.is_valid(line | {"opportunity": line["opportunity"] | {"colour": "red"}})


def test_the_rows_have_the_columns_of_the_schema(city: World) -> None:
    described = city.client.get(SCHEMA).get_json()["table"]
    rows = table(city)
    assert list(rows[0]) == [field["name"] for field in described["fields"]] == [c.name for c in COLUMNS]
    kinds = {field["name"]: field["type"] for field in described["fields"]}
    reads = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__}
    for row in rows:
        for name, value in row.items():
            assert not value or reads.get(kinds[name], str)(value) is not None


def test_a_row_says_what_the_record_says(city: World) -> None:
    (row,) = (r for r in table(city) if r["url"] == "https://jobs.example/adverts/1")
    assert (row["title"], row["employer"], row["level"]) == (
        "Software developer apprentice",
        "Borough Stage",
        "4",
    )
    assert (row["boroughs"], row["borough_codes"], row["postcodes"]) == ("Camden", "E09000007", "NW1 8NH")
    assert (row["pay_low"], row["pay_per"], row["national"]) == ("8.5", "hour", "false")
    assert row["licences"] == "example_college: not known"


def test_every_column_is_of_a_field_and_every_fact_is_in_a_column() -> None:
    of = {column.of.partition(".")[0] for column in COLUMNS}
    assert {column.of for column in COLUMNS} <= set(field_names())
    assert KEYS - of == {"description_html", "requirements"}, "the long texts"


DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "\x00=1",
    "'=1",
    "=cmd|' /C calc'!A0",
)


@pytest.mark.parametrize("text", DANGEROUS, ids=repr)
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_no_cell_of_an_export_is_a_formula(world: World) -> None:
    plain = next(postings(1))
    for n, text in enumerate(DANGEROUS):
        world.add(hostile(plain, text, n))
    world.index()
    response = world.client.get(CSV)
    rows = list(csv.reader(io.StringIO(response.text, newline="")))
    assert len(rows) > 4
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert not [value for row in rows for value in row if value[:1] in "=+-@\t\r\n＝" and value]
    assert {line["opportunity"]["title"] for line in lines(world)} >= {"=1+1 Apprentice plumber"}


def hostile(plain: RawPosting, text: str, n: int) -> RawPosting:
    return replace(
        plain, external_id=f"X-{n}", url=f"https://x.example/{n}", title=f"{text} Apprentice plumber",
        employer=f"{text} Ltd", summary=f"{text}\nand\r\nmore", working_week=text, places=f"{text} Hackney",
    )  # fmt: skip


def test_fields_choose_what_is_exported(city: World) -> None:
    assert [set(line["opportunity"]) for line in lines(city, "fields=title,employer.name")] == [
        {"id", "title", "employer"}
    ] * 250
    assert set(table(city, "fields=title,employer.name")[0]) == {
        "id",
        "title",
        "employer",
        "sources",
        "licences",
    }
    assert set(table(city, "fields=employer")[0]) == {
        "id",
        "employer",
        "employer_slug",
        "commitments",
        "sources",
        "licences",
    }


@pytest.mark.parametrize("path", [LINES, CSV])
def test_an_export_is_sent_as_it_is_read(city: World, path: str) -> None:
    """A page of the index at a time, never the whole; not even to a client that takes gzip."""
    response = city.client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=False)
    assert response.is_streamed
    assert "Content-Length" not in response.headers
    assert "Content-Encoding" not in response.headers
    chunks = [chunk for chunk in response.response if chunk]
    assert len(chunks) >= 3
    assert max(chunk.count(b"\n") for chunk in chunks) <= 100
    assert response.headers["Content-Disposition"].startswith("attachment; filename=foothold-2026-09-15.")


@pytest.mark.parametrize("path", [LINES, CSV])
def test_an_unchanged_export_is_not_sent_again(world: World, path: str) -> None:
    world.add(*postings(3))
    world.index()
    first = world.client.get(path)
    assert first.headers["Foothold-Revision"] == "3"
    tag = first.headers["ETag"]
    again = world.client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert world.client.get(f"{path}?kind=internship", headers={"If-None-Match": tag}).status_code == 200
    world.add(*postings(5))
    world.index()
    changed = world.client.get(path, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.headers["Foothold-Revision"]) == (200, "5")


@pytest.mark.parametrize(
    "query", ["per_page=5", "cursor=abc", "sort=pay", "fields=colour", "kind=x", "utm_source=a"]
)
@pytest.mark.parametrize("path", [LINES, CSV])
def test_what_an_export_does_not_take_is_refused(city: World, path: str, query: str) -> None:
    response = city.client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"


def test_exports_have_a_limit_of_their_own_for_both_together(tmp_path: Path, city: World) -> None:
    settings = settings_at(tmp_path).model_copy(update={"rate_limit_exports": "2 per minute"})
    client = create_app(settings, store=city.store, engine=city.engine, clock=lambda: AT).test_client()
    answers = [client.get(path) for path in (LINES, CSV, LINES, CSV, SCHEMA)]
    assert [r.status_code for r in answers] == [200, 200, 429, 429, 200]
    assert answers[0].headers["RateLimit-Policy"] == "2;w=60"


def test_without_an_index_an_export_is_a_problem(world: World) -> None:
    assert world.client.get(LINES).status_code == 503


def test_terms_are_those_that_somebody_has_read() -> None:
    terms = Licences(load_sources())
    (national, upload) = terms.of(
        [{"source": "national_api"}, {"source": "upload-a"}, {"source": "national_api"}]
    )
    assert national["licence"] == "terms of the interface, which whoever asks for the key accepts"
    assert upload == {"source": "upload-a", "publisher": None, "licence": None, "checked": None}
    assert not [t for t in terms.every() if t["licence"] == "unverified"]


def test_the_page_about_the_api_has_the_columns_and_the_note() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert column_table() in page
    assert NOTE in " ".join(page.split())
