"""What employers are called: facets count slugs, and the newest advert of a slug says the name."""

import time
from collections.abc import Sequence
from typing import Any

import orjson
from tantivy import Order, Query

from foothold.index.results import Facet

_FRESH_SECONDS = 60
_MOST = 20_000


class EmployerNames:
    """Names by slug, looked up when first shown and then kept."""

    def __init__(self) -> None:
        self._kept: dict[str, str | None] = {}
        self._begun = time.monotonic()

    def while_fresh(self) -> "EmployerNames":
        """These for a minute, from commit to commit; then new ones, so that a corrected name is shown."""
        stale = time.monotonic() - self._begun > _FRESH_SECONDS or len(self._kept) > _MOST
        return EmployerNames() if stale else self

    def of(self, schema: Any, searcher: Any, facets: Sequence[Facet]) -> tuple[Facet, ...]:
        for facet in facets:
            if facet.value not in self._kept:
                self._kept[facet.value] = _name(schema, searcher, facet.value)
        return tuple(Facet(facet.value, facet.count, self._kept[facet.value]) for facet in facets)


def _name(schema: Any, searcher: Any, slug: str) -> str | None:
    """None for the value that stands for no employer."""
    said = Query.term_query(schema, "employer", slug)
    found = searcher.search(said, limit=1, order_by_field="by_newest", order=Order.Desc).hits
    if not found:
        return None
    employer = orjson.loads(searcher.doc(found[0][1]).get_first("public"))["employer"]
    return str(employer["name"]) if employer else None
