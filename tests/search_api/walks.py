"""Three ways through Foothold, over a small London with an embedded index: a search, a page and an uploaded row."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from werkzeug.test import TestResponse

from foothold.store import employers
from scripts.walk_files import entered
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, postings

SEARCH = "q=plumber&borough=hackney"


def walks(home: Path) -> dict[str, list[str]]:
    """The files of each way, by its name: those of the second request."""
    world = new_world(home)
    world.add(*postings())
    world.index()
    key = employers.add(world.store, "Marlow & Finch", at=AT)
    numbers = count()

    def upload() -> TestResponse:
        row = f"Apprentice plumber,Apprenticeship,E8 1EA,31 October 2026,£8.50 an hour,A-{next(numbers)}"
        return world.client.post(
            "/api/v1/uploads",
            data=f"Job title,Kind,Postcode,Closing date,Wage,Reference\r\n{row}".encode(),
            content_type="text/csv",
            headers={"Authorization": f"Bearer {key}"},
        )

    ways: dict[str, Callable[[], TestResponse]] = {
        "search": lambda: world.client.get(f"/api/v1/opportunities?{SEARCH}"),
        "page": lambda: world.client.get(f"/?{SEARCH}"),
        "upload": upload,
    }
    return {name: _second(way) for name, way in ways.items()}


def _second(way: Callable[[], TestResponse]) -> list[str]:
    responses = [way()]
    files = entered(lambda: responses.append(way()))
    for response in responses:
        if response.status_code != 200:
            raise ValueError(f"A way ended with {response.status}.")
    return files
