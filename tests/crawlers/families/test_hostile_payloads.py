"""No payload makes a reader do anything but read, reject or say that the whole is unreadable."""

import gzip
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.families import family
from crawlers.formats.sitemap import sitemap_entries
from foothold.errors import Unreadable
from foothold.model.posting import Rejected

SEEN = datetime(2026, 9, 20, 8, tzinfo=UTC)
HERE = "https://site.example/vacancies"
LARGE = 10_000_000
SECONDS = 10  # Ten times what the slowest takes on two shared cores; a square cost would take hours.
START = b'{"@type": "JobPosting", "title": '


def script(text: bytes) -> bytes:
    return b'<html><script type="application/ld+json">' + text + b"</script></html>"


HOSTILE = {
    "one line of 10 MB": b"a" * LARGE,
    "scripts that never close": b'<script type="application/ld+json">' * (LARGE // 35),
    "comments that never close": b"<!--" * (LARGE // 4),
    "a string that never closes": script(START + b'"' + b"a" * LARGE),
    "a comment that never closes": script(START + b"/*" * 900_000),
    "commas": script(START + b"[1" + b", " * 900_000 + b"]}"),
    "quotes": script(START + b'"' * 1_900_000),
    "backslashes": script(START + b'"' + b"\\" * 1_900_000),
    "slashes": script(START + b"/" * 1_900_000),
    "white space": script(START + b" " * LARGE),
    "a number of 10 MB": script(START + b"9" * LARGE + b"}"),
    "lists 10,000 deep": script(START + b"[" * 10_000 + b"]" * 10_000 + b"}"),
    "objects 10,000 deep": script(b'{"a":' * 10_000 + START + b'"x"}' + b"}" * 10_000),
    "bare lists 10,000 deep": b"[" * 10_000 + b"]" * 10_000,
    "bare objects 10,000 deep": b'{"vacancies":' * 10_000,
    "20,000 postings": script(b"[" + b",".join(START + b'"t%d"}' % n for n in range(20_000)) + b"]"),
    "5,000 copies": script(b"[" + b",".join([START + b'"t", "identifier": "1"}'] * 5_000) + b"]"),
    "references to themselves": script(b'[{"@id": "a", "@type": "JobPosting", "title": {"@id": "a"}}]'),
    "values of every wrong type": script(
        b'[{"@type": ["JobPosting", 3, null, {}], "title": [null, {"@value": "b"}], "url": {"@id": []},'
        b' "jobLocation": [3, true, [["x"]], {"address": [1, {"addressLocality": {"name": ["q"]}}]}],'
        b' "baseSalary": [true, {"value": [1, 2]}], "identifier": [{"value": {}}], "jobDuration": {"unitText": 1}}]'
    ),
    "microdata 3,000 deep": b'<div itemscope itemtype="https://schema.org/JobPosting" itemprop="a">' * 3_000,
    "RDFa 3,000 deep": b'<div vocab="https://schema.org/" typeof="JobPosting" property="a">' * 3_000,
    "half a UTF-16 character": '\ufeff{"a":"'.encode("utf-16-le") + b"\xd8",
    "NUL": b"\0" * 100_000,
    "nothing": b"",
    "adverts of every wrong type": (
        b'{"vacancies": [1, null, "x", [], {}, {"title": 3}, {"title": "a", "wage": "x"}, {"title": "b",'
        b' "address": [1]}, {"title": "c", "skills": 5, "qualifications": ["x"]}, {"title": "d", "course": 3}]}'
    ),
    "pages without end": b'{"vacancies": [], "totalPages": 99999999999999999999}',
    "links to nowhere": b'<base href="http://["><a href="http://[::1">a</a><a href="//[x">b</a>',
    "XML 100,000 deep": b"<urlset>" + b"<url>" * 100_000,
    "damaged gzip": b"\x1f\x8bxxxx",
}


@pytest.mark.parametrize("name", ["job_posting_page", "display_advert_api"])
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_payload_costs_no_more_than_its_size(name: str, body: bytes) -> None:
    reader = family(name)
    before = time.monotonic()
    for attempt in (
        lambda: list(reader.read(body, HERE, SEEN, {})),
        lambda: list(reader.follow(body, HERE, {"links": "/v/"})),
    ):
        try:
            attempt()
        except Unreadable as said:
            assert str(said)
    assert time.monotonic() - before < SECONDS


def entity_bomb() -> bytes:
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "aaaaaaaaaa"}">' for n in range(10))
    where = "<urlset><url><loc>https://site.example/&a9;</loc></url></urlset>"
    return f"<!DOCTYPE l [{steps}]>{where}".encode()


def test_an_entity_bomb_in_a_sitemap_is_not_lit() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert all(len(fetch.url) < 100 for fetch in sitemap_entries(entity_bomb(), HERE, {}))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_sitemap_reads_no_file_of_ours(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden-words")
    body = (
        f'<!DOCTYPE l [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        "<urlset><url><loc>https://site.example/&x;</loc></url></urlset>"
    )
    assert not any("hidden-words" in fetch.url for fetch in sitemap_entries(body.encode(), HERE, {}))


def test_a_gzip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * 60_000_000 + b"</urlset>")
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        sitemap_entries(bomb, HERE, {})


def test_half_a_sitemap_does_not_pass_for_a_whole_one() -> None:
    whole = gzip.compress(b"".join(b"https://site.example/v/%d\n" % n for n in range(1000)))
    with pytest.raises(Unreadable, match="cut off"):
        sitemap_entries(whole[: len(whole) // 2], HERE, {})


def test_a_page_of_broken_scripts_is_told_and_not_repeated_for_ever() -> None:
    body = b'<script type="application/ld+json">{"JobPosting</script>' * 1_000
    found = list(family("job_posting_page").read(body, HERE, SEEN, {}))
    assert all(isinstance(one, Rejected) for one in found)
    assert 0 < len(found) <= 20
