"""How many records a second does a rebuild take from the store into a checked, live generation?

    python -m benchmarks.index_build [ADVERTS]

The store holds the sample city's adverts. The reference is bare tantivy in the same run: the same public JSON
stored, one field of words and six of facets, nothing read from a store and nothing checked.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from benchmarks.normalise import postings_of
from benchmarks.search_engine import build_bare
from foothold.index.open_index import open_engine
from foothold.index.rebuild import rebuild
from foothold.index.sync import drain
from foothold.model.courses import built_in_courses
from foothold.reading.intake import Reading
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from foothold.store.records import every_public, save


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        settings = Settings(home=home)
        store = open_store(settings.store_url)
        store.upgrade()
        fill(store, count)
        public = [dict(record.public) for record in every_public(store)]
        began = time.perf_counter()
        drained = drain(store, open_engine(settings))
        draining = time.perf_counter() - began
        began = time.perf_counter()
        built = rebuild(store, open_engine(settings))
        seconds = time.perf_counter() - began
        generation = settings.index_folder / built.generation
        size = sum(path.stat().st_size for path in generation.rglob("*") if path.is_file())
        bare = build_bare(home / "bare", [one for one in public if _has_bare_facets(one)])
        store.close()
    rate = built.documents / seconds
    print(
        json.dumps(
            {
                "question": "records a second from the store into a checked live index",
                "adverts": built.documents,
                "rebuild_per_second": round(rate),
                "wanted_per_second": 10_000,
                "drain_into_an_empty_index_per_second": round(drained.put / draining),
                "bare_tantivy_per_second": round(bare),
                "ratio_to_bare_tantivy": round(rate / bare, 2),
                "index_size_to_public_json": round(size / sum(len(orjson.dumps(one)) for one in public), 2),
            },
            indent=1,
        )
    )


def _has_bare_facets(public: dict[str, Any]) -> bool:
    return bool(public["places"] and public["places"][0]["borough"] and public["wage"] and public["route"])


def fill(store: Store, count: int) -> None:
    """So many adverts of the sample city, each of its own source reference."""
    context = Context(places=built_in_places(), courses=built_in_courses(), british=True)
    now = datetime.now(UTC)
    readings = [Reading(posting, normalise(posting, context)) for posting in postings_of(count)]
    save(store, "benchmark", readings, at=now)


if __name__ == "__main__":
    main()
