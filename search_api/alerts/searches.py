"""The adverts that an alert's search finds, all of them, the newest first."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl

import structlog
from werkzeug.datastructures import MultiDict

from foothold.alerts.rounds import MatchingAdverts
from foothold.clock import Clock
from foothold.errors import IndexUnavailable, SearchRefused
from foothold.index.contract import SearchEngine
from foothold.index.query import MAX_SIZE, SearchQuery, Sort
from search_api.http.problems import BadParameters
from search_api.search.request import QueryReader

log = structlog.get_logger()

KEPT = 32


class AlertSearches:
    """For one round: many alerts ask for the same, so the last answers are kept."""

    def __init__(self, engine: SearchEngine, reader: QueryReader, clock: Clock) -> None:
        self._engine = engine
        self._reader = reader
        self._clock = clock
        self._revision = engine.active().applied_revision()
        self._hits = lru_cache(KEPT)(self._every_hit)

    def __call__(self, search: str, since: int) -> MatchingAdverts:
        """Raises IndexUnavailable. One search that the index refuses keeps no other alert waiting, and one that
        today's table of parameters does not know finds nothing: without a part of it, it would find too much."""
        if self._revision <= since:
            return MatchingAdverts((), since)
        try:
            hits = self._hits(search)
        except BadParameters as error:
            log.warning("alert not read", parameters=[one.parameter for one in error.errors])
            return MatchingAdverts((), since)
        except SearchRefused as error:
            log.warning("alert not searched for", why=str(error))
            return MatchingAdverts((), since)
        return MatchingAdverts([id_ for id_, revision in hits if revision > since], self._revision)

    def _every_hit(self, search: str) -> Sequence[tuple[str, int]]:
        asked = self._reader.strictly(MultiDict(parse_qsl(search)))
        query: SearchQuery | None = replace(
            asked.search_query(self._clock()), sort=Sort.NEWEST, size=MAX_SIZE
        )
        hits: list[tuple[str, int]] = []
        while query:
            results = self._engine.active().search(query)
            if results.incomplete:
                raise IndexUnavailable("The search index is being filled: alerts would miss what is open.")
            hits += [(hit.id, hit.revision) for hit in results.hits]
            query = replace(query, after=results.next_position) if results.next_position else None
        return hits
