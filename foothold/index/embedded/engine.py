"""The embedded engine's generations: folders beside a file CURRENT that names the live one."""

import re
import shutil
import threading
from pathlib import Path

from foothold.durable import keep_names, write_over
from foothold.errors import IndexDamaged, IndexUnavailable, WrongUse
from foothold.index.contract import Generation, GenerationState
from foothold.index.embedded.damage import REMEDY, told_plainly
from foothold.index.embedded.index import EmbeddedIndex
from foothold.index.embedded.schema import create_index
from foothold.index.fields import fingerprint, generation_name

CURRENT = "CURRENT"
_PREFIX = "opportunities-"
_CURRENT = re.compile(r"(opportunities-[0-9A-Za-z-]+)\n(opportunities-[0-9A-Za-z-]+)?\n")


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
        if not (self._folder / name).is_dir():
            raise IndexDamaged(f"The folder of the search index {name} is not there. {REMEDY}")
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
        with told_plainly(name):
            folder.mkdir(parents=True)
            create_index(folder)
        return EmbeddedIndex(folder)

    def open(self, generation: str) -> EmbeddedIndex:
        return EmbeddedIndex(self._known(generation))

    def activate(self, generation: str) -> None:
        self._known(generation)
        active, previous = self._known_current()
        kept = previous if active == generation else active
        with told_plainly(generation):
            write_over(self._folder / CURRENT, f"{generation}\n{kept or ''}\n".encode())

    def discard(self, generation: str) -> None:
        """Raises WrongUse for the active generation and for one that is not there."""
        if generation == self._known_current()[0]:
            raise WrongUse(f"{generation} is the live search index; activate another one first.")
        with told_plainly(generation):
            shutil.rmtree(self._known(generation))
            keep_names(self._folder)

    def _current(self) -> tuple[str | None, str | None]:
        """The active generation and the one before it. Raises IndexDamaged where nobody can tell."""
        path = self._folder / CURRENT
        try:
            with told_plainly(CURRENT):
                said = _CURRENT.fullmatch(path.read_text())
        except IndexDamaged as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None, None
            said = None
        if said is None:
            raise IndexDamaged(f"{path} does not say which search index is the live one. {REMEDY}")
        return said[1], said[2]

    def _known_current(self) -> tuple[str | None, str | None]:
        try:
            return self._current()
        except IndexDamaged:
            return None, None

    def _known(self, generation: str) -> Path:
        folder = self._folder / generation
        if not generation.startswith(_PREFIX) or "/" in generation or not folder.is_dir():
            raise WrongUse(f"There is no generation {generation}; `foothold index status` lists them.")
        return folder

    def _generation(self, name: str) -> Generation:
        try:
            applied, damaged = self.open(name).applied_revision(), False
        except IndexUnavailable:
            # It can still be listed and pruned.
            applied, damaged = 0, True
        return Generation(name, _fingerprint_of(name), self._state(name), applied, damaged)

    def _state(self, name: str) -> GenerationState:
        try:
            active, previous = self._current()
        except IndexDamaged:
            return GenerationState.UNKNOWN
        states = {previous: GenerationState.PREVIOUS, active: GenerationState.ACTIVE}
        return states.get(name, GenerationState.BUILDING)


def _fingerprint_of(name: str) -> str:
    return name.removeprefix(_PREFIX).partition("-")[0]


def _stamp_of(name: str) -> str:
    return name.removeprefix(_PREFIX).partition("-")[2]
