"""Writing a generation: one process at a time, by the engine's own lock, which dies with the process."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tantivy import Query

from foothold.index.contract import Refused
from foothold.index.document import Document
from foothold.index.embedded.damage import damaged
from foothold.index.embedded.points import FILE_NAME, Point, append_points, count_points, drop_torn_record
from foothold.index.embedded.reader import applied_and_placed
from foothold.index.embedded.schema import META_ID, id_key, open_index, written, written_meta

HEAP_BYTES = 64_000_000
_TOGETHER = 1_000


class Writer:
    """Raises what tantivy does, at once where another process is writing, and IndexDamaged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = open_index(folder)
        self._writer = self._index.writer(HEAP_BYTES, 1)
        if count_points(folder) < applied_and_placed(self._index.schema, self._index.searcher())[1]:
            # What is appended now would hide that some are missing.
            raise damaged(folder.name, f"{FILE_NAME} lacks places")
        drop_torn_record(folder)
        self._written: dict[int, int] | None = {} if self._index.searcher().num_docs == 0 else None
        """What a writer that began with nothing has put, by `id_key`: it need not look for what it knows."""

    def put(self, documents: Sequence[Document], applied_revision: int) -> tuple[Refused, ...]:
        points: list[Point] = []
        refused: list[Refused] = []
        try:
            for document, replaces in self._newer(documents):
                self._add(document, replaces, points, refused)
            self._delete(META_ID)
            append_points(self._folder, points)
            self._writer.add_document(written_meta(applied_revision, count_points(self._folder)))
            self._writer.commit()
        except BaseException:
            self._written = None
            self._writer.rollback()
            raise
        return tuple(refused)

    def close(self) -> None:
        """Waits for the merging of segments that is under way."""
        self._writer.wait_merging_threads()

    def _add(self, document: Document, replaces: bool, points: list[Point], refused: list[Refused]) -> None:
        try:
            made, places = written(document)
            if replaces:
                self._delete(document.id)
            self._writer.add_document(made)
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
            refused.append(Refused(document.id, document.revision, f"{type(error).__name__}: {error}"))
            return
        points += places
        if self._written is not None:
            self._written[id_key(document.id)] = document.revision

    def _delete(self, id: str) -> None:  # noqa: A002 - the public key is `id`
        # By the text of the id: a deletion by an unsigned number deletes nothing (tantivy-py 0.27.0).
        self._writer.delete_documents_by_term("id", id)

    def _newer(self, documents: Iterable[Document]) -> list[tuple[Document, bool]]:
        """The newest of each id, without those of which the index holds this revision or a later one, and
        whether it replaces an older one: a deletion costs a look into every segment."""
        newest: dict[str, Document] = {}
        for document in documents:
            known = newest.get(document.id)
            if known is None or document.revision > known.revision:
                newest[document.id] = document
        keys = {id_: id_key(_encodable(id_)) for id_ in newest}
        held = self._held(list(keys.values()))
        return [
            (document, keys[id_] in held)
            for id_, document in newest.items()
            if document.revision > held.get(keys[id_], -1)
        ]

    def _held(self, keys: list[int]) -> Mapping[int, int]:
        if self._written is not None:
            return self._written
        self._index.reload()
        searcher = self._index.searcher()
        held: dict[int, int] = {}
        for start in range(0, len(keys), _TOGETHER):
            some = Query.term_set_query(self._index.schema, "id_key", keys[start : start + _TOGETHER])
            found = [address for _, address in searcher.search(some, limit=_TOGETHER).hits]
            if found:
                revisions = searcher.fast_field_values("revision", found)
                held.update(zip(searcher.fast_field_values("id_key", found), revisions, strict=True))
        return held


def _encodable(id: str) -> str:  # noqa: A002
    """An id that no encoding can hold is refused later, with its reason."""
    return id.encode("utf-8", "replace").decode()
