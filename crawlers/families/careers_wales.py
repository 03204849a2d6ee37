"""Careers Wales' apprenticeship search: a JSON list paged by headers, and an answer for each vacancy."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote, urldefrag, urlsplit

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import (
    Advert,
    Found,
    Site,
    described,
    found_in,
    posting_from,
    requirements,
    site,
)
from crawlers.formats.board import own_answers
from crawlers.formats.listed_adverts import count
from crawlers.formats.objects import an_object, objects
from foothold.errors import Unreadable

SEARCH = "https://api.careerswales.gov.wales/apprenticeships-api/api/v1/apprenticeships/q"
PAGE = "https://careerswales.gov.wales/apprenticeship-search/results/{}"
PAGE_SIZE = "100"
NOTHING = frozenset({"-", "N/A", "n/a"})
ASKED = (("Qualifications needed", "requiredQualifications"), ("Desirable", "desirableQualifications"),
         ("Skills", "skills"))  # fmt: skip


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [_page(said(values.get("url")) or SEARCH, 1)]


def _page(url: str, page: int) -> Fetch:
    """The number of the page is sent as a header; the fragment keeps it for `follow`."""
    headers = {"Accept-Language": "en", "groupSize": PAGE_SIZE, "page": str(page), "order": "closingDateAsc"}
    return Fetch(f"{urldefrag(url).url}#{page}", headers=headers, listing=True)


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """With `details` on each vacancy's own answer by its `slug`, and the next page up to `pages`."""
    if not body.strip():
        return
    answer = an_object(read_json(body))
    bare, page = urldefrag(url)
    if values.get("details"):
        slugs = (vacancy.get("slug") for vacancy in objects(answer.get("data")))
        yield from own_answers(bare, slugs, folder=urlsplit(bare).path.removesuffix("/q"))
    if count(page) < count(answer.get("pages")):
        yield _page(bare, (count(page) or 1) + 1)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """With `details` on, a list is not read itself: each vacancy's own answer says the same and more."""
    if not body.strip():
        return iter(())  # What finds nothing is answered with nothing.
    vacancies = _vacancies(body)
    if values.get("details") and "data" in an_object(read_json(body)):
        return iter(())
    return found_in(vacancies, lambda vacancy: _posting(vacancy, seen, values))


def _vacancies(body: bytes) -> list[Any]:
    answer = an_object(read_json(body))
    if isinstance(answer.get("data"), list):
        return list(answer["data"])
    if "apprenticeshipLevel" in answer and "employerDetails" in answer:
        return [answer]
    raise Unreadable(
        "This is no answer of Careers Wales: it has neither a list “data” nor “employerDetails”."
    )


def _posting(vacancy: Advert, seen: datetime, values: Values) -> Found:
    return posting_from([*_fixed(vacancy, values), *_prose(vacancy)], seen, [_site(vacancy)])


def _fixed(vacancy: Advert, values: Values) -> Iterator[tuple[str, str | None]]:
    employer, training = an_object(vacancy.get("employerDetails")), an_object(vacancy.get("training"))
    slug, apply = said(vacancy.get("slug")), an_object(vacancy.get("apply"))
    yield "external_id", said(vacancy.get("id"))
    yield "url", PAGE.format(quote(slug, safe="")) if slug else None
    yield "apply_url", said(apply.get("url"))
    yield "title", said(vacancy.get("title"))
    yield (
        "employer",
        said(values.get("employer")) or said(employer.get("name")) or said(vacancy.get("employer")),
    )
    yield "provider", _stated(training.get("trainingProvider"))
    # The list is one of apprenticeships. `apprenticeshipLevel` numbers its own bands and is no level: 3 is 4 and 5.
    yield "kind", "Apprenticeship"
    for field in ("course", "level"):
        yield field, _stated(training.get("trainingProviderCourse"))
    yield "wage", said(vacancy.get("pay")) or said(vacancy.get("payDetails"))
    yield "positions", said(vacancy.get("positions"))
    yield "closing", said(vacancy.get("closingDate"))


def _prose(vacancy: Advert) -> Iterator[tuple[str, str | None]]:
    about, asked = an_object(vacancy.get("about")), an_object(vacancy.get("requirements"))
    yield "description", _stated(about.get("duties"))
    yield from described("More information", _stated(about.get("additionalInformation")))
    texts: list[str] = []
    for heading, name in ASKED:
        text = _stated(asked.get(name))
        if text and text not in texts:  # Employers paste one text into two fields.
            texts.append(text)
            yield from requirements(heading, text)
    yield from described(
        "How to apply", _stated(an_object(vacancy.get("apply")).get("additionalInstructions"))
    )
    yield from described("Interview", _stated(vacancy.get("interview")))


def _stated(value: Any) -> str | None:
    text = said(value)
    return None if text and text.strip() in NOTHING else text


def _site(vacancy: Advert) -> Site:
    address = an_object(an_object(vacancy.get("employerDetails")).get("address"))
    if address:
        street = ", ".join(
            text for name in ("addressLine1", "addressLine2") if (text := said(address.get(name)))
        )
        return site(street=street, town=address.get("locality"), postcode=address.get("postCode"))
    lat, comma, lon = (said(vacancy.get("coordinates")) or "").partition(",")
    return site(places=vacancy.get("location"), **({"lat": lat, "lon": lon} if comma else {}))


FAMILY = Family(name="careers_wales", read=read, start=start, follow=follow)
