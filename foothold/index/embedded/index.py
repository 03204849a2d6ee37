"""One generation of the embedded engine: `foothold.index.contract.SearchIndex` on tantivy."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from tantivy import FieldType, Occur, Order, Query

from foothold.durable import keep_names, write_over
from foothold.errors import FootholdError, IndexDamaged
from foothold.index.contract import Refused
from foothold.index.document import Document, digest
from foothold.index.embedded.damage import told_plainly
from foothold.index.embedded.facets import Counted, count_facets, facets_key
from foothold.index.embedded.matching import Matching, matching
from foothold.index.embedded.paging import page
from foothold.index.embedded.reader import Reader, View
from foothold.index.embedded.schema import META_ID, SHOWN, id_key
from foothold.index.embedded.writer import Writer
from foothold.index.query import SearchQuery
from foothold.index.results import Hit, SearchResults

FILLING = "FILLING"
"""A file that is there while a generation that serves already is filled for the first time."""

_AUDITED_TOGETHER = 1_000


class EmbeddedIndex:
    """Any number of processes read; the first that puts is the writer until it closes or ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._reader = Reader(folder)
        self._writer: Writer | None = None
        self._writing_process: int | None = None

    @property
    def generation(self) -> str:
        return self._folder.name

    def search(self, query: SearchQuery) -> SearchResults:
        # Before the search: what is put meanwhile may be the last that was missing.
        filling = self.filling()
        with self._told_plainly():
            view = self._reader.view()
            match = matching(view.schema, view.searcher, query, view.points.circle)
            counted = _counted(view, match, query)
            found = page(view.schema, view.searcher, query, match, counted.total)
            hits = tuple(_hit(view, match, address, score) for address, score in found.hits)
        return SearchResults(found.total, hits, counted.facets, found.next_position, incomplete=filling)

    def put(self, documents: Sequence[Document], applied_revision: int) -> tuple[Refused, ...]:
        """Raises IndexUnavailable where another process writes this generation."""
        with self._told_plainly():
            if self._writer is None or self._writing_process != os.getpid():
                self._writer, self._writing_process = Writer(self._folder), os.getpid()
            refused = self._writer.put(documents, applied_revision)
        self._reader.expire()
        return refused

    def applied_revision(self) -> int:
        return self._reader.view(fresh=True).applied

    def filling(self) -> bool:
        return (self._folder / FILLING).exists()

    def note_filling(self, filling: bool) -> None:
        with told_plainly(self.generation):
            if filling:
                write_over(self._folder / FILLING, b"")
            else:
                (self._folder / FILLING).unlink(missing_ok=True)
                keep_names(self._folder)

    def count(self) -> int:
        with self._told_plainly():
            view = self._reader.view(fresh=True)
            return int(view.searcher.search(_state(view, SHOWN), limit=1).count)

    def revisions(self) -> Iterator[tuple[str, int, str]]:
        """In the order of a hash of the id; a bit that flipped in the stored text shows in its digest."""
        with self._told_plainly():
            view = self._reader.view(fresh=True)
            last: int | None = None
            while True:
                found = view.searcher.search(
                    _beyond(view, last), limit=_AUDITED_TOGETHER, order_by_field="id_key", order=Order.Asc
                ).hits
                for key, address in found:
                    last = key
                    if key != id_key(META_ID):
                        yield _audited(view, address)
                if len(found) < _AUDITED_TOGETHER:
                    return

    def close(self) -> None:
        """Gives the right to write back; reading goes on. What was put is committed, so that nothing is lost
        where the files are damaged meanwhile."""
        writer, self._writer = self._writer, None
        if writer is not None and self._writing_process == os.getpid():
            with suppress(FootholdError), told_plainly(self.generation):
                writer.close()

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        try:
            with told_plainly(self.generation):
                yield
        except IndexDamaged:
            self._reader.distrust()
            self._writer = None
            raise


def _hit(view: View, match: Matching, address: Any, score: float | None) -> Hit:
    stored = view.searcher.doc(address)
    miles = None
    if match.circle:
        miles = match.circle.miles_of(view.searcher.fast_field_values("version", [address])[0])
    public = orjson.loads(stored.get_first("public"))
    return Hit(stored.get_first("id"), stored.get_first("revision"), public, score, miles)


def _counted(view: View, match: Matching, query: SearchQuery) -> Counted:
    key = facets_key(query)
    counted = view.counted.get(key)
    if counted is None:
        counted = count_facets(view.schema, view.searcher, match, query)
        if "employer" in counted.facets:
            named = view.names.of(view.schema, view.searcher, counted.facets["employer"])
            counted = replace(counted, facets={**counted.facets, "employer": named})
        view.counted.keep(key, counted)
    return counted


def _state(view: View, state: str) -> Any:
    return Query.term_query(view.schema, "state", state)


def _beyond(view: View, last: int | None) -> Any:
    if last is None:
        return Query.all_query()
    after = Query.range_query(
        view.schema, "id_key", FieldType.Unsigned, lower_bound=last, include_lower=False
    )
    return Query.boolean_query([(Occur.Must, after)])


def _audited(view: View, address: Any) -> tuple[str, int, str]:
    stored = view.searcher.doc(address)
    public = stored.get_first("public")
    return (
        stored.get_first("id"),
        stored.get_first("revision"),
        digest(orjson.loads(public) if public else None),
    )
