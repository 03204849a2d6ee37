"""How fast is the embedded engine, and how much of that is tantivy's own work?

    python benchmarks/search_engine.py [--adverts 20000] [--searches 300] [--results FILE]

Builds an index of invented adverts, then times three kinds of search; the reference is tantivy itself in
the same run: the same words in one field, four terms as filters and six terms aggregations, no closing
dates, distances, typos or public shapes.
"""

import argparse
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

from foothold.index.document import Document
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.query import Include, Near, SearchQuery, Sort

AT = datetime(2026, 9, 20, 12, tzinfo=UTC)
FACETS = ("borough", "kind", "level", "route", "levy", "paid")
JOBS = "plumber electrician nurse chef developer gardener accountant baker carpenter receptionist".split()  # noqa: SIM905
WORDS = [f"{a}{b}" for a in ("ta", "mor", "sel", "vin", "lo", "pra", "hu", "ken") for b in ("ding", "ter", "low", "son", "ry", "mate", "ville", "ton", "ace", "um")]  # fmt: skip
BOROUGHS = [(f"E090000{n:02}", f"Borough {n}") for n in range(1, 34)]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--adverts", type=int, default=20_000)
    asked.add_argument("--searches", type=int, default=300)
    asked.add_argument("--results", type=Path, help="write the figures there as JSON too")
    options = asked.parse_args()
    adverts = [advert(random.Random(n), n) for n in range(options.adverts)]
    folder = Path(tempfile.mkdtemp(prefix="foothold-benchmark-"))
    try:
        print(f"{machine()}\n{options.adverts:,} adverts, {options.searches} searches of each kind\n")
        found = {"machine": machine(), "adverts": options.adverts} | compare(
            folder, adverts, options.searches
        )
    finally:
        shutil.rmtree(folder)
    if options.results:
        options.results.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")


def compare(folder: Path, adverts: list[dict[str, Any]], searches: int) -> dict[str, Any]:
    engine = EmbeddedEngine(folder / "index")
    ours, bare = build(engine, adverts), build_bare(folder / "bare", adverts)
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    public = sum(len(orjson.dumps(one)) for one in adverts)
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
    return {"build_per_second": round(ours), "bare_build_per_second": round(bare), "milliseconds": kept}


def words_and_filters(pick: random.Random) -> SearchQuery:
    filters = {
        "borough": tuple(code for code, _ in pick.sample(BOROUGHS, 8)),
        "kind": ("apprenticeship",),
        "level": ("2", "3"),
        "paid": ("paid", "unknown"),
    }
    return SearchQuery(at=AT, text=pick.choice(JOBS), filters=filters, facets=FACETS)


def words_alone(pick: random.Random) -> SearchQuery:
    return SearchQuery(at=AT, text=f"{pick.choice(JOBS)} {pick.choice(WORDS)}", facets=FACETS)


def misspelt(pick: random.Random) -> SearchQuery:
    job = pick.choice(JOBS)
    at = pick.randrange(1, len(job) - 1)
    return SearchQuery(at=AT, text=job[:at] + job[at + 1 :], facets=FACETS)


def nearest(pick: random.Random) -> SearchQuery:
    near = Near(51.5 + pick.uniform(-0.1, 0.1), -0.1 + pick.uniform(-0.2, 0.2), 10)
    return SearchQuery(at=AT, near=near, sort=Sort.DISTANCE, national=Include.EXCLUDE, facets=FACETS)


def newest_deep(pick: random.Random) -> SearchQuery:
    return replace(nearest(pick), near=None, sort=Sort.PAY, min_hourly=Decimal(9))


KINDS: dict[str, Callable[[random.Random], SearchQuery]] = {
    "words + 4 filters + 6 facets": words_and_filters,
    "two words + 6 facets": words_alone,
    "a misspelt word + 6 facets": misspelt,
    "within 10 miles, nearest first + 6 facets": nearest,
    "pay at least £9, best first + 6 facets": newest_deep,
}


