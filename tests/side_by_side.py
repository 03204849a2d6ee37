"""Which tests stay together when several processes share a run (`-n 2 --dist loadgroup`).

What is dear to start is started by one process alone: a search cluster's tests are one group and a browser's another.
Of all other tests a file is one, so what a module's fixture starts is started once.
"""

import pytest
from xdist.scheduler import LoadGroupScheduling

DEAR = {"elasticsearch_server": "elasticsearch", "chromium": "browser"}
"""Groups by the fixture that starts what they need."""
EARLY = (
    "tests/end_to_end/", "tests/deploy/", "tests/search_api/front/", "tests/crawlers/", "tests/alerts/", "tests/store/",
)  # fmt: skip
"""What takes long begins early: whoever is done with a group takes a short one last."""


def group(item: pytest.Item) -> str:
    if item.get_closest_marker("elasticsearch"):
        return DEAR["elasticsearch_server"]
    fixtures = getattr(item, "fixturenames", ())
    return next((name for fixture, name in DEAR.items() if fixture in fixtures), file_of(item.nodeid))


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def in_groups(items: list[pytest.Item]) -> None:
    """Mark what is dear, and put the groups that take long first."""
    for item in items:
        if (name := group(item)) in DEAR.values():
            item.add_marker(pytest.mark.xdist_group(name))
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    name = group(item)
    if name in DEAR.values():
        return list(DEAR.values()).index(name)
    early = (place for place, folder in enumerate(EARLY, len(DEAR)) if name.startswith(folder))
    return next(early, len(DEAR) + len(EARLY))


class ByGroupOrFile(LoadGroupScheduling):
    """Groups by their mark, all else by its file."""

    def _split_scope(self, nodeid: str) -> str:
        return file_of(super()._split_scope(nodeid))
