"""The adverts of a JSON upload: an array of objects, `{"opportunities": […]}`, or one object a line."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, get_type_hints

from rapidfuzz import process

from foothold.errors import TooLarge, Unreadable
from foothold.model.posting import POSTING_FIELDS, RawPosting, Text
from foothold.uploads.csv_file import decoded
from foothold.uploads.headings import match
from foothold.uploads.rows import FieldError, SheetPosting, Upload, UploadRow

SEVERAL = frozenset(f.name for f in fields(RawPosting) if get_type_hints(RawPosting)[f.name] == Text)
VALUES_A_ROW = 50
ERRORS_A_ROW = 20
LONGEST_KEY = 60
OBJECTS_A_ROW = 4


def read_json_rows(body: bytes, *, seen: datetime, max_rows: int, lines: bool = False) -> Upload:
    """One row an object, from 1. Raises Unreadable where the file is no such JSON, TooLarge past `max_rows`."""
    # A file of commas or brackets alone grows thirtyfold as Python objects.
    if (
        body.count(b",") > max_rows * VALUES_A_ROW
        or body.count(b"{") + body.count(b"[") > max_rows * OBJECTS_A_ROW + 100
    ):
        raise TooLarge(f"This file holds more values than {max_rows:,} adverts need. Split it.")
    objects = _objects(decoded(body), lines)
    if len(objects) > max_rows:
        raise TooLarge(f"This file has {len(objects):,} adverts; {max_rows:,} are read. Split it.")
    return Upload(tuple(_row(number, said, seen) for number, said in enumerate(objects, start=1)))


def _objects(text: str, lines: bool) -> list[Any]:
    try:
        payload = _by_line(text) if lines else _parsed(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"This is not JSON: {error}.") from error
    if isinstance(payload, dict):
        payload = payload.get("opportunities", [payload] if "title" in payload else None)
    if not isinstance(payload, list):
        raise Unreadable(
            "Send an array of adverts, or an object with the key “opportunities” that holds one."
        )
    return payload


def _parsed(text: str) -> Any:
    try:
        return _loads(text)
    except json.JSONDecodeError:
        # Adverts one a line, sent as plain JSON: the second line is what the parser calls extra data.
        if len(text.strip().splitlines()) < 2 or not isinstance(_line(text.strip().splitlines()[0]), dict):
            raise
    return _by_line(text)


@dataclass(frozen=True, slots=True)
class _BrokenLine:
    """One advert's line that is no JSON: its own trouble, as long as others are."""

    text: str
    why: str


def _by_line(text: str) -> list[Any]:
    """Raises ValueError where no line can be read."""
    read = [_line(line) for line in text.splitlines() if line.strip()]
    broken = [line for line in read if isinstance(line, _BrokenLine)]
    if broken and len(broken) == len(read):
        raise ValueError(broken[0].why)
    return read


def _line(text: str) -> Any:
    try:
        return _loads(text)
    except (ValueError, RecursionError) as error:
        return _BrokenLine(text[:200], str(error))


def _loads(text: str) -> Any:
    """Numbers stay the text that stood there: 12.50 is not 12.5."""
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)


def _row(number: int, said: Any, seen: datetime) -> UploadRow:
    if isinstance(said, _BrokenLine):
        return UploadRow(number, None, (FieldError("row", said.text, f"This line is not JSON: {said.why}."),))
    if not isinstance(said, dict):
        error = FieldError("row", _shown(said), 'Each advert is an object: {"title": "…"}.')
        return UploadRow(number, None, (error,))
    texts: dict[str, Text] = {}
    errors: list[FieldError] = []
    for key, value in said.items():
        if len(errors) == ERRORS_A_ROW:
            errors.append(FieldError("row", "", "This advert has more errors; mend these first."))
            break
        try:
            texts[key] = _text(key, value)
        except ValueError as error:
            errors.append(FieldError(key[:200], _shown(value), str(error)))
    known = {key: text for key, text in texts.items() if text is not None}
    kind = SheetPosting if "status" in known else RawPosting
    return UploadRow(number, kind(seen=seen, **known), tuple(errors))  # type: ignore[arg-type]


def _text(key: str, value: Any) -> Text:
    if key not in POSTING_FIELDS and key != "status":
        raise ValueError(_unknown(key))
    if value is None:
        return None
    if isinstance(value, list) and key in SEVERAL:
        return tuple(_single(item) for item in value) or None
    return _single(value) if not isinstance(value, str) or value.strip() else None


def _single(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        raise ValueError("Send text here, as the advert says it.")
    return value


def _unknown(key: str) -> str:
    """What to write instead of a key that is no field."""
    near = _nearest(key) if len(key) <= LONGEST_KEY else None
    return f"There is no field “{key[:200]}”." + (f" Did you mean “{near}”?" if near else "")


@lru_cache(maxsize=1024)
def _nearest(key: str) -> str | None:
    meant = match(key)
    if meant:
        return meant.field.partition(".")[0]
    near = process.extractOne(key.lower(), POSTING_FIELDS, score_cutoff=75)
    return near[0] if near else None


def _shown(value: Any) -> str:
    return value[:200] if isinstance(value, str) else json.dumps(value, ensure_ascii=False)[:200]
