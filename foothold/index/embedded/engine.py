"""The embedded engine's generations: folders beside a file CURRENT that names the live one."""

import shutil
import threading
from pathlib import Path

from foothold.errors import IndexUnavailable, WrongUse
from foothold.index.contract import Generation, GenerationState
from foothold.index.embedded.index import EmbeddedIndex
from foothold.index.embedded.schema import create_index
from foothold.index.fields import fingerprint, generation_name

CURRENT = "CURRENT"
_PREFIX = "opportunities-"


class EmbeddedEngine:
    """`foothold.index.contract.SearchEngine` in a folder; no server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._active: EmbeddedIndex | None = None

    def active(self) -> EmbeddedIndex:
        name = self._current()[0]
        if name is None:
            raise IndexUnavailable("There is no search index yet: run `foothold index rebuild`.")
        if _fingerprint_of(name) != fingerprint():
            raise IndexUnavailable(
                f"The search index {name} was built for other fields: run `foothold index rebuild`."
            )
        with self._lock:
            if self._active is None or self._active.generation != name:
                if self._active is not None:
                    self._active.close()
                self._active = self.open(name)
            return self._active

    def generations(self) -> tuple[Generation, ...]:
        """Oldest first, by their stamps."""
        if not self._folder.is_dir():
            return ()
        names = sorted((p.name for p in self._folder.glob(f"{_PREFIX}*") if p.is_dir()), key=_stamp_of)
        return tuple(self._generation(name) for name in names)

    def create(self, stamp: str) -> EmbeddedIndex:
        """Raises WrongUse where a generation of that stamp is there already."""
        name = generation_name(stamp)
        folder = self._folder / name
        if folder.exists():
            raise WrongUse(f"The generation {name} is there already; build one with another stamp.")
        folder.mkdir(parents=True)
        create_index(folder)
        return EmbeddedIndex(folder)

    def open(self, generation: str) -> EmbeddedIndex:
        return EmbeddedIndex(self._known(generation))

    def activate(self, generation: str) -> None:
        self._known(generation)
        active, previous = self._current()
        kept = previous if active == generation else active
        draft = self._folder / f"{CURRENT}.draft"
        draft.write_text(f"{generation}\n{kept or ''}\n")
        draft.replace(self._folder / CURRENT)

    def discard(self, generation: str) -> None:
        """Raises WrongUse for the active generation and for one that is not there."""
        if generation == self._current()[0]:
            raise WrongUse(f"{generation} is the live search index; activate another one first.")
        shutil.rmtree(self._known(generation))

    def _current(self) -> tuple[str | None, str | None]:
        try:
            lines = (self._folder / CURRENT).read_text().splitlines()
        except FileNotFoundError:
            return None, None
        return lines[0], lines[1] or None

    def _known(self, generation: str) -> Path:
        folder = self._folder / generation
        if not generation.startswith(_PREFIX) or "/" in generation or not folder.is_dir():
            raise WrongUse(f"There is no generation {generation}; `foothold index status` lists them.")
        return folder

    def _generation(self, name: str) -> Generation:
        active, previous = self._current()
        state = GenerationState.BUILDING
        if name in (active, previous):
            state = GenerationState.ACTIVE if name == active else GenerationState.PREVIOUS
        return Generation(name, _fingerprint_of(name), state, self._applied(name))

    def _applied(self, name: str) -> int:
        """0 where a crash left a generation that cannot be read: it can still be listed and pruned."""
        try:
            return self.open(name).applied_revision()
        except IndexUnavailable:
            return 0


def _fingerprint_of(name: str) -> str:
    return name.removeprefix(_PREFIX).partition("-")[0]


def _stamp_of(name: str) -> str:
    return name.removeprefix(_PREFIX).partition("-")[2]
