"""How fast is the embedded engine, and how much of that is tantivy's own work?

    python -m benchmarks.search_engine [--documents 20000] [--searches 300] [--results FILE]

Builds an index of the sample city's adverts, then times several kinds of search, each counting its facets
anew (what is asked again is kept and not counted: "asked again" shows that); the reference is tantivy itself
in the same run: the same words in one field, four terms as filters and six terms aggregations, no closing
dates, distances, typos or public shapes.
"""

import argparse
import itertools
import os
import platform
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import tantivy

from benchmarks.city_adverts import public_adverts
from foothold.index.document import Document
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.fields import FACETS as ALL_FACETS
from foothold.index.query import Include, Near, SearchQuery, Sort

AT = datetime(2026, 9, 20, 12, tzinfo=UTC)
FACETS = ("borough", "kind", "level", "route", "levy", "paid")
JOBS = "plumber electrician nurse chef developer gardener accountant carpenter receptionist solicitor".split()  # noqa: SIM905
TOWNS = "Hackney Camden Croydon Barnet Newham Ealing Lambeth Lewisham Brent Enfield".split()  # noqa: SIM905
TOGETHER = 2_500


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--documents", "--adverts", type=int, default=20_000)
    asked.add_argument("--searches", type=int, default=300)
    asked.add_argument("--results", type=Path, help="write the figures there as JSON too")
    options = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="foothold-benchmark-"))
    try:
        print(f"{machine()}\n{options.documents:,} adverts, {options.searches} searches of each kind\n")
        found = {"machine": machine(), "load": os.getloadavg(), "documents": options.documents}
        found |= compare(folder, options.documents, options.searches)
        found["load_after"] = os.getloadavg()
    finally:
        shutil.rmtree(folder)
    if options.results:
        options.results.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")


def compare(folder: Path, documents: int, searches: int) -> dict[str, Any]:
    engine = EmbeddedEngine(folder / "index")
    public, ours, bare = build(engine, folder / "bare", documents)
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    print(f"build     {ours:8,.0f} adverts/s   bare tantivy {bare:8,.0f}/s   ratio {ours / bare:.2f}")
    print(f"size      {size / public:8.2f} times the public JSON")
    index = engine.active()
    reference = timed(lambda pick: search_bare(folder / "bare", pick), searches)
    print(f"{'bare tantivy, words + 4 filters + 6 facets':48} {figures(reference)}")
    kept = {"bare tantivy": milliseconds(reference)}
    for name, make in KINDS.items():
        taken = timed(lambda pick, make=make: index.search(make(pick)), searches)  # type: ignore[misc]
        print(f"{name:48} {figures(taken)}   ratio {median(taken) / median(reference):.2f}")
        kept[name] = milliseconds(taken)
    sizes = {"index_to_public_json": round(size / public, 2)}
    rates = {"build_per_second": round(ours), "bare_build_per_second": round(bare)}
    return rates | sizes | {"milliseconds": kept}


def words_and_filters(pick: random.Random) -> SearchQuery:
    filters = {
        "borough": tuple(f"E090000{n:02}" for n in pick.sample(range(1, 34), 8)),
        "kind": ("apprenticeship",),
        "level": ("2", "3"),
        "paid": ("paid", "unknown"),
    }
    return SearchQuery(at=later(pick), text=pick.choice(JOBS), filters=filters, facets=FACETS)


def one_word(pick: random.Random) -> SearchQuery:
    return SearchQuery(at=later(pick), text=pick.choice(JOBS), facets=FACETS)


def two_words(pick: random.Random) -> SearchQuery:
    return replace(one_word(pick), text=f"{pick.choice(JOBS)} {pick.choice(TOWNS)}")


def all_facets(pick: random.Random) -> SearchQuery:
    return replace(one_word(pick), facets=ALL_FACETS)


def asked_again(pick: random.Random) -> SearchQuery:
    return SearchQuery(at=AT, text=pick.choice(JOBS), facets=ALL_FACETS)


def later(pick: random.Random) -> datetime:
    """Another minute for each search, so that no facets are known."""
    return AT + timedelta(seconds=pick.randrange(10_000_000) / 10)


def misspelt(pick: random.Random) -> SearchQuery:
    job = pick.choice(JOBS)
    at = pick.randrange(1, len(job) - 1)
    return SearchQuery(at=later(pick), text=job[:at] + job[at + 1 :], facets=FACETS)


def nearest(pick: random.Random) -> SearchQuery:
    near = Near(51.5 + pick.uniform(-0.1, 0.1), -0.1 + pick.uniform(-0.2, 0.2), 10)
    left_out = {"national": Include.EXCLUDE, "remote": Include.EXCLUDE}
    return SearchQuery(at=later(pick), near=near, sort=Sort.DISTANCE, facets=FACETS, **left_out)


def words_near(pick: random.Random) -> SearchQuery:
    return replace(nearest(pick), text=pick.choice(JOBS), sort=Sort.RELEVANCE)


def newest_deep(pick: random.Random) -> SearchQuery:
    return replace(nearest(pick), near=None, sort=Sort.PAY, min_hourly=Decimal(9))


