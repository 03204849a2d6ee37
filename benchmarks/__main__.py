"""Runs the benchmarks one after another and keeps what they said, with the machine and the commit.

    python -m benchmarks [--full] [NAME ...]

Small by default, so that it ends within minutes; `--full` takes the sizes that the wanted figures are for.
Writes `benchmarks/results/latest.json` and `latest.md`. Other load on the machine makes every figure worse:
the load at the start is kept with them.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
LIMIT_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Benchmark:
    name: str
    wanted: str
    small: tuple[str, ...]
    full: tuple[str, ...] = ()


BENCHMARKS = (
    Benchmark("normalise", "≥ 1,500 postings/s a core on the sample city's", ("3000",), ("20000",)),
    Benchmark("store_save", "batches of 100 beside a bare executemany", ("5000",), ("20000",)),
    Benchmark("duplicates", "100,000 adverts matched in ≤ 5 minutes, close to linearly", ("--adverts", "2000", "10000", "--saved", "2000"),
              ("--adverts", "10000", "100000", "--saved", "10000")),
    Benchmark("index_build", "≥ 10,000 records/s from the store; index ≤ 1.2 times the public JSON", ("5000",), ("20000",)),
    Benchmark("store_to_search", "saved → searchable p99 ≤ 2 s; withdrawal the same", ("30",), ("300",)),
    Benchmark("job_posting", "≥ 5 times extruct with all syntaxes, the same postings or more", ("--rounds", "5")),
    Benchmark("search_engine", "engine call p99 ≤ 20 ms, by distance ≤ 100 ms at 200,000", ("--adverts", "5000", "--searches", "100"),
              ("--adverts", "20000", "--searches", "300")),
    Benchmark("http_search", "p50 ≤ 15 ms, p99 ≤ 60 ms: 20,000 adverts, 4 clients, 2 workers", ("--adverts", "3000", "--requests", "800")),
    Benchmark("largest_paint", "largest paint ≤ 1.5 s on a slow phone", ("--adverts", "600", "--visits", "5"),
              ("--adverts", "2000", "--visits", "9")),
    Benchmark("suggest", "p99 ≤ 10 ms at 20,000 adverts", ("--adverts", "3000", "--requests", "1000"), ("--adverts", "20000")),
    Benchmark("slow_connections", "/healthz p99 ≤ 200 ms while 200 slow connections stand; all ended in ≤ 30 s",
              ("--adverts", "600", "--count", "60", "--seconds", "14"), ("--seconds", "40", "--upload")),
    Benchmark("reading", "≥ 98% of titles, employers, closing dates, kinds and boroughs, ≥ 97% of pay, no wrong borough", ()),
    Benchmark("travel", "a search of the whole network ≤ 3 ms", ("--searches", "100"), ("--searches", "1000")),
    Benchmark("journeys", "85% of each half of the known journeys within 6 minutes or a quarter", ()),
    Benchmark("crawl", "≥ 0.5 of a bare Scrapy spider's pages/s; feeds ≥ 700 postings/s a core", ("200", "1500")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    benchmark: Benchmark
    arguments: tuple[str, ...]
    seconds: float
    code: int
    said: str


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0])
    arguments.add_argument("names", nargs="*", metavar="NAME", help=", ".join(b.name for b in BENCHMARKS))
    arguments.add_argument("--full", action="store_true")
    chosen = arguments.parse_args()
    unknown = set(chosen.names) - {b.name for b in BENCHMARKS}
    if unknown:
        arguments.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    where = machine()
    wanted = [b for b in BENCHMARKS if not chosen.names or b.name in chosen.names]
    results = [run(benchmark, chosen.full) for benchmark in wanted]
    RESULTS.mkdir(exist_ok=True)
    kept = [{"name": r.benchmark.name, "wanted": r.benchmark.wanted, "arguments": r.arguments,
             "seconds": round(r.seconds, 1), "exit": r.code, "said": said_by(r)} for r in results]  # fmt: skip
    told = {"machine": where, "results": kept}
    (RESULTS / "latest.json").write_text(
        json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (RESULTS / "latest.md").write_text(page(where, results), encoding="utf-8")
    sys.exit(1 if any(r.code for r in results) else 0)


def run(benchmark: Benchmark, full: bool) -> Result:
    script = ROOT / "benchmarks" / f"{benchmark.name}.py"
    given = (benchmark.full or ()) if full else benchmark.small
    print(f"== {benchmark.name} {' '.join(given)}: {benchmark.wanted}", flush=True)
    began = time.perf_counter()
    if not script.is_file():
        return Result(benchmark, given, 0.0, 1, f"{script.name} is not there.")
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{benchmark.name}", *given],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=LIMIT_SECONDS, check=False,
        )  # fmt: skip
        code, said = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        code, said = 1, f"It took more than {LIMIT_SECONDS} seconds."
    print(said, flush=True)
    return Result(benchmark, given, time.perf_counter() - began, code, said.strip())


def said_by(result: Result) -> object:
    """Its JSON where it speaks JSON, else its lines."""
    try:
        return json.loads(result.said)
    except ValueError:
        return result.said.splitlines()


def machine() -> dict[str, object]:
    """What the figures were measured on, and what else it was doing."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "commit": _git("rev-parse", "--short", "HEAD"),
        "changed_files": len(_git("status", "--porcelain", "--untracked-files=no").splitlines()),
        "cpu": _named("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory": _named("/proc/meminfo", "MemTotal"),
        "python": platform.python_version(),
        "load": [round(load, 1) for load in os.getloadavg()],
    }


def page(where: dict[str, object], results: list[Result]) -> str:
    lines = ["# Latest figures", "", *(f"- {name}: {value}" for name, value in where.items()), ""]
    for result in results:
        lines += [f"## {result.benchmark.name}", "", f"Wanted: {result.benchmark.wanted}.", "",
                  "```", f"python -m benchmarks.{result.benchmark.name} {' '.join(result.arguments)}".strip(), "",
                  result.said, "```", ""]  # fmt: skip
    return "\n".join(lines)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _named(path: str, name: str) -> str | None:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), None)


if __name__ == "__main__":
    main()
