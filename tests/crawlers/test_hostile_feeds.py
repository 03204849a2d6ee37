"""A feed that means harm reaches nothing, fills no memory, and is named in the run's evidence."""

import gzip
import zlib
from collections.abc import Callable, Iterator

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from foothold.model.crawl_run import Verdict
from foothold.settings import Settings
from foothold.store import rejected
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, local_site
from tests.crawlers.measured_crawl import measured_crawl

MEGABYTE = 1_000_000
MOST_TAKEN_MB = 64
JOB = (
    "<job><title>Plumbing apprentice {title}</title><referencenumber>{reference}</referencenumber>"
    "<url>https://board.example/{reference}</url><company>Ravensbourne Boilers</company><city>Hackney</city>"
    "<postalcode>E8 1EA</postalcode><description>{description}</description></job>"
)


def feed(doctype: str = "", title: str = "", description: str = "A level 3 apprenticeship.") -> bytes:
    job = JOB.format(title=title, reference="H-1", description=description)
    return f'<?xml version="1.0"?>{doctype}<source>{job}</source>'.encode()


def bomb() -> bytes:
    """A billion laughs."""
    rows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return feed(f'<!DOCTYPE source [<!ENTITY e0 "laugh">{rows}]>', description="&e9;")


@pytest.fixture
def canary() -> Iterator[LocalSite]:
    with local_site() as other:
        yield other


@pytest.fixture
def board(source: LocalSource, site: LocalSite) -> LocalSource:
    """A feed as a source with the shipped limits, which waits two seconds for an answer."""
    source.describe(family="job_feed", values=f'{{url: "{site.url}/feed"}}')
    source.settings = source.settings.model_copy(
        update={"crawl_max_bytes": Settings().crawl_max_bytes, "crawl_timeout_seconds": 2, "crawl_retries": 0}
    )
    return source


def packed(encoding: str, body: bytes) -> Page:
    return Page(body, headers={"Content-Encoding": encoding})


