"""The figures in `docs/scaling.md` are those that were kept, and what was not measured says so."""

from typing import Any

from benchmarks.elasticsearch_page import ENGINES, page
from benchmarks.elasticsearch_scaling import BEGIN, END, PAGE, SEARCHES, kept_runs, tables


def run(*adverts: int, failed: str = "") -> dict[str, Any]:
    """Each search takes a millisecond for every thousand adverts."""
    machine = {"at": "2026-11-22T20:00", "commit": "abc", "cpu": "x", "cores": 2, "memory": "24684084 kB"}
    return {
        "machine": machine,
        "sizes": [size(count) | ({failed: {"failed": "why"}} if failed else {}) for count in adverts],
    }


def size(adverts: int) -> dict[str, Any]:
    spent = {"p50": adverts / 1_000, "p99": adverts / 500}
    made: dict[str, Any] = {"adverts": adverts, "nodes": 1, "load_before": {"store": 0.1}}
    for engine in ENGINES:
        made[f"{engine} rebuild"] = {"documents": adverts, "rebuild_seconds": adverts / 1_000}
        made[f"{engine} disk"] = {"bytes_a_document": 2_000}
    made["searches"] = {name: dict.fromkeys(ENGINES, spent) for name in SEARCHES}
    made["many at once"] = {
        name: spent | {"searches_a_second": 4e6 / adverts} for name in (*ENGINES, "cluster alone")
    }
    return made


def test_the_tables_of_the_page_are_those_of_the_kept_runs() -> None:
    shown = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown == tables(kept_runs()), "run `python -m benchmarks.elasticsearch_scaling --write`"


def test_a_line_through_the_two_largest_sizes_tells_what_was_not_measured() -> None:
    lines = tables([run(20_000, 200_000), run(1_000_000)]).splitlines()
    measured = [line for line in lines if line.startswith("| 1,000,000 |")]
    beyond = [line for line in lines if line.startswith("| 10,000,000 |")]
    assert all("| measured" in line for line in measured)
    assert all("| extrapolated |" in line for line in beyond)
    assert "10000 / 20000" in beyond[0]
    assert beyond[0].split(" | ")[2:4] == ["167 min", "20 GB"]
    # Four a second of a million on two cores, so 0.4 of ten million: at half their time, 1,000 cores for 200.
    assert beyond[2].split(" | ")[3:] == ["0.4", "100", "500", "2000", "40", "20 GB |"]


def test_a_size_that_one_engine_was_measured_at_says_which() -> None:
    million = run(1_000_000)
    del million["sizes"][0]["many at once"]["embedded"]
    rows = [line for line in tables([run(20_000, 200_000), million]).splitlines() if "1,000,000 |" in line]
    assert "| 1,000,000 | measured, embedded extrapolated | 4 | 4 |" in rows[-1]


def test_one_size_alone_extrapolates_nothing() -> None:
    assert "extrapolated" not in tables([run(20_000)])


def test_a_step_that_failed_leaves_its_engine_out_of_the_tables_and_is_told_on_the_page() -> None:
    broken = run(20_000, failed="elasticsearch rebuild")
    assert tables([broken]).count("| 20,000 |") == 1
    assert "elasticsearch rebuild failed: why" in page(broken)
