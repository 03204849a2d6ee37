"""The parts that one process of the site works with, opened when first used."""

from collections.abc import Mapping
from functools import cached_property
from threading import Lock

import structlog
from flask import current_app

from foothold.clock import Clock, london_date
from foothold.errors import SourceMisconfigured
from foothold.index.contract import SearchEngine
from foothold.index.open_index import open_search
from foothold.model.networks import Network
from foothold.model.source import Source, load_sources
from foothold.reading.places.gazetteer import PlaceTable
from foothold.secret import home_secret
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from search_api.http.client_address import Visitors
from search_api.licences import Licences
from search_api.search.request import QueryReader
from search_api.search.suggesting import Suggesting
from search_api.search.unanswered_counts import UnansweredTally
from search_api.search.understanding import IntentReader

log = structlog.get_logger()


class Services:
    """Store, engine, places and clock. Opened late, because a worker must open them after its fork."""

    def __init__(
        self, settings: Settings, store: Store | None, engine: SearchEngine | None, clock: Clock
    ) -> None:
        self.settings = settings
        self.clock = clock
        self._store = store
        self._engine = engine
        self._lock = Lock()

    @property
    def store(self) -> Store:
        """Raises StoreUnavailable."""
        with self._lock:
            if self._store is None:
                self._store = open_store(self.settings.store_url)
            return self._store

    @property
    def engine(self) -> SearchEngine:
        """Raises IndexUnavailable."""
        with self._lock:
            if self._engine is None:
                self._engine = open_search(self.settings)
            return self._engine

    @cached_property
    def places(self) -> PlaceTable:
        folder = self.settings.places_folder
        return PlaceTable.load(folder if folder.is_dir() else None)

    @cached_property
    def reader(self) -> QueryReader:
        return QueryReader(self.places)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """None where a source's file is broken: whoever searches must not feel that."""
        try:
            return load_sources(self.settings.sources_folder)
        except SourceMisconfigured as error:
            log.error("sources not read", why=str(error))
            return {}

    @cached_property
    def terms(self) -> Licences:
        return Licences(self.sources)

    @cached_property
    def suggesting(self) -> Suggesting:
        return Suggesting(self.store, self.places, self.clock)

    @cached_property
    def intents(self) -> IntentReader:
        return IntentReader(self.places, self.reader.parameters)

    @cached_property
    def unanswered(self) -> UnansweredTally:
        return UnansweredTally(lambda: self.store, self.clock)

    @cached_property
    def borough_names(self) -> dict[str, str]:
        """Names by ONS code."""
        return {borough.code: borough.name for borough in self.places.boroughs()}

    @cached_property
    def secret(self) -> bytes:
        return home_secret(self.settings.home)

    @cached_property
    def visitors(self) -> Visitors:
        return Visitors(self.settings.trusted_proxies)

    def network(self) -> Network:
        """That of the current request."""
        return Network(self.visitors(), self.secret)

    def marked_visitor(self) -> str:
        """What a counter outside of this process may have of it, for a day."""
        return self.network().mark("requests", london_date(self.clock()))


def current_services() -> Services:
    """The parts of the app that answers the current request."""
    services: Services = current_app.extensions["foothold"]
    return services
