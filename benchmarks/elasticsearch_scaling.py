"""What the kept figures of `benchmarks.elasticsearch` say about larger numbers, for `docs/scaling.md`.

    python -m benchmarks.elasticsearch_scaling           prints the tables
    python -m benchmarks.elasticsearch_scaling --write   puts them into the page

A row is measured or says that it is extrapolated: a straight line through the two largest sizes that were
measured, never below the largest, because what a search counts and what a rebuild reads grows with the adverts.
"""

import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.elasticsearch_page import ENGINES, Row, found, spread, written

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "scaling.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"
BEYOND = (2_000_000, 5_000_000, 10_000_000)
SEARCHES = (
    "words + 4 filters", "one word", "filters alone", "nothing asked", "within 10 miles, nearest first",
    "page 100 and on, newest first",
)  # fmt: skip
RATES = (10, 50, 200)
PATIENT_MS = 500.0
"""What the slowest kind of search may take at its p99 before a generation wants another shard."""

BUSY = 0.5
"""The share of the cores that may be busy, so that a peak or the loss of a node is borne."""

Size = Mapping[str, Any]
Of = Callable[[Size], float]


def tables(runs: Sequence[Mapping[str, Any]]) -> str:
    sizes = [size for run in runs for size in run["sizes"]]
    if not any(_whole(size, engine) for size in sizes for engine in ENGINES):
        return "No figures are kept yet: `make bench-elasticsearch` measures them.\n"
    lines = [f"Measured on {_where(run)}." for run in runs]
    for engine in ENGINES:
        lines += [
            "",
            f"**{engine.capitalize()}**, a call of the engine with six facets:",
            "",
            *written(_growth(sizes, engine)),
        ]
    cores = int(runs[-1]["machine"]["cores"])
    lines += ["", "**What it takes**:", "", *written(list(_advice(sizes, cores)))]
    return "\n".join(lines) + "\n"


def _growth(sizes: Sequence[Size], engine: str) -> list[Row]:
    measured = _measured(sizes, engine)
    head = (
        "adverts",
        "",
        "rebuilt and verified",
        "disk, one copy",
        *(f"{name}, p50 / p99 ms" for name in SEARCHES),
    )
    rows = [_as_measured(size, engine) for size in measured]
    if len(measured) > 1:
        rows += [
            _extrapolated(measured, engine, count) for count in BEYOND if count > measured[-1]["adverts"]
        ]
    return [head, *rows]


def _as_measured(size: Size, engine: str) -> Row:
    how = "measured" if engine == ENGINES[0] else f"measured, {_nodes(size)}"
    spreads = (spread(size["searches"][name][engine]) for name in SEARCHES)
    return (
        f"{size['adverts']:,}",
        how,
        _long(_seconds(size, engine)),
        _gigabytes(_bytes(size, engine)),
        *spreads,
    )


def _extrapolated(measured: Sequence[Size], engine: str, count: int) -> Row:
    def at(of: Of) -> float:
        return _line(measured, of, count)

    spreads = (
        " / ".join(
            f"{at(partial(_spent, engine=engine, name=name, part=part)):.0f}" for part in ("p50", "p99")
        )
        for name in SEARCHES
    )
    seconds, size = at(partial(_seconds, engine=engine)), at(partial(_bytes, engine=engine))
    return (f"{count:,}", "extrapolated", _long(seconds), _gigabytes(size), *spreads)


