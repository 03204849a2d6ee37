"""The whole product as one command: pages crawled by real spiders, stored, indexed and found over HTTP."""

import csv
import io
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from foothold.reading.text_facts import commitments_of, grades_of, hours_of, weekend_of
from tests.end_to_end.city import FOOTHOLD, City, descendants, environment, free_port, gone, sample_city
from tests.end_to_end.conftest import LIMIT

Public = dict[str, Any]
SOURCES = 7
SMALL = 30
MOST_LISTED = 50
FACET_VALUES: dict[str, Callable[[Public], set[Any]]] = {
    "borough": lambda o: _boroughs(o),
    "kind": lambda o: {o["kind"]},
    "level": lambda o: {o["level"]},
    "route": lambda o: {o["route"]},
    "levy": lambda o: {o["levy"]["employer_position"]},
    "funding": lambda o: {o["levy"]["funding"]},
    "seeks_transfer": lambda o: {o["levy"]["seeks_transfer"]},
    "paid": lambda o: {o["wage"]["paid"] if o["wage"] else None},
    "grades": lambda o: {grades_of(o)},
    "hours": lambda o: {hours_of(o)},
    "weekend": lambda o: {weekend_of(o)},
    "commitment": lambda o: set(commitments_of(o)) or {None},
    "employer": lambda o: {o["employer"]["slug"] if o["employer"] else None},
    "source": lambda o: {source["source"] for source in o["sources"]},
}
SEARCHES = (
    (),
    (("q", "apprentice"),),
    (("q", "nurse"),),
    (("borough", "hackney"),),
    (("kind", "apprenticeship"),),
    (("kind", "work_experience"), ("kind", "internship")),
    (("levy", "pays"),),
    (("levy", "does_not_pay"), ("level", "3")),
    (("funding", "transferred_levy"), ("seeks_transfer", "true")),
    (("paid", "unknown"),),
    (("weekend", "weekdays_only"), ("hours", "30_or_more")),
    (("route", "Digital"), ("q", "developer")),
    (("level", "unknown"),),
    (("near", "E8 1EA"), ("within", "4")),
    (("min_hourly", "8"), ("sort", "pay")),
    (("national", "only"),),
    (("source", "sample_colleges"), ("borough", "camden"), ("borough", "unknown")),
)


@dataclass(frozen=True)
class FirstRun:
    home: Path
    port: int
    ids: frozenset[str]


def test_a_word_finds_adverts_that_say_it(city: City) -> None:
    found = city.search(("q", "apprentice"))
    assert found["total"] > 20
    assert "apprentice" in str(found["opportunities"][0]).lower()


def test_a_borough_finds_what_is_there(city: City) -> None:
    found = city.every(("borough", "hackney"))
    assert found
    assert all("E09000012" in FACET_VALUES["borough"](one) for one in found)


def test_a_levy_position_finds_its_employers(city: City) -> None:
    for position in ("pays", "does_not_pay", "unknown"):
        found = city.every(("levy", position))
        assert found
        assert {one["levy"]["employer_position"] for one in found} == {position}


@pytest.mark.parametrize("asked", SEARCHES, ids=lambda asked: "&".join("=".join(p) for p in asked) or "all")
def test_every_count_is_what_counting_the_exported_adverts_gives(
    city: City, asked: tuple[tuple[str, str], ...]
) -> None:
    answer = city.search(*asked)
    assert answer["total"] == len(city.every(*asked))
    assert set(answer["facets"]) == set(FACET_VALUES)
    for name, values_of in FACET_VALUES.items():
        exported = city.every(*_lifted(asked, name))
        counted = Counter(_word(value) for one in exported for value in values_of(one))
        shown = {facet["value"]: facet["count"] for facet in answer["facets"][name] if facet["count"]}
        listed = counted if len(counted) <= MOST_LISTED else {value: counted[value] for value in shown}
        assert shown == dict(listed), name
        assert len(shown) >= min(len(counted), MOST_LISTED)


def test_an_export_holds_every_advert_once(city: City) -> None:
    found = city.every()
    assert len({one["id"] for one in found}) == len(found) == city.search()["total"]


def test_a_limit_is_the_number_of_adverts_in_the_city(city: City) -> None:
    assert f"Building a sample city of {LIMIT} made-up adverts" in city.said
    assert 0.8 * LIMIT <= city.search()["total"] <= LIMIT
    assert city.said.count("  healthy  ") == SOURCES


def test_links_lead_back_to_the_port_that_was_asked_for(city: City) -> None:
    found = city.search(("per_page", "1"))
    assert found["links"]["next"].startswith(f"http://127.0.0.1:{city.port}/")
    assert found["opportunities"][0]["page_url"].startswith(f"http://127.0.0.1:{city.port}/")


def test_the_real_store_is_not_touched(city: City, city_home: Path) -> None:
    assert (city_home / "demo" / "foothold.db").exists()
    assert not (city_home / "foothold.db").exists()
    assert not (city_home / "index").exists()


def test_a_port_that_is_taken_is_told_with_what_to_do(city: City, tmp_path: Path) -> None:
    done = _foothold(tmp_path, "demo", "--limit", "5", "--port", str(city.port))
    assert done.returncode == 1
    assert f"Port {city.port} is taken. Try another: make run PORT={city.port + 100}" in done.stderr
    assert not list(tmp_path.rglob("*.db"))


def test_a_taken_port_of_the_sample_city_s_own_sites_is_told_too(tmp_path: Path) -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + 1))
        other.listen()
        done = _foothold(tmp_path, "demo", "--limit", "5", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port + 1} is taken" in done.stderr


