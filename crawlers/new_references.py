"""Adverts of a run that may be known ones under new references: they wait, in memory, until the run has ended.

Some sources give every advert another reference at each crawl. Until the whole list has been seen nobody can tell such
an advert from a second one that says the same.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foothold.model.authority import Standing
from foothold.model.identity import external_id
from foothold.model.opportunity import Opportunity
from foothold.reading.intake import Reading
from foothold.store import renamed, sightings
from foothold.store.crawled_pages import Validators
from foothold.store.open_store import Store
from foothold.store.tables import index_key


@dataclass(frozen=True, slots=True)
class Released:
    """What became of the adverts that waited: known ones under new references; all that were saved, and those of them
    that were stored just so; and those that were left for another run."""

    renamed: int = 0
    saved: int = 0
    unchanged: int = 0
    left: int = 0


class NewReferences:
    """Those of one run. `validators` are the versions of the pages that they stood on."""

    def __init__(self, store: Store, source: str, started: datetime, standing: Standing) -> None:
        self.store = store
        self.source = source
        self.standing = standing
        self.unseen = renamed.Unseen(store, source, started)
        self.held_back = self.unseen.held_back
        self.validators: dict[str, Validators] = {}
        self._readings: dict[str, Reading] = {}

    @property
    def readings(self) -> list[Reading]:
        return list(self._readings.values())

    def keep(self, readings: Iterable[Reading]) -> None:
        for reading in readings:
            assert reading.posting is not None
            self._readings[index_key(external_id(reading.posting))] = reading

    def without_pages(self, found: Mapping[str, Validators]) -> dict[str, Validators]:
        """The versions of pages on which none waits; the others are kept here."""
        pages = {reading.page_url for reading in self._readings.values()}
        self.validators |= {page: version for page, version in found.items() if page in pages}
        return {page: version for page, version in found.items() if page not in pages}

    def known(self, at: datetime, unknown: Collection[str]) -> dict[str, str]:
        """Which of those that wait are adverts that the run did not show otherwise: the old reference by the new one.
        `unknown` are own ids of sightings of which the run can say nothing."""
        seen = {"first_seen": at, "last_seen": at}
        rows = [self._row(reading) | seen for reading in self._readings.values()]
        return self.unseen.renamed(rows, unknown) if rows else {}

    def rename(self, references: Mapping[str, str]) -> None:
        """Give known adverts the references under which they wait here, by the old ones."""
        if references:
            renamed.rename(self.store, self.source, references)

    def besides(self, references: Collection[str]) -> list[Reading]:
        return [reading for reference, reading in self._readings.items() if reference not in references]

    def _row(self, reading: Reading) -> dict[str, Any]:
        assert reading.posting is not None
        assert isinstance(reading.result, Opportunity)
        return sightings.row_of(
            self.source, reading.posting, reading.result, reading.page_url, None, self.standing
        )
