"""Under which terms a source's adverts may be used, as far as somebody has read them."""

from collections.abc import Iterable, Mapping

from foothold.model.public import SourceEntry
from foothold.model.source import Source

NOTE = (
    "Foothold gathers facts of adverts from the sources that each record names. It claims no rights in those facts,"
    " and can give none in the texts (title, summary, description, requirements), which are their publishers'. What a"
    " source allows is its licence here; null means that we do not know. Name the source and link to its advert."
)
NOT_READ = "unverified"


class Licences:
    """Of the sources that this Foothold crawls; of what employers upload themselves none are stated."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources

    def of(self, entries: Iterable[SourceEntry]) -> list[dict[str, str | None]]:
        """The terms of a record's sources, in their order."""
        return [self._terms(slug) for slug in dict.fromkeys(entry["source"] for entry in entries)]

    def every(self) -> list[dict[str, str | None]]:
        return [self._terms(slug) for slug in sorted(self._sources)]

    def _terms(self, slug: str) -> dict[str, str | None]:
        source = self._sources.get(slug)
        licence = source.terms.licence if source and source.terms.licence != NOT_READ else None
        checked = source.terms.checked if source else None
        return {
            "source": slug,
            "publisher": source.publisher.name if source else None,
            "licence": licence,
            "checked": checked.isoformat() if checked else None,
        }
