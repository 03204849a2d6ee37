from datetime import UTC, datetime

import pytest

from foothold.model.identity import canonical_url, external_id, opportunity_id, web_address
from foothold.model.posting import RawPosting

SEEN = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Jobs.Example:443/a/?utm_source=x&id=7#apply", "https://jobs.example/a?id=7"),
        ("http://jobs.example:80", "http://jobs.example/"),
        ("https://jobs.example/a?b=2&a=1", "https://jobs.example/a?a=1&b=2"),
        ("https://boards.example/j/4?gh_src=abc", "https://boards.example/j/4"),
        ("https://jobs.example:8443/a", "https://jobs.example:8443/a"),
        ("mailto:jobs@firm.example", None),
        ("javascript:alert(1)", None),
        ("https://[broken", None),
        ("https://jobs.example:port/", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_loses_tracking_and_keeps_identity(url: str | None, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


def test_identity_is_the_reference_then_the_address_then_who_what_and_where() -> None:
    said = {"title": "Apprentice baker", "employer": "Rise Ltd", "places": "Hackney"}
    with_reference = RawPosting(seen=SEEN, external_id=" 42 ", url="https://a.example/x?utm_source=y", **said)
    with_address = RawPosting(seen=SEEN, url="https://a.example/x?utm_source=y", **said)
    neither = RawPosting(seen=SEEN, **said)
    respelt = RawPosting(seen=SEEN, title="apprentice  Baker", employer="RISE Limited", places="hackney")
    assert external_id(with_reference) == "42"
    assert external_id(with_address) == "https://a.example/x"
    assert external_id(neither).startswith("hash:")
    assert external_id(neither) == external_id(respelt)


def test_an_id_is_twelve_base32_characters_and_differs_by_source() -> None:
    one, other = opportunity_id("a_college", "42"), opportunity_id("b_college", "42")
    assert one != other
    assert len(one) == 12
    assert set(one) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_only_an_address_that_a_browser_opens_is_shown() -> None:
    assert web_address(" https://a.example/x y ") == "https://a.example/xy"
    assert web_address("www.a.example") == "https://www.a.example"


TYPED = [
    # what stands there, the address it is
    ("quillmark.example/apply", "https://quillmark.example/apply"),
    ("www.quillmark.example", "https://www.quillmark.example"),
    ("quillmark.example", "https://quillmark.example"),
    ("Quillmark.co.uk/jobs?id=4#apply", "https://Quillmark.co.uk/jobs?id=4#apply"),
    ("//quillmark.example/apply", "https://quillmark.example/apply"),
    ("quillmark.example:8443/apply", "https://quillmark.example:8443/apply"),
    ("jobs@quillmark.example", None),
    ("mailto:jobs@quillmark.example", None),
    ("ftp://quillmark.example/apply", None),
    ("apply.html", None),
    ("index.php?id=3", None),
    ("/jobs/14", None),
    ("jobs/14", None),
    ("a.s.a.p.", None),
    ("TBC", None),
    ("14.01.2027", None),
    ("n/a", None),
    ("020 7946 0000", None),
    ("Ask at quillmark.example/apply", None),
    ("shop.Reception", None),
]


@pytest.mark.parametrize(("text", "address"), TYPED, ids=[text for text, _ in TYPED])
def test_an_address_typed_without_its_scheme_is_completed_and_nothing_else(
    text: str, address: str | None
) -> None:
    assert web_address(text) == address