def _advice(sizes: Sequence[Size], cores: int) -> Iterator[Row]:
    """Cores of the data nodes for so many searches a second, and shards for a slowest search that is patient."""
    yield (
        "adverts", "", f"embedded: searches a second of a site on {cores} cores",
        f"cluster: searches a second of {cores} cores",
        *(f"cores for {rate} a second" for rate in RATES), "shards", "memory for one copy in the page cache",
    )  # fmt: skip
    kept = [size for size in _measured(sizes, ENGINES[1]) if _rate(size, "cluster alone")]
    wanted = [size["adverts"] for size in kept]
    wanted += [count for count in BEYOND if len(kept) > 1 and count > wanted[-1]]
    for count in wanted:
        site, alone = (_capacity(kept, of, count) for of in (ENGINES[0], "cluster alone"))
        needed = (max(1, math.ceil(rate * cores / (alone * BUSY))) for rate in RATES)
        slowest = max(
            _line(kept, partial(_spent, engine=ENGINES[1], name=n, part="p99"), count) for n in SEARCHES
        )
        yield (
            f"{count:,}", _how_known(kept, count), f"{site:.3g}" if site else "", f"{alone:.3g}",
            *needed, max(1, math.ceil(slowest / PATIENT_MS)), _gigabytes(_line(kept, partial(_bytes, engine=ENGINES[1]), count)),
        )  # fmt: skip


def _how_known(kept: Sequence[Size], count: int) -> str:
    size = next((size for size in kept if size["adverts"] == count), None)
    if size is None:
        return "extrapolated"
    return "measured" if _rate(size, ENGINES[0]) else "measured, embedded extrapolated"


def _capacity(kept: Sequence[Size], name: str, count: int) -> float:
    """Searches a second: their inverse, what one costs, grows with the adverts."""
    able = [size for size in kept if _rate(size, name)]
    cost = _line(able, lambda size: 1 / _rate(size, name), count) if able else 0.0
    return 1 / cost if cost else 0.0


def _line(measured: Sequence[Size], of: Of, count: int) -> float:
    for size in measured:
        if size["adverts"] == count:
            return of(size)
    small, large = measured[-2], measured[-1]
    steep = (of(large) - of(small)) / (large["adverts"] - small["adverts"])
    return of(large) + max(steep, 0.0) * (count - large["adverts"])


def _measured(sizes: Sequence[Size], engine: str) -> list[Size]:
    return sorted((size for size in sizes if _whole(size, engine)), key=lambda size: int(size["adverts"]))


def _whole(size: Size, engine: str) -> bool:
    searches = dict(found(size, "searches"))
    steps = (size.get(f"{engine} rebuild", {}), size.get(f"{engine} disk", {}))
    return all(step and "failed" not in step for step in steps) and all(n in searches for n in SEARCHES)


def _spent(size: Size, engine: str, name: str, part: str) -> float:
    return float(size["searches"][name][engine][part])


def _seconds(size: Size, engine: str) -> float:
    return float(size[f"{engine} rebuild"]["rebuild_seconds"])


def _bytes(size: Size, engine: str) -> float:
    return float(size[f"{engine} disk"]["bytes_a_document"] * size["adverts"])


def _rate(size: Size, name: str) -> float:
    of = dict(found(size, "many at once")).get(name, {})
    return float(of.get("searches_a_second", 0))


def _nodes(size: Size) -> str:
    return "1 node" if size["nodes"] == 1 else f"{size['nodes']} nodes"


def _where(run: Mapping[str, Any]) -> str:
    of = run["machine"]
    loads = [load for size in run["sizes"] for load in size.get("load_before", {}).values()]
    counts = " and ".join(f"{size['adverts']:,}" for size in run["sizes"])
    load = f"; its load before each step was {min(loads)} to {max(loads)}" if loads else ""
    memory = f"{int(of['memory'].split()[0]) / 1e6:.0f} GB" if of["memory"] else "unknown memory"
    return f"{of['at'][:10]}, commit {of['commit']}, {of['cpu']} with {of['cores']} cores and {memory} ({counts} adverts){load}"


def _long(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _gigabytes(size: float) -> str:
    return f"{size / 1e9:.2g} GB"


def kept_runs() -> list[Mapping[str, Any]]:
    paths = sorted((ROOT / "benchmarks" / "results").glob("elasticsearch*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def main() -> None:
    made = tables(kept_runs())
    if sys.argv[1:] != ["--write"]:
        print(made, end="")
        return
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}{made}{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
