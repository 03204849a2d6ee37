"""SmartRecruiters postings: a JSON list a company, paged by `offset`; the text is in each posting's own answer."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import (
    Advert,
    Found,
    described,
    found_in,
    not_on_offer,
    posting_from,
    requirements,
    site,
    working,
)
from crawlers.formats.board import board_address, own_answers, query_of, with_query
from crawlers.formats.listed_adverts import count, fetches_details, wanted
from crawlers.formats.objects import an_object, labelled_fact, objects
from foothold.errors import Unreadable

POSTINGS = "https://api.smartrecruiters.com/v1/companies/{}/postings?limit=100&offset=0"
PAGE = "https://jobs.smartrecruiters.com/{}/{}"
SECTIONS = ("jobDescription", "qualifications", "additionalInformation", "companyDescription")
HOSTS = ("jobs.smartrecruiters.com", "careers.smartrecruiters.com")


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    return [Fetch(board_address(values, "smartrecruiters", "company", POSTINGS), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each advert's own answer, and the next page up to `totalFound`."""
    postings = objects(_postings(body))
    if fetches_details(values, "company", "url"):
        chosen = (posting for posting in postings if wanted(said(posting.get("name")), values))
        yield from own_answers(url, (posting.get("id") for posting in chosen))
    offset = count(query_of(url, "offset")) + len(postings)
    if postings and offset < count(an_object(read_json(body)).get("totalFound")):
        yield Fetch(with_query(url, offset=offset), listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """A list that a crawl follows is not read itself: each posting's own answer says the same and more."""
    postings = _postings(body)
    if "content" in an_object(read_json(body)) and fetches_details(values, "company", "url"):
        return iter(())
    return found_in(postings, lambda posting: _posting(posting, seen, values))


def _postings(body: bytes) -> list[object]:
    payload = an_object(read_json(body))
    if isinstance(payload.get("content"), list):
        return list(payload["content"])
    if "name" in payload and ("jobAd" in payload or "releasedDate" in payload):
        return [payload]
    raise Unreadable("These are no SmartRecruiters postings: there is no list “content” and no “jobAd”.")


def _posting(posting: Advert, seen: datetime, values: Values) -> Found:
    title, url = said(posting.get("name")), _page(posting)
    for field, on_offer in (("active", "true"), ("visibility", "PUBLIC")):
        state = said(posting.get(field))
        if state and state != on_offer:
            return not_on_offer(field, state, title, url)
    return posting_from(_fixed(posting, url, values), seen, [_site(an_object(posting.get("location")))])


def _page(posting: Advert) -> str | None:
    """The posting's page, which the list does not name: it stands at the company's and the posting's names."""
    company = said(an_object(posting.get("company")).get("identifier"))
    reference = said(posting.get("id"))
    named = PAGE.format(company, reference) if company and reference else None
    return said(posting.get("postingUrl")) or named


def _fixed(posting: Advert, url: str | None, values: Values) -> Iterator[tuple[str, str | None]]:
    company, location = an_object(posting.get("company")), an_object(posting.get("location"))
    yield "external_id", said(posting.get("id"))
    yield "url", url
    yield "apply_url", said(posting.get("applyUrl"))
    yield "title", said(posting.get("name"))
    yield "employer", said(values.get("employer")) or said(company.get("name"))
    yield "kind", said(an_object(posting.get("typeOfEmployment")).get("label"))
    level = an_object(posting.get("experienceLevel"))
    # The only level that says what the advert is; “Entry Level” and the like say whom it wants.
    yield "kind", said(level.get("label")) if level.get("id") == "internship" else None
    sections = an_object(an_object(posting.get("jobAd")).get("sections"))
    for name in SECTIONS:
        section = an_object(sections.get(name))
        reader = requirements if name == "qualifications" else described
        yield from reader(said(section.get("title")), said(section.get("text")))
    yield "remote", working(remote=location.get("remote"), hybrid=location.get("hybrid"))
    yield "posted", said(posting.get("releasedDate"))
    for own in objects(posting.get("customField")):
        yield from labelled_fact(said(own.get("fieldLabel")), said(own.get("valueLabel")))


def _site(location: Advert) -> dict[str, list[str]]:
    whole = said(location.get("fullLocation"))
    return site(
        site=location.get("address"),
        places=whole,
        town=None if whole else location.get("city"),
        county=None if whole else location.get("region"),
        country=None if whole else location.get("country"),
        postcode=location.get("postalCode"),
        lat=location.get("latitude"),
        lon=location.get("longitude"),
    )


FAMILY = Family(name="smartrecruiters", read=read, start=start, follow=follow, hosts=HOSTS)