SPACE = b"<source>" + b" " * 100 * MEGABYTE
ALLOWED = 9_900_000  # Bytes that the cap lets through.
NOT_READ = {
    "a gzip body of 1000:1": (lambda: packed("gzip", gzip.compress(SPACE)), "unpacks to more than"),
    "a deflate body of 1000:1": (lambda: packed("deflate", zlib.compress(SPACE)), "unpacks to more than"),
    "a brotli body of 100,000:1": (lambda: packed("br", brotli.compress(SPACE, quality=5)), "unpacks to more than"),
    "a zstd body of 10,000:1": (lambda: packed("zstd", zstd.compress(SPACE)), "unpacks to more than"),
    "gzip inside gzip": (lambda: packed("gzip, gzip", gzip.compress(gzip.compress(SPACE))), "unpacks to more than"),
    "a gzip file of 1000:1": (lambda: Page(gzip.compress(SPACE)), "larger than 20 MB unpacked"),
    "a body without end": (lambda: Page(b"<source>" + b" " * 100_000, endless=True), "larger than FOOTHOLD_CRAWL_MAX_BYTES"),
    "a body that drips": (lambda: Page(b"<source>" + b" " * 1000, drip_seconds=0.2), "did not answer in time"),
    "one line of 10 MB": (lambda: Page(b"<source>" + b"x" * 10 * MEGABYTE), "larger than FOOTHOLD_CRAWL_MAX_BYTES"),
    "one line within the cap": (lambda: Page(b"<source>" + b"x" * ALLOWED), "a text of more than 1,000,000 bytes"),
    "one text within the cap": (lambda: Page(feed(description="word " * (ALLOWED // 5 - 100))), "a text of more than 1,000,000 bytes"),
    "one JSON text within the cap": (
        lambda: Page(b'{"jobs": [{"title": "a", "description": "' + b"word " * (ALLOWED // 5 - 100) + b'"}]}'), "a text of more than"),
    "lists within lists": (lambda: Page(b"[" * ALLOWED), "a text of more than"),
    "objects without end": (lambda: Page(b'{"jobs":[' + b'{"a":1},' * (ALLOWED // 8 - 10) + b"1]}"), "values, and at most"),
    "elements within elements": (lambda: Page(b"<source>" + b"<job>" * (ALLOWED // 5 - 10)), "elements, and at most"),
    "jobs without end": (lambda: Page(b"<source>" + b"<job><title/></job>" * 124_000 + b"</source>"), "more than 20,000 postings"),
    "a redirect to the cloud's own address": (lambda: led_to("http://169.254.169.254/latest/meta-data/"), "not a public address"),
    "a redirect to a private network": (lambda: led_to("http://10.0.0.1/"), "not a public address"),
    "a redirect to a file": (lambda: led_to("file:///etc/hostname"), "HTTP 302"),
    "a redirect to itself": (lambda: led_to("/feed"), "in a circle"),
}  # fmt: skip


def led_to(address: str) -> Page:
    return Page(status=302, headers={"Location": address})


@pytest.mark.parametrize(("page", "says"), NOT_READ.values(), ids=NOT_READ)
def test_what_cannot_be_read_safely_fails_by_name_and_fills_no_memory(
    page: Callable[[], Page], says: str, site: LocalSite, board: LocalSource
) -> None:
    site.pages["/feed"] = page()
    crawl = measured_crawl("local", board.settings)
    said = " ".join(crawl.evidence)
    assert crawl.verdict is Verdict.FAILED
    assert f"{site.url}/feed failed: " in said
    assert says in said
    assert crawl.taken_mb < MOST_TAKEN_MB
    assert board.count() == 0


def test_a_posting_of_monstrous_length_is_refused_and_the_others_are_taken(
    site: LocalSite, board: LocalSource
) -> None:
    monster = JOB.format(title="x", reference="H-0", description="<p>word</p>" * 100_000)
    honest = (
        JOB.format(title=n, reference=f"H-{n}", description="A level 3 apprenticeship.") for n in range(1, 9)
    )
    site.pages["/feed"] = Page(f"<source>{monster}{''.join(honest)}</source>".encode())
    crawl = measured_crawl("local", board.settings)
    assert crawl.verdict is Verdict.HEALTHY, crawl.evidence
    assert crawl.taken_mb < MOST_TAKEN_MB
    assert board.count() == 8
    refused = rejected.latest(board.store, "local")
    assert [one.rejected.text for one in refused] == ["a posting of 1,100,082 characters"]


@pytest.mark.parametrize("subset", ["", "<!ENTITY % p SYSTEM '{url}/dtd'> %p;"], ids=["general", "parameter"])
def test_an_external_entity_is_not_fetched(
    subset: str, site: LocalSite, canary: LocalSite, board: LocalSource
) -> None:
    canary.answers_anything = Page(b"<!ENTITY x 'reached'>")
    doctype = f"<!DOCTYPE source SYSTEM '{canary.url}/s.dtd' [<!ENTITY x SYSTEM '{canary.url}/x'>{subset}]>"
    site.pages["/feed"] = Page(feed(doctype.replace("{url}", canary.url), title="&x;"))
    board.crawl()
    assert canary.asked == []
    assert "reached" not in str(board.shown())


def test_a_local_file_is_not_read_into_an_advert(site: LocalSite, board: LocalSource) -> None:
    doctype = "<!DOCTYPE source [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    site.pages["/feed"] = Page(feed(doctype, title="&x;", description="&x;"))
    board.crawl()
    assert "root:" not in str(board.shown())


def test_an_entity_that_multiplies_stays_small(site: LocalSite, board: LocalSource) -> None:
    site.pages["/feed"] = Page(bomb())
    outcome = board.crawl()
    assert "broke down" not in " ".join(outcome.evidence)
    assert "laughlaugh" not in str(board.shown())
