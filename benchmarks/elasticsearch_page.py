"""The figures of one run of `benchmarks.elasticsearch` as tables."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

ENGINES = ("embedded", "elasticsearch")
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
        "most memory that the rebuilding process has had so far, MB": "most_memory_so_far_mb",
    }
    disks = [size.get(f"{engine} disk", {}) for engine in ENGINES]
    if any("documents" in one for one in built):
        yield from ((label, *(_number(one.get(name)) for one in built)) for label, name in names.items())
        yield ("disk, bytes a document, one copy", *(_number(one.get("bytes_a_document")) for one in disks))
        yield ("times the public JSON", *(_number(one.get("times_public_json")) for one in disks))


def _answers(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("search, six facets counted", *(f"{engine} p50 / p99 ms" for engine in ENGINES))
    for name, of in found(size, "searches"):
        yield (name, *(spread(of.get(engine)) for engine in ENGINES))


def _added(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("search, all facets counted", "took", "raw HTTP", "raw client", "our engine", "adds", "our API, first", "our API",
           "adds", "allowed", "held")  # fmt: skip
    for name, of in found(size, "overhead"):
        held = "yes" if of["engine_held"] and of["api_held"] else "no"
        yield (name, spread(of["took"]), spread(of["wire"]), spread(of["raw"]), spread(of["engine"]),
               of["engine_adds"]["p50"], spread(of.get("api_first")), spread(of["api"]), of["api_adds"]["p50"], of["allowed_ms"], held)  # fmt: skip


def _together(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("4 clients at once", "searches a second", "p50 / p99 ms")
    for name, of in found(size, "many at once"):
        if isinstance(of, dict) and "failed" in of:
            yield (name, of["failed"], "")
        elif isinstance(of, dict):
            yield (name, of["searches_a_second"], spread(of))


def _memory(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("memory", "own MB", "mapped files MB", "heap used / allowed MB")
    many = dict(found(size, "many at once"))
    for engine in ENGINES:
        for worker in many.get(engine, {}).get("workers", ()):
            yield (f"a web worker, {engine}", worker["own_mb"], worker["mapped_files_mb"], "")
    for node in many.get("cluster memory", ()):
        heap = f"{node['heap_used_mb']} / {node['heap_max_mb']}"
        yield (f"node {node['node']}", node.get("own_mb"), node.get("mapped_files_mb"), heap)


def _followed(size: Mapping[str, Any]) -> Iterator[Row]:
    yield ("seconds until a search knows", "p50", "p99", "longest", "wanted p99")
    for name, of in found(size, "followed"):
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


def found(size: Mapping[str, Any], step: str) -> list[tuple[str, Any]]:
    of = size.get(step, {})
    return [] if "failed" in of else list(of.items())


def spread(of: Mapping[str, float] | None) -> str:
    if not of:
        return ""
    silent = of.get("unanswered")
    return f"{of['p50']:.4g} / {of['p99']:.4g}" + (f" ({silent} unanswered)" if silent else "")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}"