def test_an_uploaded_row_is_found_within_seconds_and_a_bad_one_is_told(
    city: City, city_home: Path, record_property: Callable[[str, object], None]
) -> None:
    added = _foothold(city_home / "demo", "employers", "add", "Quillfeather Bindery", "--levy", "pays")
    assert added.returncode == 0, added.stderr
    sheet = _sheet(closing=datetime.now(UTC).date() + timedelta(days=20))
    headers = {"Authorization": f"Bearer {added.stdout.strip()}", "Content-Type": "text/csv"}
    began = time.monotonic()
    answer = city.ask("/api/v1/uploads", body=sheet, headers=headers)
    assert answer.status == 200, answer.body
    good, bad = answer.json["rows"]
    assert (good["row"], good["status"], good["errors"]) == (2, "saved", [])
    assert (bad["row"], bad["status"], bad["id"]) == (3, "rejected", None)
    assert bad["errors"] == [
        {
            "field": "closing",
            "text": "31/13/2026",
            "message": "We could not read the closing date “31/13/2026”. Write it like 31 October 2026.",
        }
    ]
    found = next(_until_found(city, good["id"], seconds=10))
    record_property("saved_to_searchable_seconds", round(time.monotonic() - began, 2))
    assert found["title"] == "Bookbinding apprentice"
    assert found["places"][0]["borough"]["name"] == "Hackney"
    assert found["levy"] | {"employer_position": "pays", "position_basis": "declared"} == found["levy"]
    again = city.ask("/api/v1/uploads", body=sheet, headers=headers).json
    assert (again["saved"], again["unchanged"], again["rejected"]) == (0, 1, 1)


def test_an_upload_without_a_key_is_refused(city: City) -> None:
    answer = city.ask("/api/v1/uploads", body=b"title\nA", headers={"Content-Type": "text/csv"})
    assert answer.status == 401


@pytest.mark.parametrize(
    ("number", "same_port"), [(signal.SIGTERM, True), (signal.SIGINT, False)], ids=["SIGTERM", "SIGINT"]
)
def test_a_second_run_begins_with_what_the_first_stored_doubles_nothing_and_leaves_no_process(
    number: signal.Signals, same_port: bool, tmp_path: Path, first_run: FirstRun
) -> None:
    port = first_run.port if same_port else None
    with sample_city(first_run.home, SMALL, tmp_path, ready=False, port=port) as city:
        city.wait_until_said("fills while the spiders crawl")
        assert {one["id"] for one in city.every()} == first_run.ids
        city.wait_until_said("can be searched at")
        if same_port:
            assert _saved(city.said) == [0] * SOURCES
        assert sorted(one["id"] for one in city.every()) == sorted(first_run.ids)
        children = city.children()
        assert len(children) >= 5
        assert city.stop(number) == 0
    assert gone(children)


def test_it_stops_at_once_in_the_middle_of_a_crawl_and_leaves_no_process(tmp_path: Path) -> None:
    with sample_city(tmp_path, 5000, tmp_path, ready=False) as city:
        city.wait_until_said("fills while the spiders crawl")
        until = time.monotonic() + 20
        while len(children := descendants(city.process.pid)) < 7:
            assert time.monotonic() < until, city.said
            time.sleep(0.1)
        time.sleep(1)
        began = time.monotonic()
        assert city.stop() == 0
        assert time.monotonic() - began < 15
    assert gone(children)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """A small city that was crawled once and has ended, and the ids that it showed."""
    home = tmp_path_factory.mktemp("small")
    with sample_city(home, SMALL, home) as city:
        return FirstRun(home, city.port, frozenset(one["id"] for one in city.every()))


def _boroughs(public: Public) -> set[str | None]:
    """National and remote adverts count in no borough, not even in an unknown one."""
    if public["national"] or public["remote"] == "remote":
        return set()
    return {place["borough"]["code"] for place in public["places"] if place["borough"]} or {None}


def _lifted(asked: tuple[tuple[str, str], ...], name: str) -> list[tuple[str, str]]:
    """The search without one filter; whether national and remote ones count stays as it was."""
    kept = [pair for pair in asked if pair[0] != name]
    named = {key for key, _ in asked}
    if named & {"borough", "near"}:
        kept += [(mode, "exclude") for mode in ("national", "remote") if mode not in named]
    return kept


def _word(value: Any) -> str:
    if value is None:
        return "unknown"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _saved(said: str) -> list[int]:
    lines = [line for line in said.splitlines() if " postings, " in line and " saved, " in line]
    return [int(line.partition(" postings, ")[2].split(" saved")[0]) for line in lines]


def _until_found(city: City, id: str, seconds: float) -> Iterator[Public]:  # noqa: A002 - the public key
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield from (one for one in city.every(("q", "bookbinding")) if one["id"] == id)
        time.sleep(0.05)
    raise AssertionError(f"{id} could not be found after {seconds} seconds")


def _sheet(closing: object) -> bytes:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["Reference", "Job title", "Type", "Postcode", "Wage", "Level", "Closing date"])
    writer.writerow(
        ["QB-1", "Bookbinding apprentice", "Apprenticeship", "E8 1EA", "£9.50 an hour", "3", closing]
    )
    writer.writerow(
        ["QB-2", "Gilding apprentice", "Apprenticeship", "E8 1EA", "£9.50 an hour", "3", "31/13/2026"]
    )
    return rows.getvalue().encode()


def _foothold(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FOOTHOLD, *arguments], env=environment(home), cwd=home, capture_output=True, text=True, timeout=60
    )
