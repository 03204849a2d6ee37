"""Documents as lines of a bulk request, and what came of each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from foothold.errors import IndexDamaged, IndexUnavailable
from foothold.index.contract import Refused
from foothold.index.document import MAX_PUBLIC_BYTES, Document, values
from foothold.index.elastic.cluster import BLOCKED, READ_ONLY, kind_of
from foothold.index.elastic.mapping import META, META_ID, SHOWN, STUB
from foothold.index.stems import stems

_MAX_ID_BYTES = 512

Line = tuple[Document, bytes]


def written(document: Document) -> bytes:
    """The action and the document. Raises ValueError, KeyError or TypeError where it cannot be."""
    if not 0 < len(document.id.encode()) <= _MAX_ID_BYTES:
        raise ValueError(f"its id is empty or longer than {_MAX_ID_BYTES} bytes")
    held: dict[str, Any] = {"id": document.id, "revision": document.revision, "state": STUB}
    if document.public is not None:
        held |= {"state": SHOWN} | _values(document)
    action = {"_id": document.id, "version": document.revision, "version_type": "external"}
    return orjson.dumps({"index": action}) + b"\n" + orjson.dumps(held) + b"\n"


def written_meta(applied: int) -> dict[str, Any]:
    return {"id": META_ID, "revision": 0, "state": META, "applied": applied}


def lines(documents: Iterable[Document], refused: list[Refused]) -> Iterator[Line]:
    """What cannot be written goes to `refused`."""
    for document in documents:
        try:
            yield document, written(document)
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
            refused.append(Refused(document.id, document.revision, f"{type(error).__name__}: {error}"))


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """Of a batch: `left` is to be put again, after a pause where the cluster was `busy`."""

    refused: list[Refused] = field(default_factory=list)
    left: list[Line] = field(default_factory=list)
    busy: bool = False


def outcome(batch: list[Line], answer: Mapping[str, Any]) -> BulkOutcome:
    """Each item has its own outcome, whatever the whole request answered. A conflict says that a revision
    as new is there: done. Raises IndexUnavailable where it was not the document's fault."""
    refused: list[Refused] = []
    left: list[Line] = []
    for line, item in zip(batch, answer["items"], strict=True):
        said = item["index"]
        if kind_of(said) == BLOCKED:
            raise IndexUnavailable(READ_ONLY)
        if said["status"] == 400:
            error = said["error"]
            why = f"{error['type']}: {error['reason']}"[:500]
            refused.append(Refused(line[0].id, line[0].revision, why))
        elif said["status"] == 429:
            left.append(line)
        elif said["status"] == 404:
            raise IndexDamaged(
                "Changes no longer reach the search index, as its alias for them is gone: run `foothold index rebuild`."
            )
        elif said["status"] >= 300 and said["status"] != 409:
            raise IndexUnavailable("The search cluster did not take all of a batch; it will be put again.")
    return BulkOutcome(refused, left, busy=bool(left))


def _values(document: Document) -> dict[str, Any]:
    public = document.public
    size = len(orjson.dumps(public))
    if size > MAX_PUBLIC_BYTES:
        raise ValueError(f"it is {size:,} bytes long; the index takes {MAX_PUBLIC_BYTES:,}")
    found = values(document)
    words = {name: " ".join(stems(text)) for name, text in found.words.items()}
    points = [{"lat": lat, "lon": lon} for lat, lon in found.points]
    return {**words, **found.keywords, **found.numbers, **found.keys, "points": points, "public": public}
