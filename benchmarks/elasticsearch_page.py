"""The figures of `benchmarks.elasticsearch` as tables.

    python -m benchmarks.elasticsearch_page [RESULTS.json ...]

prints the tables of `docs/scaling.md` from the result files; by default from all that are kept.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
ENGINES = ("embedded", "elasticsearch")
_EXTRAPOLATED = (2_000_000, 5_000_000, 10_000_000)
_SEARCHES = (
    "words + 4 filters", "one word", "filters alone", "nothing asked", "within 10 miles, nearest first",
    "page 100 and on, newest first",
)  # fmt: skip

Row = tuple[object, ...]


def page(told: Mapping[str, Any]) -> str:
    """Everything that a run has found so far, for people."""
    where = told["machine"]
    lines = ["# Elasticsearch beside the embedded engine", ""]
    lines += [*(f"- {name}: {value}" for name, value in where.items()), ""]
    for size in told["sizes"]:
        lines += [f"## {size['adverts']:,} adverts, {size['nodes']} node(s)", ""]
        for title, make in _TABLES.items():
            table = list(make(size))
            lines += [f"### {title}", "", *written(table), ""] if len(table) > 1 else []
        failed = [
            (name, of["failed"]) for name, of in size.items() if isinstance(of, dict) and "failed" in of
        ]
        lines += [f"- {name} failed: {why}" for name, why in failed]
        loads = size.get("load_before", {}).values()
        if loads:
            lines += ["", f"The load of the machine before each step was {min(loads)} to {max(loads)}.", ""]
    return "\n".join(lines)


def scaling(sizes: list[Mapping[str, Any]]) -> str:
    """Measured rows by number of adverts, then what a straight line through the two largest says."""
    lines = []
    for engine in ENGINES:
        measured = sorted((size for size in sizes if _whole(size, engine)), key=lambda size: size["adverts"])
        rows = [_scaled(size, engine) for size in measured]
        if len(measured) > 1:
            largest = measured[-1]["adverts"]
            rows += [_beyond(measured, engine, count) for count in _EXTRAPOLATED if count > largest]
        head = ("adverts", "how", "rebuilt and verified", "disk", *(f"{s} p50 / p99 ms" for s in _SEARCHES))
        lines += [f"{engine}:", "", *written([head, *rows]), ""]
    return "\n".join(lines)


def written(table: list[Row]) -> list[str]:
    head, *rows = table
    cells = [[str(cell) for cell in row] for row in (head, ["---"] * len(head), *rows)]
    return [f"| {' | '.join(row)} |" for row in cells]


def _building(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("", *ENGINES)
    built = [size.get(f"{engine} rebuild", {}) for engine in ENGINES]
    names = {
        "documents": "documents",
        "put, a second": "put_per_second",
        "rebuilt from the store and verified, s": "rebuild_seconds",
        "of it reading and putting, s": "of_it_reading_and_putting",
        "of it verifying, s": "of_it_verifying",
        "records a second in all": "rebuild_per_second",
    }
    disks = [size.get(f"{engine} disk", {}) for engine in ENGINES]
    if any("documents" in one for one in built):
        yield from ((label, *(_number(one.get(name)) for one in built)) for label, name in names.items())
        yield ("disk, bytes a document, one copy", *(_number(one.get("bytes_a_document")) for one in disks))
        yield ("times the public JSON", *(_number(one.get("times_public_json")) for one in disks))


def _answers(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("search, six facets counted", *(f"{engine} p50 / p99 ms" for engine in ENGINES))
    for name, of in _found(size, "searches"):
        yield (name, *(_spread(of.get(engine)) for engine in ENGINES))


def _added(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("search, ten facets counted", "took", "raw HTTP", "raw client", "our engine", "adds", "our API", "adds",
           "allowed", "held")  # fmt: skip
    for name, of in _found(size, "overhead"):
        held = "yes" if of["engine_held"] and of["api_held"] else "no"
        yield (name, _spread(of["took"]), _spread(of["wire"]), _spread(of["raw"]), _spread(of["engine"]),
               of["engine_adds"]["p50"], _spread(of["api"]), of["api_adds"]["p50"], of["allowed_ms"], held)  # fmt: skip


def _together(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("4 clients at once", "searches a second", "p50 / p99 ms")
    for name, of in _found(size, "many at once"):
        if isinstance(of, dict) and "failed" in of:
            yield (name, of["failed"], "")
        elif isinstance(of, dict):
            yield (name, of["searches_a_second"], _spread(of))


def _memory(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("memory", "own MB", "mapped files MB", "heap used / allowed MB")
    many = dict(_found(size, "many at once"))
    for engine in ENGINES:
        for worker in many.get(engine, {}).get("workers", ()):
            yield (f"a web worker, {engine}", worker["own_mb"], worker["mapped_files_mb"], "")
    for node in many.get("cluster memory", ()):
        heap = f"{node['heap_used_mb']} / {node['heap_max_mb']}"
        yield (f"node {node['node']}", node.get("own_mb"), node.get("mapped_files_mb"), heap)


def _followed(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("seconds until a search knows", "p50", "p99", "longest", "wanted p99")
    for name, of in _found(size, "followed"):
        if isinstance(of, dict):
            yield (
                name.replace("_", " "),
                of["p50"],
                of["p99"],
                of["longest"],
                size["followed"]["wanted_p99"],
            )


_TABLES: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Row]]] = {
    "Building": _building,
    "Searches by both engines": _answers,
    "What Foothold adds to the cluster’s work": _added,
    "Many searches at once": _together,
    "Memory": _memory,
    "Saved and withdrawn": _followed,
}


def _found(size: Mapping[str, Any], step: str) -> list[tuple[str, Any]]:
    of = size.get(step, {})
    return [] if "failed" in of else list(of.items())


def _whole(size: Mapping[str, Any], engine: str) -> bool:
    searches = dict(_found(size, "searches"))
    return "documents" in size.get(f"{engine} rebuild", {}) and all(
        engine in searches.get(s, {}) for s in _SEARCHES
    )


def _scaled(size: Mapping[str, Any], engine: str) -> Row:
    nodes = f"measured, {size['nodes']} node(s)" if engine == "elasticsearch" else "measured"
    seconds, gigabytes = _cost(size, engine)
    spreads = (_spread(size["searches"][name][engine]) for name in _SEARCHES)
    return (f"{size['adverts']:,}", nodes, _long(seconds), f"{gigabytes:.1f} GB", *spreads)


def _beyond(measured: list[Mapping[str, Any]], engine: str, count: int) -> Row:
    """Never faster than at the largest size that was measured."""
    small, large = measured[-2], measured[-1]

    def line(of: Callable[[Mapping[str, Any]], float]) -> float:
        steep = (of(large) - of(small)) / (large["adverts"] - small["adverts"])
        return of(large) + max(steep, 0.0) * (count - large["adverts"])

    def spread(name: str) -> str:
        both = (line(lambda size, part=part: size["searches"][name][engine][part]) for part in ("p50", "p99"))  # type: ignore[misc]
        return " / ".join(f"{one:.0f}" for one in both)

    seconds, gigabytes = (line(lambda size, n=n: _cost(size, engine)[n]) for n in (0, 1))  # type: ignore[misc]
    return (f"{count:,}", "extrapolated", _long(seconds), f"{gigabytes:.1f} GB", *map(spread, _SEARCHES))


def _cost(size: Mapping[str, Any], engine: str) -> tuple[float, float]:
    """Seconds of a rebuild, gigabytes of one copy."""
    each = size.get(f"{engine} disk", {}).get("bytes_a_document", 0)
    return size[f"{engine} rebuild"]["rebuild_seconds"], each * size["adverts"] / 1e9


def _long(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _spread(of: Mapping[str, float] | None) -> str:
    if not of:
        return ""
    silent = of.get("unanswered")
    return f"{of['p50']:.4g} / {of['p99']:.4g}" + (f" ({silent} unanswered)" if silent else "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(RESULTS.glob("elasticsearch*.json"))
    sizes = [size for path in paths for size in json.loads(path.read_text(encoding="utf-8"))["sizes"]]
    print(scaling(sizes))


if __name__ == "__main__":
    main()
