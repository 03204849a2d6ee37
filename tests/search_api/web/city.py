"""The sample city behind the site: its own local web, read by the real families, stored and indexed."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from crawlers.families import family
from crawlers.merge_places import PerPlace
from demo.site import KEY, create_site
from foothold.index.open_index import open_engine
from foothold.model.posting import RawPosting, Rejected
from foothold.model.source import Source, read_source
from foothold.reading.intake import Reading
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.settings import Settings
from foothold.store.open_store import open_store
from foothold.store.records import save
from search_api import create_app
from tests.search_api.world import World, settings_at

TODAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ROOT = "http://127.0.0.1:8001"


def city_world(home: Path, count: int = 150, *, settings: Settings | None = None) -> World:
    """The first `count` adverts of the city on a real store and a real embedded index, on one day for ever."""
    told = settings or settings_at(home).model_copy(update={"sample_city": True})
    store = open_store(told.store_url)
    store.upgrade()
    engine = open_engine(told)
    world = World(told, store, engine, create_app(told, store=store, engine=engine, clock=lambda: TODAY))
    site = create_site(count, TODAY.date()).test_client()
    for source in sources():
        context = Context.of_source(source, built_in_places(), {})
        readings = [
            Reading(p, p if isinstance(p, Rejected) else normalise(p, context))
            for p in _postings(source, site)
        ]  # type: ignore[arg-type]
        save(store, source.slug, readings, at=TODAY)
    world.index()
    return world


def sources() -> Iterator[Source]:
    for entry in sorted(files("demo").joinpath("sources").iterdir(), key=lambda entry: entry.name):
        text = entry.read_text(encoding="utf-8").replace("{site}", ROOT)
        yield read_source(entry.name.removesuffix(".yml"), text)


def _postings(source: Source, site: object) -> Iterator[RawPosting]:
    """Every posting of the source, a place each joined again, as a crawl hands them on."""
    kind = family(source.family)
    together = PerPlace()
    queue = deque(kind.start(source.values, KEY if source.needs_key else None))
    while queue:
        fetch = queue.popleft()
        answer = site.get(fetch.url.removeprefix(ROOT), headers=dict(fetch.headers), base_url=ROOT)  # type: ignore[attr-defined]
        for posting in kind.read(answer.data, fetch.url, TODAY, source.values):
            if isinstance(posting, RawPosting) and not (kind.repeats_per_place and together.hold(posting)):
                yield posting
        if fetch.listing:
            queue.extend(
                replace(more, headers=fetch.headers)
                for more in kind.follow(answer.data, fetch.url, source.values)
            )
    yield from together.whole()
