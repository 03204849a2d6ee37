"""The embedded engine's schema, made from the table of fields, and a document written in it."""

import hashlib
from pathlib import Path
from typing import Any

import orjson
import tantivy

from foothold.index.document import MAX_PUBLIC_BYTES, Document, values
from foothold.index.embedded.points import Point, cells_at
from foothold.index.fields import FIELDS, Form
from foothold.index.stems import ANALYSER

SHOWN = "shown"
STUB = "stub"
META = "meta"
"""States of a document; the one in state `meta` holds the revision up to which changes are applied and how many
records of points there are, so that it commits with the documents it speaks of."""

META_ID = "#meta"
"""Its id, which no advert can have."""

_ENGLISH = "english"


def schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("state", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("id_key", indexed=True, fast=True)
    builder.add_unsigned_field("version", indexed=True, fast=True)
    builder.add_unsigned_field("revision", stored=True, fast=True)
    builder.add_unsigned_field("applied", stored=True)
    builder.add_unsigned_field("placed", stored=True)
    builder.add_unsigned_field("cell", indexed=True)
    for field in FIELDS:
        _add(builder, field.name, field.form)
    return builder.build()


def open_index(folder: Path) -> Any:
    """The index of a generation's folder, with its analyser: tantivy forgets it at every open."""
    index = tantivy.Index.open(str(folder))
    index.config_reader("manual")
    index.register_tokenizer(_ENGLISH, ANALYSER)
    return index


def create_index(folder: Path) -> None:
    tantivy.Index(schema(), path=str(folder))


def id_key(id: str) -> int:  # noqa: A002 - the public key is `id`
    return _hash(id)


def version_key(id: str, revision: int) -> int:  # noqa: A002
    """Names one version of a document: points of older versions then match nothing by themselves."""
    return _hash(f"{id}\n{revision}")


def written(document: Document) -> tuple[Any, list[Point]]:
    """The engine's document and its points. Raises ValueError, KeyError or TypeError where it cannot be."""
    version = version_key(document.id, document.revision)
    held: dict[str, Any] = {
        "id": document.id,
        "id_key": id_key(document.id),
        "version": version,
        "revision": document.revision,
        "state": STUB if document.public is None else SHOWN,
    }
    points = [] if document.public is None else _write_values(held, document, version)
    # One call: adding value by value costs as much as indexing them.
    return tantivy.Document.from_dict(held, SCHEMA), points


def written_meta(applied: int, placed: int) -> Any:
    made = tantivy.Document()
    made.add_text("state", META)
    made.add_text("id", META_ID)
    made.add_unsigned("id_key", id_key(META_ID))
    made.add_unsigned("applied", applied)
    made.add_unsigned("placed", placed)
    return made


def _write_values(held: dict[str, Any], document: Document, version: int) -> list[Point]:
    public = orjson.dumps(document.public)
    if len(public) > MAX_PUBLIC_BYTES:
        raise ValueError(f"it is {len(public):,} bytes long; the index takes {MAX_PUBLIC_BYTES:,}")
    found = values(document)
    held |= found.words
    for name, keywords in found.keywords.items():
        held[name] = keywords[0] if len(keywords) == 1 else list(keywords)
    held |= found.numbers
    held |= found.keys
    held["cell"] = list(cells_at(found.points))
    held["public"] = public
    return [(version, lat, lon) for lat, lon in found.points]


def _add(builder: Any, name: str, form: Form) -> None:
    if name == "points":
        return
    match form:
        case Form.WORDS:
            builder.add_text_field(name, tokenizer_name=_ENGLISH)
        case Form.KEYWORD:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        case Form.NUMBER:
            # Ranges are read from the column; terms of numbers would only cost.
            builder.add_integer_field(name, fast=True)
        case Form.KEY:
            builder.add_unsigned_field(name, fast=True)
        case Form.JSON:
            builder.add_bytes_field(name, stored=True)


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


SCHEMA = schema()