def nothing_asked(pick: random.Random) -> SearchQuery:
    return SearchQuery(at=later(pick), facets=ALL_FACETS)


KINDS: dict[str, Callable[[random.Random], SearchQuery]] = {
    "words + 4 filters + 6 facets": words_and_filters,
    "one word + 6 facets": one_word,
    "one word + all 14 facets": all_facets,
    "one word + all 14 facets, asked again": asked_again,
    "two words + 6 facets": two_words,
    "a misspelt word + 6 facets": misspelt,
    "within 10 miles, nearest first + 6 facets": nearest,
    "one word within 10 miles + 6 facets": words_near,
    "pay at least £9, best first + 6 facets": newest_deep,
    "nothing asked + all 14 facets": nothing_asked,
}


def build(engine: EmbeddedEngine, bare_folder: Path, documents: int) -> tuple[int, float, float]:
    """Bytes of public JSON, and adverts a second of ours and of the bare index, turn by turn in one run."""
    index, bare = engine.create("1"), Bare(bare_folder)
    public, seconds = 0, [0.0, 0.0]
    adverts = public_adverts(documents)
    applied = 0
    while some := list(itertools.islice(adverts, TOGETHER)):
        public += sum(len(orjson.dumps(one)) for one in some)
        made = [Document(one["id"], applied + n, one) for n, one in enumerate(some, 1)]
        applied += len(some)
        seconds[0] += seconds_of(lambda made=made, applied=applied: index.put(made, applied))  # type: ignore[misc]
        seconds[1] += seconds_of(lambda some=some: bare.put(some))  # type: ignore[misc]
    seconds[0] += seconds_of(index.close)
    seconds[1] += seconds_of(bare.close)
    engine.activate(index.generation)
    return public, documents / seconds[0], documents / seconds[1]


def seconds_of(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class Bare:
    """Tantivy with one field of words, six of keywords and the stored JSON."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="en_stem")
        for name in FACETS:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_bytes_field("public", stored=True)
        self._writer = tantivy.Index(builder.build(), path=str(folder)).writer(64_000_000, 1)

    def put(self, adverts: list[dict[str, Any]]) -> None:
        for one in adverts:
            made = tantivy.Document()
            made.add_text("text", f"{one['title']} {one['summary']} {one['description_html']}")
            for name, value in bare_facets(one).items():
                made.add_text(name, value)
            made.add_bytes("public", orjson.dumps(one))
            self._writer.add_document(made)
        self._writer.commit()

    def close(self) -> None:
        self._writer.wait_merging_threads()


def build_bare(folder: Path, adverts: list[dict[str, Any]]) -> float:
    """Adverts a second."""
    bare = Bare(folder)

    def put_all() -> None:
        for start in range(0, len(adverts), TOGETHER):
            bare.put(adverts[start : start + TOGETHER])
        bare.close()

    return len(adverts) / seconds_of(put_all)


OPENED: dict[Path, Any] = {}


def search_bare(folder: Path, pick: random.Random) -> None:
    if folder not in OPENED:
        OPENED[folder] = tantivy.Index.open(str(folder))
    index, query = OPENED[folder], words_and_filters(pick)
    terms = [tantivy.Query.term_set_query(index.schema, n, list(v)) for n, v in query.filters.items()]
    terms.append(tantivy.Query.term_query(index.schema, "text", query.text.removesuffix("er")))
    asked = tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])
    searcher = index.searcher()
    for _, address in searcher.search(asked, limit=20).hits:
        orjson.loads(searcher.doc(address).get_first("public"))
    searcher.aggregate(asked, {name: {"terms": {"field": name, "size": 1_000}} for name in FACETS})


def bare_facets(one: dict[str, Any]) -> dict[str, str]:
    borough = one["places"][0]["borough"]["code"] if one["places"] else "unknown"
    levy, paid = one["levy"]["employer_position"], one["wage"]["paid"]
    return {"borough": borough, "kind": one["kind"], "level": str(one["level"]), "route": one["route"]} | {
        "levy": levy,
        "paid": paid,
    }


def timed(search: Callable[[random.Random], Any], times: int) -> list[float]:
    taken = []
    for number in range(-10, times):
        pick = random.Random(number)
        begun = time.perf_counter()
        search(pick)
        if number >= 0:
            taken.append((time.perf_counter() - begun) * 1_000)
    return sorted(taken)


def median(taken: list[float]) -> float:
    return taken[len(taken) // 2]


def milliseconds(taken: list[float]) -> dict[str, float]:
    return {"p50": round(median(taken), 2), "p99": round(taken[int(len(taken) * 0.99) - 1], 2)}


def figures(taken: list[float]) -> str:
    return f"p50 {median(taken):6.2f} ms   p99 {taken[int(len(taken) * 0.99) - 1]:6.2f} ms"


def machine() -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return f"{date.today()}, commit {commit.stdout.strip()}, {platform.machine()}, Python {platform.python_version()}, tantivy {tantivy.__version__}"  # noqa: DTZ011


if __name__ == "__main__":
    main()
