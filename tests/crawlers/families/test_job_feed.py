"""Feeds as publishers send them: broken, in odd encodings, and hostile."""

import contextlib
import gzip
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from crawlers.families import family
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected
from tests.untrusted.growth import grows

SEEN = datetime(2026, 9, 5, tzinfo=UTC)
JOB = "<job><title>Apprentice café cook</title><salary>£8 an hour</salary></job>"


def read(feed: bytes | str, **values: str) -> list[RawPosting | Rejected]:
    body = feed.encode() if isinstance(feed, str) else feed
    return list(family("job_feed").read(body, "https://feeds.example/jobs.xml", SEEN, values))


def titles(feed: bytes | str, **values: str) -> list[str | None]:
    return [found.title for found in read(feed, **values) if isinstance(found, RawPosting)]


ENCODED = {
    "UTF-8": ("<?xml version='1.0' encoding='UTF-8'?>", "utf-8"),
    "a byte order mark": ("<?xml version='1.0' encoding='UTF-8'?>", "utf-8-sig"),
    "UTF-16": ("<?xml version='1.0' encoding='UTF-16'?>", "utf-16"),
    "UTF-16 without its mark": ("", "utf-16-le"),
    "Windows-1252": ("<?xml version='1.0' encoding='windows-1252'?>", "cp1252"),
    "Latin-1": ('<?xml version="1.0" encoding="ISO-8859-1"?>', "latin-1"),
    "Windows-1252 that says UTF-8": ("<?xml version='1.0' encoding='UTF-8'?>", "cp1252"),
    "UTF-8 that says nothing": ("", "utf-8"),
    "an encoding that does not exist": ("<?xml version='1.0' encoding='windows-9999'?>", "utf-8"),
    "blank lines before the declaration": ("\n\n<?xml version='1.0'?>", "utf-8"),
}


@pytest.mark.parametrize(("declaration", "encoding"), ENCODED.values(), ids=ENCODED)
def test_a_feed_is_read_in_its_true_encoding(declaration: str, encoding: str) -> None:
    (found,) = read((declaration + f"<jobs>{JOB}</jobs>").encode(encoding))
    assert isinstance(found, RawPosting)
    assert (found.title, found.wage) == ("Apprentice café cook", "£8 an hour")


MARKED_UP = {
    "CDATA": "<title><![CDATA[Fish & chips <cook>]]></title>",
    "entities": "<title>Fish &amp; chips &lt;cook&gt;</title>",
    "a comment": "<title>Fish &amp; <!-- no -->chips &lt;cook&gt;</title>",
    "a prefix": "<j:title xmlns:j='urn:j'>Fish &amp; chips &lt;cook&gt;</j:title>",
    "a bare ampersand": "<title>Fish & chips &lt;cook></title>",
    "the number of a control character": "<title>Fish &#38; chips&#x0b; &lt;cook&gt;</title>",
    "a control character": "<title>Fish &amp; chips\x0b &lt;cook&gt;</title>",
}


@pytest.mark.parametrize("title", MARKED_UP.values(), ids=MARKED_UP)
def test_a_text_comes_out_as_its_author_wrote_it(title: str) -> None:
    assert titles(f"<jobs><job>{title}</job></jobs>") == ["Fish & chips <cook>"]


def test_the_named_characters_of_html_do_not_break_a_feed() -> None:
    assert titles("<jobs><job><title>Caf&eacute;&nbsp;cook &ndash; days</title></job></jobs>") == [
        "Café\xa0cook – days"
    ]


def test_a_feed_kept_as_a_gzip_file_is_read() -> None:
    assert titles(gzip.compress(f"<jobs>{JOB}</jobs>".encode())) == ["Apprentice café cook"]


def test_what_stands_before_a_break_is_read_and_the_break_is_one_rejection() -> None:
    *good, broken = read(f"<jobs>{JOB}{JOB}<job><title>Cut o")
    assert [type(found) for found in good] == [RawPosting, RawPosting]
    assert isinstance(broken, Rejected)
    assert (broken.reason, broken.field) == ("unreadable", "feed")
    assert broken.text
    assert "after 2 postings" in broken.text


