"""A source that is YAML alone: crawled, tried on a saved answer, and told where its paths lead nowhere."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foothold.cli import main
from foothold.model.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page


def json_values(site: LocalSite, path: str) -> str:
    """`path` is that of the list."""
    values = {
        "url": f"{site.url}/api/jobs",
        "list": path,
        "fields": {"title": "name", "places": "town"},
        "detail": "/api/jobs/{id}",
    }
    return json.dumps(values)


JOBS: dict[str, list[dict[str, object]]] = {
    "jobs": [{"id": 1, "name": "Apprentice cook", "town": "Camden, London"}]
}


def json_page(payload: object) -> Page:
    return Page(json.dumps(payload).encode(), headers={"Content-Type": "application/json"})


def test_a_list_and_its_adverts_are_crawled_by_the_paths_of_the_yaml(
    site: LocalSite, source: LocalSource
) -> None:
    site.pages["/api/jobs"] = json_page(JOBS)
    site.pages["/api/jobs/1"] = json_page(JOBS["jobs"][0])
    source.describe(json_values(site, "jobs"), family="json_list")
    assert source.crawl().verdict is Verdict.HEALTHY
    assert list(source.shown()) == ["Apprentice cook"]


def test_a_path_that_leads_nowhere_fails_the_run_with_its_key(site: LocalSite, source: LocalSource) -> None:
    site.pages["/api/jobs"] = json_page(JOBS)
    source.describe(json_values(site, "data.jobs"), family="json_list")
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert "`list: data.jobs` leads to no list" in " ".join(outcome.evidence)


def test_a_title_that_leads_nowhere_is_told_though_there_are_further_pages(
    site: LocalSite, source: LocalSource
) -> None:
    site.pages["/api/jobs"] = json_page({**JOBS, "next": "?page=2"})
    values = {"url": f"{site.url}/api/jobs", "list": "jobs", "fields": {"title": "heading"}, "next": "next"}
    source.describe(json.dumps(values), family="json_list")
    outcome = source.crawl()
    assert outcome.verdict is Verdict.FAILED
    assert "`fields.title: heading` leads nowhere" in " ".join(outcome.evidence)


def test_a_page_and_its_adverts_are_crawled_by_the_selectors_of_the_yaml(
    site: LocalSite, source: LocalSource
) -> None:
    site.pages["/jobs"] = Page(
        b"<ul><li class=job><a href=/jobs/1>Cook</a></li></ul><a rel=next href='?p=2'>More</a>"
    )
    site.pages["/jobs?p=2"] = Page(b"<ul><li class=job><a href=/jobs/2>Baker</a></li></ul>")
    for number, trade in enumerate(("cook", "baker"), start=1):
        site.pages[f"/jobs/{number}"] = Page(f"<h1>Apprentice {trade}</h1><p>Camden, London</p>".encode())
    values = {
        "url": f"{site.url}/jobs",
        "rows": "li.job",
        "fields": {"title": "a"},
        "detail": "a",
        "detail_fields": {"title": "h1", "places": "p"},
        "next": "a[rel=next]",
    }
    source.describe(json.dumps(values), family="listing")
    outcome = source.crawl()
    assert outcome.verdict is Verdict.HEALTHY, outcome.evidence
    assert sorted(source.shown()) == ["Apprentice baker", "Apprentice cook"]


def read_with(values: str, folder: Path, payload: object = JOBS) -> Result:
    (folder / "source.yml").write_text(values)
    (folder / "answer.json").write_text(json.dumps(payload))
    arguments = ["--family", "json_list", "--values", str(folder / "source.yml"), str(folder / "answer.json")]
    return CliRunner().invoke(main, ["read", *arguments])


@pytest.mark.parametrize("whole", [True, False], ids=["a source's file", "its values alone"])
def test_a_saved_answer_is_read_by_a_sources_values(tmp_path: Path, whole: bool) -> None:
    values = '{url: "https://a.example/", list: jobs, fields: {title: name, places: town}, detail: "/{id}", employer: A Ltd}'
    result = read_with(f"title: A\nvalues: {values}\n" if whole else values, tmp_path)
    found = json.loads(result.stdout)["opportunity"]
    assert (found["title"], found["employer"]["name"]) == ("Apprentice cook", "A Ltd")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("{list: data, fields: {title: name}}", "`list: data` leads to no list"),
        ("{fields: {salary: pay}}", "`fields`"),
        ("- title", "holds no values"),
        ("{", "--values"),
        ("{kind: job, fields: {title: name}}", "kind is one of"),
    ],
)
def test_values_that_are_wrong_are_told(tmp_path: Path, values: str, told: str) -> None:
    result = read_with(values, tmp_path)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
