"""Documents as lines of a bulk request, and what came of each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from foothold.errors import IndexUnavailable
from foothold.index.contract import Refused
from foothold.index.document import MAX_PUBLIC_BYTES, Document, values
from foothold.index.elastic.mapping import META, META_ID, SHOWN, STUB
from foothold.index.stems import stems

_MAX_ID_BYTES = 512
_TOGETHER_BYTES = 5_000_000

Line = tuple[Document, bytes]


def written(document: Document) -> bytes:
    """The action and the document. Raises ValueError, KeyError or TypeError where it cannot be."""
    if not 0 < len(document.id.encode()) <= _MAX_ID_BYTES:
        raise ValueError(f"its id is empty or longer than {_MAX_ID_BYTES} bytes")
    held: dict[str, Any] = {"id": document.id, "revision": document.revision, "state": STUB}
    if document.public is not None:
        held |= {"state": SHOWN} | _values(document.id, document.public)
    action = {"_id": document.id, "version": document.revision, "version_type": "external"}
    return orjson.dumps({"index": action}) + b"\n" + orjson.dumps(held) + b"\n"


def written_meta(applied: int) -> dict[str, Any]:
    return {"id": META_ID, "revision": 0, "state": META, "applied": applied}


def batches(documents: Iterable[Document], refused: list[Refused]) -> Iterator[list[Line]]:
    """Requests of at most some 5 MB; what cannot be written goes to `refused`."""
    batch: list[Line] = []
    size = 0
    for document in documents:
        try:
            line = written(document)
        except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
            refused.append(Refused(document.id, document.revision, f"{type(error).__name__}: {error}"))
            continue
        if batch and size + len(line) > _TOGETHER_BYTES:
            yield batch
            batch, size = [], 0
        batch.append((document, line))
        size += len(line)
    if batch:
        yield batch


def refusals(batch: list[Line], answer: Mapping[str, Any]) -> Iterator[Refused]:
    """Each item has its own outcome, whatever the whole request answered. A conflict says that a revision
    as new is there: done. Raises IndexUnavailable where it was not the document's fault."""
    for (document, _), item in zip(batch, answer["items"], strict=True):
        outcome = item["index"]
        status = outcome["status"]
        if status == 400:
            error = outcome["error"]
            yield Refused(document.id, document.revision, f"{error['type']}: {error['reason']}"[:500])
        elif status >= 300 and status != 409:
            raise IndexUnavailable("The search cluster did not take all of a batch; it will be put again.")


def _values(id: str, public: Mapping[str, Any]) -> dict[str, Any]:  # noqa: A002 - the public key is `id`
    size = len(orjson.dumps(public))
    if size > MAX_PUBLIC_BYTES:
        raise ValueError(f"it is {size:,} bytes long; the index takes {MAX_PUBLIC_BYTES:,}")
    found = values(id, public)
    words = {name: " ".join(stems(text)) for name, text in found.words.items()}
    points = [{"lat": lat, "lon": lon} for lat, lon in found.points]
    return {**words, **found.keywords, **found.numbers, **found.keys, "points": points, "public": public}