NOT_A_FEED = {
    "nothing": "",
    "a web page": "<!doctype html><html><head><title>Are you a robot?</title></head><body><p>Wait</p></body></html>",
    "text": "Service unavailable",
    "broken before its first job": "<jobs><job><title>Cut o",
    "XML of another kind": "<urlset><url><loc>https://a.example/</loc></url></urlset>",
    "JSON without a list": '{"error": "no"}',
    "broken JSON": '[{"title": ',
}


@pytest.mark.parametrize("body", NOT_A_FEED.values(), ids=NOT_A_FEED)
def test_what_is_no_feed_is_unreadable_as_a_whole(body: str) -> None:
    with pytest.raises(Unreadable):
        read(body)


@pytest.mark.parametrize("body", ["<jobs/>", "<rss><channel><title>Board</title></channel></rss>", "[]"])
def test_a_feed_without_jobs_today_is_read_as_empty(body: str) -> None:
    assert read(body) == []


def test_a_source_may_name_the_element_of_its_jobs() -> None:
    assert titles("<board><lehrstelle><title>Cook</title></lehrstelle></board>", item="lehrstelle") == [
        "Cook"
    ]


def _laughs() -> str:
    nested = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    return f"<!DOCTYPE jobs [{nested}]><jobs><job><title>&l9;</title></job></jobs>"


HOSTILE = {
    "nested entities": _laughs(),
    "a file": '<!DOCTYPE j [<!ENTITY x SYSTEM "file:///etc/passwd">]><jobs><job><title>&x;</title></job></jobs>',
    "a parameter entity": '<!DOCTYPE j [<!ENTITY % x SYSTEM "https://a.example/x.dtd"> %x;]><jobs><job/></jobs>',
    "behind a comment": '<!-- <a> --><!DOCTYPE j [<!ENTITY x "y">]><jobs><job><title>&x;</title></job></jobs>',
    "nesting": "<jobs>" + "<job>" * 100_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_feed_is_refused(body: str) -> None:
    with pytest.raises(Unreadable):
        read(body)


AT_LENGTH = {
    "character data that never closes": ("<jobs><job><title>", "<![CDATA["),
    "comments that never close": ("", "<!--"),
    "document types that never close": ("", "<!DOCTYPE "),
    "ampersands": ("<jobs><job><title>", "&"),
    "workplaces": ("<jobs><job>", "<location><city>a</city></location>"),
    "jobs": ("<jobs>", "<job/>"),
}


@pytest.mark.parametrize(("begin", "unit"), AT_LENGTH.values(), ids=AT_LENGTH)
def test_a_feed_costs_no_more_than_its_length(begin: str, unit: str) -> None:
    fresh = count()

    def work(length: int) -> Callable[[], None]:
        feed = begin + unit * (length // len(unit))

        def reading() -> None:
            # Each time another, as a text that was read is remembered.
            with contextlib.suppress(Unreadable):
                read(f"{feed}{next(fresh)}")

        return reading

    assert grows(work) is None


def test_a_gzip_bomb_is_refused() -> None:
    with pytest.raises(Unreadable, match="20 MB"):
        read(gzip.compress(b"<jobs>" + b" " * 30_000_000))


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise AssertionError("the reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield


def test_a_document_type_elsewhere_is_not_fetched(no_network: None) -> None:
    feed = f'<!DOCTYPE jobs SYSTEM "http://127.0.0.1:9/jobs.dtd"><jobs>{JOB}</jobs>'
    assert titles(feed) == ["Apprentice café cook"]


def test_ten_thousand_jobs_are_read_one_at_a_time() -> None:
    found = family("job_feed").read(f"<jobs>{JOB * 10_000}</jobs>".encode(), None, SEEN, {})
    assert sum(isinstance(posting, RawPosting) for posting in found) == 10_000


def test_a_source_without_an_address_is_told_so() -> None:
    with pytest.raises(SourceMisconfigured, match="needs values"):
        list(family("job_feed").start({}, None))


@pytest.mark.parametrize(
    ("status", "remote"),
    [("fully", "remote"), ("hybrid", "hybrid"), ("none", "on-site"), ("temporary", None), ("", None)],
)
def test_teamtailors_feed_says_how_the_work_is_done(status: str, remote: str | None) -> None:
    (found,) = read(
        f"<rss><channel><item><title>Apprentice cook</title><remoteStatus>{status}</remoteStatus></item></channel></rss>"
    )
    assert isinstance(found, RawPosting)
    assert found.remote == remote
