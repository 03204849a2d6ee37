"""A feed that means harm reaches nothing, fills no memory, and is named in the run's evidence."""

import gzip
from collections.abc import Iterator

import pytest

from foothold.crawl_run import Verdict
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, local_site

MEGABYTE = 1_000_000
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
    """A feed as a source that takes 5 MB and 400 MB of memory."""
    source.describe(family="job_feed", values=f'{{url: "{site.url}/feed"}}')
    source.settings = source.settings.model_copy(
        update={"crawl_max_bytes": 5 * MEGABYTE, "crawl_memory_mb": 400, "crawl_retries": 0}
    )
    return source


NOT_READ = {
    "a gzip body of 1000:1": Page(gzip.compress(b"<source>" + b" " * 60 * MEGABYTE), headers={"Content-Encoding": "gzip"}),
    "a body without end": Page(b"<source>" + b" " * 100_000, endless=True),
    "a line of 10 MB": Page(b"<source>" + b"x" * 10 * MEGABYTE),
    "a redirect to the cloud's own address": Page(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
    "a redirect to a private network": Page(status=301, headers={"Location": "http://10.0.0.1/"}),
    "a redirect to a file": Page(status=302, headers={"Location": "file:///etc/hostname"}),
    "a redirect to itself": Page(status=302, headers={"Location": "/feed"}),
}  # fmt: skip


@pytest.mark.parametrize("page", NOT_READ.values(), ids=NOT_READ)
def test_what_cannot_be_read_safely_fails_by_name(page: Page, site: LocalSite, board: LocalSource) -> None:
    site.pages["/feed"] = page
    outcome = board.crawl()
    said = " ".join(outcome.evidence)
    assert outcome.verdict is Verdict.FAILED
    assert f"{site.url}/feed failed" in said
    assert "broke down" not in said
    assert board.count() == 0


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


def test_a_line_of_10_mb_within_the_cap_is_read(site: LocalSite, board: LocalSource) -> None:
    board.settings = board.settings.model_copy(
        update={"crawl_max_bytes": 20 * MEGABYTE, "crawl_memory_mb": 1500}
    )
    site.pages["/feed"] = Page(feed(description="word " * (2 * MEGABYTE)))
    outcome = board.crawl()
    assert outcome.verdict is Verdict.HEALTHY, outcome.evidence
    assert board.count() == 1