def build(engine: EmbeddedEngine, adverts: list[dict[str, Any]]) -> float:
    index = engine.create("1")
    begun = time.perf_counter()
    for start in range(0, len(adverts), 1_000):
        some = adverts[start : start + 1_000]
        index.put([Document(one["id"], start + n, one) for n, one in enumerate(some, 1)], start + len(some))
    index.close()
    engine.activate(index.generation)
    return len(adverts) / (time.perf_counter() - begun)


def build_bare(folder: Path, adverts: list[dict[str, Any]]) -> float:
    folder.mkdir()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="en_stem")
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("public", stored=True)
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(64_000_000, 1)
    begun = time.perf_counter()
    for number, one in enumerate(adverts, 1):
        made = tantivy.Document()
        made.add_text("text", f"{one['title']} {one['summary']} {one['description_html']}")
        for name, value in bare_facets(one).items():
            made.add_text(name, value)
        made.add_bytes("public", orjson.dumps(one))
        writer.add_document(made)
        if number % 1_000 == 0:
            writer.commit()
    writer.commit()
    writer.wait_merging_threads()
    return len(adverts) / (time.perf_counter() - begun)


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
    borough = one["places"][0]["borough"]["code"]
    levy, paid = one["levy"]["employer_position"], one["wage"]["paid"]
    return {"borough": borough, "kind": one["kind"], "level": str(one["level"]), "route": one["route"]} | {
        "levy": levy,
        "paid": paid,
    }


def advert(pick: random.Random, number: int) -> dict[str, Any]:
    """A public shape of about 2,500 bytes, a third of it description."""
    code, name = pick.choice(BOROUGHS)
    hourly = round(pick.uniform(7.55, 16), 2)
    said = " ".join(pick.choices(WORDS, k=110))
    return {
        "id": f"id{number:010}", "url": f"https://adverts.example/{number}", "page_url": None,
        "title": f"{pick.choice(JOBS).title()} {pick.choice(WORDS)}", "foundation": None, "status": "open",
        "kind": pick.choices(["apprenticeship", "work_experience", "internship"], [8, 2, 1])[0],
        "employer": {"name": f"Employer {number % 3_000}", "slug": f"employer-{number % 3_000}", "commitments": []},
        "provider": {"name": f"College {number % 90}", "ukprn": 10_000_000 + number % 90},
        "summary": said[:200], "description_html": f"<p>{said}</p>", "requirements": ["English", "Maths"],
        "apply_url": None, "positions": 1, "national": pick.random() < 0.05, "remote": "on_site",
        "places": [{"name": name, "postcode": "E8 1EA", "borough": {"code": code, "name": name},
                    "lat": 51.5 + pick.gauss(0, 0.08), "lon": -0.1 + pick.gauss(0, 0.15), "precision": "postcode"}],
        "wage": {"text": f"£{hourly} an hour", "paid": pick.choice(["paid", "paid", "unknown"]), "low": hourly,
                 "high": None, "per": "hour", "hourly_low": hourly, "hourly_high": None, "flags": []},
        "hours_per_week": 37.5, "working_week": "Monday to Friday", "duration": {"text": "18 months", "months": 18, "weeks": None},
        "level": pick.choice([2, 3, 4, 6]), "route": f"Route {number % 15}", "course": {"lars_code": 119, "title": f"Course {number % 400}"},
        "posted_date": (date(2026, 9, 20) - timedelta(days=number % 60)).isoformat(),
        "closing_date": (date(2026, 9, 15) + timedelta(days=number % 60)).isoformat(), "closing_time": None,
        "start_date": "2026-11", "end_date": None, "age": None, "last_confirmed": "2026-09-20", "revision": number + 1,
        "levy": {"employer_position": pick.choice(["pays", "unknown"]), "position_basis": "unknown", "funding": "unknown",
                 "funding_basis": "unknown", "seeks_transfer": None},
        "sources": [{"source": "example_board", "url": None, "first_seen": "2026-09-01T08:00:00Z", "last_seen": "2026-09-20T08:00:00Z"}],
    }  # fmt: skip


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
