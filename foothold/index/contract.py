"""What every search engine promises: two implementations, one suite (`tests/contract`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from foothold.index.document import Document
from foothold.index.query import SearchQuery
from foothold.index.results import SearchResults


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that the engine would not take, and why; the rest of its batch was taken."""

    id: str
    revision: int
    why: str


class GenerationState(StrEnum):
    BUILDING = "building"
    ACTIVE = "active"
    PREVIOUS = "previous"
    UNKNOWN = "unknown"
    """What says which one is live cannot be read."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One physical index: `opportunities-<fingerprint of the fields>-<stamp>`. A `damaged` one cannot be read,
    so that nobody knows its revision; it can be discarded. A `read_only`
    one is searched and takes no changes, as on a cluster whose disk is full."""

    name: str
    fingerprint: str
    state: GenerationState
    applied_revision: int
    damaged: bool = False
    read_only: bool = False


class SearchIndex(Protocol):
    """One generation, open for reading and, in one process, for writing."""

    @property
    def generation(self) -> str: ...

    def search(self, query: SearchQuery) -> SearchResults:
        """Raises IndexUnavailable when the engine does not answer, IndexDamaged where it cannot until something
        is done. `incomplete` while it is `filling`."""

    def put(self, documents: Sequence[Document], applied_revision: int) -> tuple[Refused, ...]:
        """Put each document unless a newer revision of it is there, then remember that every change up to
        `applied_revision` is in. Durable and visible to new searches when it returns; safe to repeat."""

    def applied_revision(self) -> int:
        """The revision up to which this generation has applied the store's changes."""

    def filling(self) -> bool:
        """Whether it serves already and has not yet held all that the store holds."""

    def note_filling(self, filling: bool) -> None:
        """Remembered with the generation, for all who open it."""

    def count(self) -> int:
        """Documents that searches can see: stubs of withdrawn records left out, closed ones counted."""

    def revisions(self) -> Iterator[tuple[str, int, str]]:
        """(id, revision, content digest) of every document, for the audit against the store."""

    def close(self) -> None: ...


class SearchEngine(Protocol):
    """The engine's generations: which one is live, and the steps of a rebuild."""

    def active(self) -> SearchIndex:
        """The live generation, reopened when another was activated. Raises IndexUnavailable if none is."""

    def generations(self) -> tuple[Generation, ...]: ...

    def create(self, stamp: str) -> SearchIndex:
        """A new, empty `building` generation with today's fields."""

    def open(self, generation: str) -> SearchIndex: ...

    def activate(self, generation: str) -> None:
        """One atomic switch: the active generation becomes `previous`, this one `active`."""

    def discard(self, generation: str) -> None:
        """Remove a generation that is not active."""
