"""Whatever a source sends, a family's reader gives postings and rejections or says that the page cannot be read.

`make test` sends every payload to one family of each format and a few to the others; `make test-all` every one to all.
"""

import gzip
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from crawlers.families import FAMILY_MODULES, family
from crawlers.family import Fetch
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected
from tests.crawlers.broken_pages import CASES, RecordedPage, broken

SEEN = datetime(2026, 11, 22, tzinfo=UTC)
HERE = "https://site.example/jobs?page=9999999999999999999999"
SECONDS = 10  # Many times what the slowest takes on a busy machine; a square cost would take hours.
MEGABYTE = 1_000_000

LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "nothing": b"",
    "NUL": b"\0" * 50_000,
    "noise": bytes(range(256)) * 200,
    "one line of 2 MB": b"a" * 2 * MEGABYTE,
    "JSON lists 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "JSON objects 100,000 deep": b'{"jobs":' * 100_000 + b"1" + b"}" * 100_000,
    "JSON objects 900 deep": b'{"jobs":' * 900 + b"1" + b"}" * 900,
    "a JSON number of 1 MB": b'{"jobs": [{"title": "a", "id": ' + b"9" * MEGABYTE + b"}]}",
    "JSON that is no object": b'["x", 3, null, [[[]]]]',
    "JSON with half a character": b'{"title": "\\ud83d", "jobs": [{"title": "\\ud83d", "name": "\\udc00"}]}',
    "HTML 100,000 deep": b"<html>" + b"<div class='job'>" * 100_000,
    "HTML of 100,000 links": b"<a href='http://[::1'>x</a>" * 100_000,
    "XML 100,000 deep": b"<rss><channel>" + b"<item>" * 100_000,
    "XML of 20,000 attributes": b"<jobs><job " + b" ".join(b'a%d="1"' % n for n in range(20_000)) + b"/></jobs>",
    "an entity bomb": f"<!DOCTYPE jobs [<!ENTITY e0 'laugh'>{LAUGHS}]><jobs><job><title>&e9;</title></job></jobs>".encode(),
    "an external entity": b"<!DOCTYPE jobs [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><jobs><job><title>&x;</title></job></jobs>",
    "a gzip bomb": gzip.compress(b"<jobs>" + b" " * 60 * MEGABYTE),
    "half a gzip": gzip.compress(b"<jobs><job><title>a</title></job></jobs>")[:-9],
    "UTF-16 that ends in the middle": "\ufeff<jobs><job>".encode("utf-16-le") + b"\xd8",
    "a script that assigns 100,000 brackets": b"<script>var phApp = {}; phApp.ddo = " + b"[" * 100_000 + b"</script>",
    "scripts that never close": b'<script type="application/ld+json">' * 20_000,
}  # fmt: skip


Found = RawPosting | Rejected | Fetch


def attempt(what: Callable[..., Iterable[Found]], *arguments: object) -> list[Found]:
    try:
        return list(what(*arguments))
    except (Unreadable, SourceMisconfigured) as said:
        assert str(said)
        return []


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_page_broken_in_any_place_is_read_rejected_or_unreadable(folder: Path) -> None:
    page = RecordedPage.of(folder)
    tried = 0
    for what, body in broken(page.body):
        tried += 1
        try:
            read = attempt(page.family.read, body, page.url, page.seen, page.values)
            further = attempt(page.family.follow, body, page.url, page.values)
        except Exception as error:
            raise AssertionError(f"{what}: {error!r}") from error
        assert all(isinstance(one, RawPosting | Rejected) for one in read), what
        assert all(isinstance(fetch, Fetch) for fetch in further), what
        assert all(map(holds_texts_only, read)), what
    assert tried > CUTS_AT_LEAST


CUTS_AT_LEAST = 20


def holds_texts_only(one: Found) -> bool:
    """No number, object or list of a payload gets through the only door."""
    if not isinstance(one, RawPosting):
        return True
    values = (value if isinstance(value, list) else [value] for value in one.texts().values())
    return all(isinstance(text, str) for value in values for text in value)


FOR_EACH_FORMAT = {
    "JSON": "greenhouse", "JSON by its YAML": "json_list", "HTML": "job_posting_page", "HTML by its YAML": "listing",
    "XML": "job_feed", "a sheet": "spreadsheet",
}  # fmt: skip
FOR_ALL = ("nothing", "noise", "JSON objects 900 deep", "JSON that is no object", "an entity bomb")


def sent() -> Iterator[Any]:
    """Every payload with every family; those that `make test` leaves out are of the cross."""
    for (what, body), name in product(HOSTILE.items(), FAMILY_MODULES):
        marks = () if what in FOR_ALL or name in FOR_EACH_FORMAT.values() else (pytest.mark.cross,)
        yield pytest.param(name, body, marks=marks, id=f"{what}-{name}")


@pytest.mark.parametrize(("name", "body"), list(sent()))
def test_no_payload_costs_a_reader_more_than_its_size(name: str, body: bytes) -> None:
    reader = family(name)
    began = time.monotonic()
    read = attempt(reader.read, body, HERE, SEEN, {})
    attempt(reader.follow, body, HERE, {"links": "/v/", "url": HERE})
    assert time.monotonic() - began < SECONDS
    assert "laughlaugh" not in str(read)
    host = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "no host"
    assert host not in str(read)
