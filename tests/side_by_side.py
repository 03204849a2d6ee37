"""Which tests stay together when several processes share a run (`-n 2 --dist loadfile`).

What is dear to start is started by one process alone: a search cluster's tests are one group and a browser's another.
Of all other tests a file is one, so what a module's fixture starts is started once.
"""

import re

import pytest
from xdist.scheduler import LoadFileScheduling

DEAR = {
    "elasticsearch": re.compile(r"^tests/\S*/test_(?:elastic_|on_a_cluster|cluster)|\[elasticsearch\b"),
    "browser": re.compile(r"^tests/(?:browser|security)/"),
}
"""Groups by the names of their tests: whoever gives the work out knows no more of a test."""
EARLY = (
    "tests/end_to_end/", "tests/deploy/", "tests/search_api/front/", "tests/crawlers/", "tests/alerts/", "tests/store/",
)  # fmt: skip
"""What takes long begins early: whoever is done with a group takes a short one last."""


def group(nodeid: str) -> str:
    dear = (name for name, pattern in DEAR.items() if pattern.search(nodeid))
    return next(dear, nodeid.partition("::")[0])


def put_long_ones_first(items: list[pytest.Item]) -> None:
    strays = [
        item.nodeid for item in items if item.get_closest_marker("elasticsearch") and not _is_in_group(item)
    ]
    if strays:
        raise pytest.UsageError(
            f"These would start a second Elasticsearch: {', '.join(strays)}. See {__name__}."
        )
    items.sort(key=lambda item: _turn(group(item.nodeid)))


def _is_in_group(item: pytest.Item) -> bool:
    return group(item.nodeid) == "elasticsearch"


def _turn(name: str) -> int:
    """The dear ones, then the early ones in their order, then all others."""
    places = (place for place, early in enumerate((*DEAR, *EARLY)) if name.startswith(early))
    return next(places, len(DEAR) + len(EARLY))


class ByGroup(LoadFileScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)
