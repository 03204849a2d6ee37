"""The embedded engine beside Elasticsearch, what Foothold adds to the cluster's own work, and how it grows.

    python -m benchmarks.elasticsearch [--adverts N ...] [--nodes 1|3] [--searches N] [--rounds N]
    python -m benchmarks.elasticsearch --million

For each number of adverts, in one run: a store with so many, a true rebuild of both engines from it (verified
and switched to; on three nodes of the cluster alone), the same searches by both, each in a minute of its own so
that none has kept the counts, each search by us and by the client alone with the same requests, many searches at
once, and how long after a save and a withdrawal a search knows of it. Starts the nodes that the tests use, on
loopback with 768 MB of heap each, and ends them.

The result file is written after every step, and a step that fails is told in it. A million is by hand: it
wants two hours, 16 GB of disk and a machine with nothing else to do. A store that `--home` keeps is used again.
"""

import argparse
import contextlib
import json
import os
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.__main__ import RESULTS, machine
from benchmarks.elasticsearch_adverts import stocked
from benchmarks.elasticsearch_page import page
from benchmarks.elasticsearch_searches import compare, many_at_once, overhead
from benchmarks.elasticsearch_stand import CLUSTER, EMBEDDED, Stand, build, disk
from benchmarks.store_to_search import measured
from tests.elasticsearch_nodes import node, three_nodes

MILLION = 1_000_000


def main() -> None:
    asked = argparse.ArgumentParser(
        prog="python -m benchmarks.elasticsearch", description=__doc__.partition("\n")[0]
    )
    asked.add_argument("--adverts", type=int, nargs="+", default=[20_000, 200_000])
    asked.add_argument("--million", action="store_true", help="a million adverts on three nodes")
    asked.add_argument("--nodes", type=int, choices=(1, 3), default=1)
    asked.add_argument("--searches", type=int, default=200, help="of each kind")
    asked.add_argument("--requests", type=int, default=1_000, help="sent by several clients at once")
    asked.add_argument("--rounds", type=int, default=300, help="saves and withdrawals that are followed")
    asked.add_argument("--home", type=Path, help="keep the stores of adverts there, and use those that are")
    asked.add_argument("--results", type=Path, help="the file of figures; a page of the same name beside it")
    options = asked.parse_args()
    if options.million:
        options.adverts, options.nodes = [MILLION], 3
    # Ended by a signal, the nodes end too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    name = "elasticsearch-million" if options.million else "elasticsearch"
    kept = Kept(options.results or RESULTS / f"{name}.json", options)
    with _nodes(options.nodes) as server, _home(options.home) as home:
        for adverts in options.adverts:
            measure(kept, server, home / f"{adverts}-adverts", adverts, options)
    print(kept.path.with_suffix(".md").read_text())
    raise SystemExit(1 if kept.failed else 0)


class Kept:
    """The figures so far, in their file."""

    def __init__(self, path: Path, options: argparse.Namespace) -> None:
        self.path = path
        self.failed = False
        arguments = {key: value for key, value in vars(options).items() if key not in ("home", "results")}
        self._told: dict[str, Any] = {"machine": machine(), "arguments": arguments, "sizes": []}

    def begin(self, **of: Any) -> None:
        self._told["sizes"].append(of)
        self._write()

    def step(self, name: str, work: Callable[[], Any]) -> None:
        print(f"{time.strftime('%H:%M:%S')} {name} …", flush=True)
        size = self._told["sizes"][-1]
        began, load = time.perf_counter(), os.getloadavg()[0]
        try:
            size[name] = work()
        except (Exception, SystemExit) as error:
            self.failed = True
            size[name] = {"failed": f"{type(error).__name__}: {error}"}
            traceback.print_exc()
        size.setdefault("seconds", {})[name] = round(time.perf_counter() - began, 1)
        size.setdefault("load_before", {})[name] = round(load, 1)
        print(f"  {size['seconds'][name]} s", flush=True)
        self._write()

    def _write(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps(self._told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        self.path.with_suffix(".md").write_text(page(self._told), encoding="utf-8")


def measure(kept: Kept, server: str, home: Path, adverts: int, options: argparse.Namespace) -> None:
    kept.begin(adverts=adverts, nodes=options.nodes)
    home.mkdir(parents=True, exist_ok=True)
    print(f"{adverts:,} adverts on {options.nodes} node(s)", flush=True)
    store = stocked(home, adverts)
    stand = Stand(home, store, server, adverts)
    # The embedded engine serves one machine, and is compared where a cluster is one node.
    engines = (EMBEDDED, CLUSTER) if options.nodes == 1 else (CLUSTER,)
    for name in engines:
        kept.step(f"{name} rebuild", lambda name=name: build(stand, name))
        kept.step(f"{name} disk", lambda name=name: disk(stand, name))
    kept.step("searches", lambda: compare(stand, options.searches, engines))
    kept.step("overhead", lambda: overhead(stand, options.searches // 2))
    kept.step("many at once", lambda: many_at_once(stand, options.requests, engines))
    kept.step(
        "followed",
        lambda: measured(store, stand.engines[CLUSTER], stand.environment(CLUSTER), options.rounds),
    )
    store.close()


@contextlib.contextmanager
def _nodes(count: int) -> Iterator[str]:
    """The address of nodes on loopback."""
    try:
        if count == 1:
            with node() as server:
                yield server
            return
        with three_nodes() as cluster:
            yield cluster.url
    except pytest.fail.Exception as why:
        raise SystemExit(str(why)) from why
    except pytest.skip.Exception as why:
        raise SystemExit(str(why)) from why


@contextlib.contextmanager
def _home(kept: Path | None) -> Iterator[Path]:
    if kept:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="foothold-benchmark-") as name:
        yield Path(name)


if __name__ == "__main__":
    main()
