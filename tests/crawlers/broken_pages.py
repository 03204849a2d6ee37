"""Recorded pages, broken in every way that a source breaks: each value replaced by one of the wrong type, each text by
a monstrous one, the whole cut off."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.families import family
from crawlers.family import Family

PAGES = Path(__file__).parents[1] / "pages"
CASES = sorted(found.parent for found in PAGES.glob("*/*/case.json"))

WRONG: tuple[Any, ...] = (
    None, True, 3, "x", "9" * 400, [], {}, [None, 3, "x", [[]]], {"a": {"b": [1]}}, [{}], {"value": []}, {"@id": "x"},
)  # fmt: skip
WRONG_TEXTS = (b"", b"\xff\xfe\0", b"9" * 5_000, b"&#0;&x;<![CDATA[", b"http://[", b"<", b"\xf0\x9f")
WRONG_JSON = (b"null", b"3", b"[]", b"{}", b'[{"a":[1]}]', b"true", b'"x"')
TEXTS = re.compile(rb">([^<>]{1,80})<")
ATTRIBUTES = re.compile(rb"=\s*\"([^\"<>]{0,200})\"")
MEMBERS = re.compile(rb"\"[^\"\\<>]{1,60}\"\s*:\s*(\"[^\"<>]{0,200}\"|\d+|true|null)")
NAMES = re.compile(rb"<([a-z][\w:-]*)", re.I)
MOST_PLACES = 50
CUTS = 25


@dataclass(frozen=True)
class RecordedPage:
    """A page of `tests/pages` with what its family wants beside it."""

    family: Family
    body: bytes
    url: str
    seen: datetime
    values: dict[str, Any]

    @classmethod
    def of(cls, folder: Path) -> "RecordedPage":
        about = json.loads((folder / "case.json").read_text(encoding="utf-8"))
        body = (folder / about["page"]).read_bytes()
        seen = datetime.fromisoformat(about["seen"])
        return cls(family(about["family"]), body, about["url"], seen, about["values"])


def broken(body: bytes) -> Iterator[tuple[str, bytes]]:
    """What was done to the page, and the page."""
    try:
        yield from _json_broken(json.loads(body))
    except ValueError:
        yield from _text_broken(body)
    for end in range(0, len(body), max(1, len(body) // CUTS)):
        yield f"cut off after {end} bytes", body[:end]


def _json_broken(payload: Any) -> Iterator[tuple[str, bytes]]:
    for path in dict.fromkeys(_paths(payload)):
        for wrong in WRONG:
            yield f"{path} is {str(wrong)[:40]}", json.dumps(_put(payload, path, wrong)).encode()


def _text_broken(body: bytes) -> Iterator[tuple[str, bytes]]:
    for places, wrongs in (
        (TEXTS, WRONG_TEXTS),
        (ATTRIBUTES, WRONG_TEXTS),
        (MEMBERS, WRONG_JSON),
        (NAMES, (b"a:b", b"title", b"job")),
    ):
        for found in list(places.finditer(body))[:MOST_PLACES]:
            for wrong in wrongs:
                yield (
                    f"{found[0][:40]!r} holds {wrong[:20]!r}",
                    body[: found.start(1)] + wrong + body[found.end(1) :],
                )


def _paths(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every key, and the first two of every list."""
    yield at
    members = (
        value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    )
    for key, inner in members:
        yield from _paths(inner, (*at, key))


def _put(value: Any, path: tuple[str | int, ...], wrong: Any) -> Any:
    if not path:
        return wrong
    key, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {k: _put(inner, rest, wrong) if k == key else inner for k, inner in value.items()}
    return [_put(inner, rest, wrong) if n == key else inner for n, inner in enumerate(value)]
