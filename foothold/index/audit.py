"""Does a generation hold what the store holds? Counts, totals and the content of every document."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from foothold.errors import IndexUnavailable
from foothold.index import set_aside
from foothold.index.apply_changes import document_of, revisions_ahead
from foothold.index.contract import SearchIndex
from foothold.index.document import digest, keywords
from foothold.index.evaluation import golden_queries
from foothold.index.query import SearchQuery
from foothold.index.results import SearchResults
from foothold.store.open_store import Store
from foothold.store.record import Record, is_shown
from foothold.store.records import changed_since

TOTALS = ("borough", "kind", "level")
_NAMED = 5
_PAUSES = (1.5, 3.0, 6.0, 12.0)
"""Seconds before a search is tried again: a cluster that has just taken a million adverts may first be too busy
to answer as soon as a person would need it, and nobody waits for an audit."""


@dataclass(frozen=True, slots=True)
class Audit:
    """`differences` are sentences for a person; `behind` counts changes that the index has yet to apply."""

    generation: str
    records: int
    documents: int
    behind: int
    refused: int
    differences: tuple[str, ...]


def audit(store: Store, index: SearchIndex, at: datetime) -> Audit:
    """Reads everything once. Records that changed meanwhile are left for the next audit; while there are
    some, totals are not compared, as they could not agree."""
    applied = index.applied_revision()
    held = {id_: (revision, content) for id_, revision, content in index.revisions()}
    revision_set_aside = {r.id: r.revision for r in set_aside.of_generation(store, index.generation)}
    found = _Comparison(held, {}, Counter(), [], 0, 0)
    for record in every_record(store):
        if record.revision > applied:
            found.behind += 1
            found.held.pop(record.id, None)
        elif revision_set_aside.get(record.id) != record.revision:
            found.compare(record, at)
    found.differences += [f"{id_} is in the index and not in the store" for id_ in found.held]
    still = found.behind == 0 and index.applied_revision() == applied
    totals = _total_differences(index, found, at) if still else []
    return Audit(
        index.generation,
        found.shown,
        index.count(),
        found.behind,
        len(revision_set_aside),
        (
            *_ahead(store, index),
            *_shortened(found.differences),
            *totals,
            *_golden_differences(index, found, at),
        ),
    )


def every_record(store: Store) -> Iterator[Record]:
    after = 0
    while records := changed_since(store, after, 500):
        yield from records
        after = records[-1].revision


@dataclass(slots=True)
class _Comparison:
    """What is left of `held` at the end is in the index alone. `totals` are of adverts open at the instant."""

    held: dict[str, tuple[int, str]]
    ids: dict[str, bool]
    totals: Counter[tuple[str, str]]
    differences: list[str]
    shown: int
    behind: int

    def compare(self, record: Record, at: datetime) -> None:
        document = document_of(record)
        indexed = self.held.pop(record.id, None)
        if document.public is None:
            # A new generation needs no stub for what was withdrawn before it began.
            if indexed and indexed[1]:
                self.differences.append(f"{record.id} is not open and the index shows it")
            return
        self.shown += 1
        self.ids[record.id] = is_shown(record, at)
        if indexed is None:
            self.differences.append(f"{record.id} is not in the index")
        elif indexed != (record.revision, digest(document.public)):
            self.differences.append(f"{record.id} differs from revision {record.revision}")
        if self.ids[record.id]:
            held = keywords(document.public)
            self.totals.update((name, value) for name in TOTALS for value in held[name])


def _ahead(store: Store, index: SearchIndex) -> list[str]:
    ahead = revisions_ahead(store, index)
    return [f"the index is {ahead} revisions ahead of the store, which was restored"] if ahead else []


def _total_differences(index: SearchIndex, found: _Comparison, at: datetime) -> list[str]:
    answer = _answer(index, SearchQuery(at=at, size=1, facets=TOTALS))
    counted = Counter({(name, f.value): f.count for name, facets in answer.facets.items() for f in facets})
    wrong = [
        f"{name} {value}: {counted[name, value]} in the index, {found.totals[name, value]} in the store"
        for name, value in sorted(counted.keys() | found.totals.keys())
        if counted[name, value] != found.totals[name, value]
    ]
    if answer.total != sum(found.ids.values()):
        wrong.append(f"{answer.total} open adverts in the index, {sum(found.ids.values())} in the store")
    return wrong


def _golden_differences(index: SearchIndex, found: _Comparison, at: datetime) -> list[str]:
    """The golden queries whose adverts the store holds and shows: their best must be on the first page."""
    wrong = []
    for golden in golden_queries():
        best = {id_ for id_, grade in golden.grades.items() if grade == max(golden.grades.values())}
        if not all(found.ids.get(id_) for id_ in golden.grades):
            continue
        shown = {hit.id for hit in _answer(index, SearchQuery(at=at, text=golden.text, size=20)).hits}
        if not best & shown:
            wrong.append(f"the search “{golden.text}” shows none of {', '.join(sorted(best))}")
    return wrong


def _answer(index: SearchIndex, query: SearchQuery) -> SearchResults:
    for pause in _PAUSES:
        try:
            return index.search(query)
        except IndexUnavailable:
            time.sleep(pause)
    return index.search(query)


def _shortened(differences: list[str]) -> list[str]:
    more = len(differences) - _NAMED
    return differences if more <= 1 else [*differences[:_NAMED], f"{more} more of this sort"]
