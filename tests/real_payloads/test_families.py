"""Every real payload through its family and the core, with a table of what became of its postings."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.families import family
from crawlers.formats.sitemap import sitemap_entries
from foothold.errors import Unreadable
from foothold.model.courses import built_in_courses
from foothold.model.posting import RawPosting, Rejected
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from tests.real_payloads.readable import READABLE, UNREADABLE

SEEN = datetime(2026, 9, 1, tzinfo=UTC)
AT_MOST = 500  # Postings of one file that go through the core: enough to meet every shape in it.


@pytest.fixture(scope="module")
def table(pytestconfig: pytest.Config) -> Iterator[list[str]]:
    """The rows that the tests fill; printed at the end, past the capture of output."""
    rows: list[str] = []
    yield rows
    capture = pytestconfig.pluginmanager.get_plugin("capturemanager")
    if rows and capture is not None:
        with capture.global_and_fixture_disabled():
            heading = f"{'family':<19} {'payload':<67} read  kept by the core, rejected by reason"
            print("", heading, *rows, sep="\n")  # noqa: T201


@pytest.mark.parametrize(("name", "path", "count"), READABLE, ids=[path for _, path, _ in READABLE])
def test_a_real_payload_is_read_whole(
    real_input: Path, table: list[str], name: str, path: str, count: int
) -> None:
    body = (real_input / "payloads" / path).read_bytes()
    found = list(family(name).read(body, None, SEEN, {}))
    postings = [one for one in found if isinstance(one, RawPosting)]
    became = Counter(_became(posting) for posting in postings[:AT_MOST])
    became.update(one.reason.value for one in found if isinstance(one, Rejected))
    told = ", ".join(f"{reason} {n}" for reason, n in sorted(became.items())) or "-"
    table.append(f"{name:<19} {path:<67} {len(postings):>4}  {told}")
    assert len(postings) == count
    assert all(posting.title for posting in postings)


@pytest.mark.parametrize(("name", "path"), UNREADABLE, ids=[path for _, path in UNREADABLE])
def test_a_real_payload_of_another_format_is_unreadable(real_input: Path, name: str, path: str) -> None:
    body = (real_input / "payloads" / path).read_bytes()
    with pytest.raises(Unreadable):
        list(family(name).read(body, None, SEEN, {}))


@pytest.mark.parametrize(
    ("path", "home", "count"),
    [
        ("cc_extension_sitemap-links.xml", "http://www.example.com/", 3),
        ("cc_extension_sitemap-news.xml", "http://www.example.org/", 2),
        ("cc_sitemap.index.xml", "https://example.com/", 15),
        ("cc_sitemap.ns.xml", "http://www.example.com/", 2),
        ("cc_sitemap.txt", "http://www.domain.com/", 2),
        ("cc_sitemap.txt.gz", "http://www.example.com/", 5),
        ("trafilatura_sitemap.xml", "https://www.sitemaps.org/", 84),
        ("trafilatura_sitemap.xml.gz", "https://www.sitemaps.org/", 84),
    ],
)
def test_a_real_sitemap_gives_all_its_addresses(real_input: Path, path: str, home: str, count: int) -> None:
    body = (real_input / "payloads" / "sitemap" / path).read_bytes()
    assert len(sitemap_entries(body, home, {})) == count


def _became(posting: RawPosting) -> str:
    read = normalise(posting, Context(places=built_in_places(), courses=built_in_courses()))
    return read.reason.value if isinstance(read, Rejected) else "kept"
