"""One generation on a cluster: `foothold.index.contract.SearchIndex`."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from elastic_transport import ApiResponseMeta
from elasticsearch import ApiError, Elasticsearch

from foothold.index.contract import Refused
from foothold.index.distance import miles_between
from foothold.index.document import Document, digest
from foothold.index.elastic.bulk import Backoff, Puts
from foothold.index.elastic.bulk_lines import written_meta
from foothold.index.elastic.cluster import PUT_SECONDS, SEARCH_SECONDS, Cluster, told_plainly
from foothold.index.elastic.facets import read_facets
from foothold.index.elastic.mapping import META_ID, SHOWN, STUB, about
from foothold.index.elastic.matching import Clause, matching
from foothold.index.elastic.names import EmployerNames
from foothold.index.elastic.paging import Ask, page
from foothold.index.elastic.words import held_in_any_field, text_query
from foothold.index.query import Near, SearchQuery
from foothold.index.results import Hit, SearchResults
from foothold.index.text import plan
from foothold.model.public import PublicOpportunity

_AUDITED_TOGETHER = 500
_ROUNDING_MILES = 0.00002
"""The cluster keeps a point to about a centimetre, so that one on the rim may be counted in."""


class ElasticIndex:
    """`name` is the index on the cluster; `generation` is what Foothold calls it."""

    def __init__(self, cluster: Cluster, name: str, generation: str, *, filling: bool = False) -> None:
        self._cluster = cluster
        self._filling = filling
        self._name = name
        self._generation = generation
        self._names = EmployerNames()
        self._writing = writing_alias(name)
        self._puts = Puts(cluster, self._writing)

    @property
    def generation(self) -> str:
        return self._generation

    def search(self, query: SearchQuery) -> SearchResults:
        until = time.monotonic() + SEARCH_SECONDS

        def ask(searches: Sequence[Clause]) -> Sequence[Mapping[str, Any]]:
            return self._ask(searches, until)

        asked = plan(query.text, liked=query.liked)
        match = matching(query, text_query(asked, partial(_nowhere, ask)))
        found = page(ask, query, match)
        hits = tuple(_hit(hit, query.near) for hit in found.hits)
        facets = read_facets(query, found.counts)
        if "employer" in facets:
            names = self._names.of([facet.value for facet in facets["employer"]], ask)
            facets["employer"] = tuple(
                replace(facet, name=names[facet.value]) for facet in facets["employer"]
            )
        return SearchResults(found.total, hits, facets, found.next_position, incomplete=self._filling)

    def put(self, documents: Sequence[Document], applied_revision: int) -> tuple[Refused, ...]:
        """One refresh shows all of them, on every shard; only then is the revision noted."""
        patience = Backoff()
        labour = self._cluster.labour(PUT_SECONDS)
        with told_plainly():
            refused = self._puts.put(documents, patience)
            patience.until_taken(lambda: labour.indices.refresh(index=self._writing))
            patience.until_taken(
                lambda: labour.index(
                    index=self._writing,
                    id=META_ID,
                    document=written_meta(applied_revision),
                    require_alias=True,
                )
            )
        return tuple(refused)

    def applied_revision(self) -> int:
        def noted(client: Elasticsearch) -> Mapping[str, Any]:
            found: Mapping[str, Any] = (
                client.options(ignore_status=404).get(index=self._name, id=META_ID).body
            )
            return found

        found = self._cluster.ask(time.monotonic() + SEARCH_SECONDS, noted)
        return int(found["_source"]["applied"]) if found.get("found") else 0

    def filling(self) -> bool:
        """As of the last time that the engine asked which index is live."""
        return self._filling

    def note_filling(self, filling: bool) -> None:
        with told_plainly():
            self._labour().indices.put_mapping(
                index=self._name, meta=about(self._generation, filling=filling)
            )
        self._filling = filling

    def now_filling(self, filling: bool) -> None:
        """What the engine has read."""
        self._filling = filling

    def count(self) -> int:
        with told_plainly():
            return int(self._labour().count(index=self._name, query={"term": {"state": SHOWN}})["count"])

    def revisions(self) -> Iterator[tuple[str, int, str]]:
        """In the order of the ids."""
        after: list[Any] | None = None
        while True:
            with told_plainly():
                found = self._labour().search(
                    index=self._name,
                    query={"terms": {"state": [SHOWN, STUB]}},
                    sort=[{"id": "asc"}],
                    search_after=after,
                    size=_AUDITED_TOGETHER,
                    track_total_hits=False,
                    allow_partial_search_results=False,
                )["hits"]["hits"]
            for hit in found:
                held = hit["_source"]
                yield held["id"], held["revision"], digest(held.get("public"))
            if len(found) < _AUDITED_TOGETHER:
                return
            after = found[-1]["sort"]

    def close(self) -> None:
        """Nothing is held: writers are kept apart by the leases of those who drain and rebuild."""

    def _ask(self, searches: Sequence[Clause], until: float) -> Sequence[Mapping[str, Any]]:
        def search(client: Elasticsearch) -> Sequence[Mapping[str, Any]]:
            answer = client.msearch(searches=request_lines(self._name, searches))
            return [_answered(one, answer.meta) for one in answer["responses"]]

        return self._cluster.ask(until, search)

    def _labour(self) -> Any:
        return self._cluster.labour()


def request_lines(name: str, searches: Sequence[Clause]) -> list[Clause]:
    """Each search after a line about it. Scores are to be the same whatever shard an advert is on; a search
    that only counts has none, and is kept by the cluster only without that."""
    lines: list[Clause] = []
    for search in searches:
        scored = "dfs_query_then_fetch" if search["size"] else "query_then_fetch"
        about = {"index": name, "search_type": scored, "allow_partial_search_results": False}
        lines += [about, search]
    return lines


def _answered(answer: Mapping[str, Any], meta: ApiResponseMeta) -> Mapping[str, Any]:
    """One of several answers. Raises as the client does where it is an error."""
    if "error" in answer:
        raise ApiError("a search of several failed", replace(meta, status=answer["status"]), answer)
    return answer


def writing_alias(name: str) -> str:
    """Puts go by an alias that must be there: a put to an index that another process has just discarded
    would otherwise make a new one, of a mapping that the cluster guesses."""
    return f"{name}-writing"


def _nowhere(ask: Ask, stems: Collection[str]) -> frozenset[str]:
    asked = {"held": {"filters": {"filters": {stem: held_in_any_field(stem) for stem in stems}}}}
    (found,) = ask([{"size": 0, "track_total_hits": False, "aggs": asked}])
    held = found["aggregations"]["held"]["buckets"]
    return frozenset(stem for stem in stems if not held[stem]["doc_count"])


def _hit(hit: Mapping[str, Any], near: Near | None) -> Hit:
    held = hit["_source"]
    miles = _miles(held["public"], near) if near else None
    return Hit(held["id"], held["revision"], held["public"], hit.get("_score"), miles)


def _miles(public: PublicOpportunity, near: Near) -> float | None:
    """To the nearest of its places, exactly as the embedded engine says; None beyond the radius."""
    there = [(p["lat"], p["lon"]) for p in public["places"] if p["lat"] is not None and p["lon"] is not None]
    if not there:
        return None
    lats, lons = zip(*there, strict=True)
    nearest = float(miles_between(near.lat, near.lon, lats, lons).min())
    return nearest if nearest <= near.within_miles + _ROUNDING_MILES else None
