"""What employers are called: facets count slugs, and the newest advert of a slug says the name."""

import time
from collections.abc import Iterable, Mapping
from typing import Any

from foothold.index.elastic.paging import Ask

_FRESH_SECONDS = 60.0
_MOST = 20_000


class EmployerNames:
    """Names by slug, looked up when first shown and kept for a minute, so that a corrected one is shown.
    The value that stands for no employer has None."""

    def __init__(self) -> None:
        self._kept: dict[str, str | None] = {}
        self._until = 0.0

    def of(self, slugs: Iterable[str], ask: Ask) -> Mapping[str, str | None]:
        if time.monotonic() > self._until or len(self._kept) > _MOST:
            self._kept, self._until = {}, time.monotonic() + _FRESH_SECONDS
        kept, asked = self._kept, list(slugs)
        if missing := [slug for slug in asked if slug not in kept]:
            kept |= dict.fromkeys(missing) | _names(ask([_newest_of_each(missing)])[0])
        return {slug: kept[slug] for slug in asked}


def _newest_of_each(slugs: list[str]) -> dict[str, Any]:
    return {
        "query": {"bool": {"filter": [{"terms": {"employer": slugs}}]}},
        "collapse": {"field": "employer"},
        "sort": [{"by_newest": "desc"}],
        "size": len(slugs),
        "track_total_hits": False,
        "_source": ["public.employer"],
    }


def _names(answer: Mapping[str, Any]) -> dict[str, str | None]:
    found = (hit["_source"]["public"]["employer"] for hit in answer["hits"]["hits"])
    return {employer["slug"]: str(employer["name"]) for employer in found if employer}
