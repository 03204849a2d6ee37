"""Of the people behind an advert nothing is kept that nobody needs to apply."""

from datetime import UTC, datetime

import pytest

from crawlers.contacts import LEFT_OUT, cleaned, without_contacts
from foothold.model.posting import RawPosting
from tests.crawlers.crawling import LocalSource
from tests.crawlers.local_site import LocalSite, Page, serve_postings

GOES = {
    "a person's address": ("Questions? Write to jane.smith@boilers.example today.", "jane.smith"),
    "a person's address in a link": ('<p>Ask <a href="mailto:jsmith@boilers.example">Jane</a></p>', "jsmith"),
    "a mobile number": ("For a chat ring 07700 900123.", "07700"),
    "a mobile number with a country": ("WhatsApp +44 7700 900123", "7700"),
    "a mobile number in brackets": ("Text (07700) 900 123 after six.", "07700"),
    "a name beside a number": ("Please contact Jane Smith on 07700 900123.", "Jane Smith"),
    "a name with a title": ("Line manager: Dr Jane O'Brien, 07700 900 123", "O'Brien"),
    "a name beside an address": ("Speak to Jane Smith (jane@boilers.example).", "Jane Smith"),
}
STAYS = {
    "where to apply": "To apply, send your CV to jane.smith@boilers.example by Friday.",
    "a number to apply by": "Applications by text to 07700 900123.",
    "a post's mailbox": "Write to jobs@boilers.example or apprenticeships.team@boilers.example.",
    "an office's telephone": "Call our office on 020 7946 0123 or 01632 960123.",
    "a freephone": "Call the National Apprenticeship Service on 0800 015 0400.",
    "pay and years": "£27,000 to £30,700 from 2027 to 2031, 37.5 hours.",
    "a name alone": "Contact Barking College for directions.",
    "a reference": "Quote 2007700900123456 in your letter.",
}


@pytest.mark.parametrize(("text", "gone"), GOES.values(), ids=GOES)
def test_a_persons_contact_is_left_out(text: str, gone: str) -> None:
    assert gone not in cleaned(text)
    assert LEFT_OUT in cleaned(text)


@pytest.mark.parametrize("text", STAYS.values(), ids=STAYS)
def test_what_one_needs_to_apply_stays(text: str) -> None:
    assert cleaned(text) == text


def test_the_rest_of_the_advert_stays_as_it_was() -> None:
    text = "<p>Learn plumbing.</p><p>Contact Jane Smith on 07700 900123.</p><p>Apply online.</p>"
    assert cleaned(text) == (
        f"<p>Learn plumbing.</p><p>Contact {LEFT_OUT} on {LEFT_OUT}.</p><p>Apply online.</p>"
    )


def test_every_free_text_of_a_posting_is_looked_at_and_nothing_else() -> None:
    seen = datetime(2026, 11, 22, tzinfo=UTC)
    said = RawPosting(
        seen=seen,
        title="Apprentice",
        summary="07700 900123",
        description=("Ask jane@boilers.example", "Nothing here"),
        apply_url="https://boilers.example/apply?ref=07700900123",
    )
    kept = without_contacts(said)
    assert (kept.summary, kept.description) == (LEFT_OUT, (f"Ask {LEFT_OUT}", "Nothing here"))
    assert (kept.title, kept.apply_url) == (said.title, said.apply_url)


def test_a_crawl_keeps_no_persons_contact_in_any_table(site: LocalSite, source: LocalSource) -> None:
    serve_postings(site, 2)
    secret = b"Contact Jane Smith on 07700 900123 or jane.smith@boilers.example."
    for number, words in ((1, b"A Level 3 apprenticeship with"), (2, b"An ordinary job at")):
        page = site.pages[f"/vacancy/{number}"]
        assert isinstance(page, Page)
        body = page.body.replace(b"A Level 3 apprenticeship with", secret + b" " + words)
        if number == 2:
            body = body.replace(b"Plumbing apprentice 2", b"Head of plumbing")
        site.pages[f"/vacancy/{number}"] = Page(body)
    source.crawl()
    assert source.count() == 1
    kept = (source.settings.home / "foothold.db").read_bytes()
    wal = source.settings.home / "foothold.db-wal"
    kept += wal.read_bytes() if wal.exists() else b""
    assert LEFT_OUT.encode() in kept
    assert not [gone for gone in (b"Jane Smith", b"07700 900123", b"jane.smith") if gone in kept]
