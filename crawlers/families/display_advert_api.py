"""The Department for Education's Display Advert API: every advert of Find an apprenticeship.

Reads the answers of versions 1 and 2, their details, and the shapes of the service behind them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from crawlers.family import Family, Fetch, Values, each, read_json, said, unreadable
from crawlers.formats.display_advert import posting_of
from crawlers.formats.listed_adverts import count
from crawlers.formats.objects import objects
from crawlers.formats.same_posting import merged_places
from foothold.errors import MissingKey, SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected, every

API = "https://api.apprenticeships.education.gov.uk/vacancies"
PAGE_SIZE = 100  # The most for which version 2 gives the full text with `includeDetails`.
MOST_PAGES = 2_000

Row = Mapping[str, Any]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    """One posting a reference, in the order of the answer.

    Version 1 repeats an advert once a place; within one answer its rows become one posting with all places.
    With `details` on, a list is not read itself: each advert's own answer says the same and more.
    """
    answer = read_json(body)
    rows = _rows(answer)
    if values.get("details") and isinstance(answer, dict) and "vacancies" in answer:
        return
    by_reference: dict[str, list[RawPosting]] = {}
    read_rows: list[str | Rejected] = []
    for at, posting in enumerate(each(rows, lambda row: _posting(row, seen))):
        if isinstance(posting, Rejected):
            read_rows.append(posting)
            continue
        reference = posting.external_id or f"row {at}"
        if reference not in by_reference:
            read_rows.append(reference)
        by_reference.setdefault(reference, []).append(posting)
    for found in read_rows:
        yield found if isinstance(found, Rejected) else _together(by_reference[found])


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    """The first page of every query. Raises MissingKey for the real service without a key."""
    base = str(values.get("url") or API).rstrip("/")
    if not key and base == API:
        raise MissingKey(
            "The Display Advert API wants a subscription key: set FOOTHOLD_KEY_ and the source's name "
            "in capitals. A key is free from developer.apprenticeships.education.gov.uk."
        )
    queries = values.get("query") or {}
    queries = queries if isinstance(queries, list) else [queries]
    if not all(isinstance(query, Mapping) for query in queries):
        raise SourceMisconfigured(
            "display_advert_api: `query` is a mapping of parameters, or a list of them."
        )
    return [
        Fetch(f"{base}/vacancy?{_first_page(query, values)}", headers=_headers(values, key), listing=True)
        for query in queries
    ]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """The next page, until the last that the answer counts, and with `details` on each advert's own answer.

    A short or empty page is not the last: rows without a course are dropped after the pages are cut.
    """
    try:
        answer = read_json(body)
    except Unreadable:
        return []
    if not isinstance(answer, dict) or "vacancies" not in answer:
        return []
    fetches = _details(answer, url) if values.get("details") else []
    parts = urlsplit(url)
    page = count(parse_qs(parts.query).get("pageNumber", ["1"])[0])
    if page < min(count(answer.get("totalPages")), MOST_PAGES):
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "pageNumber"]
        further = urlencode([*query, ("pageNumber", page + 1)])
        fetches.append(Fetch(parts._replace(query=further).geturl(), listing=True))
    return fetches


def _rows(answer: Any) -> list[Any]:
    """The adverts of an answer of any shape. Raises Unreadable for anything that is none."""
    if isinstance(answer, list):
        return answer
    if isinstance(answer, dict) and isinstance(answer.get("vacancies"), list):
        rows: list[Any] = answer["vacancies"]
        return rows
    if isinstance(answer, dict) and "vacancyReference" in answer:
        return [answer]
    said = answer.get("message") if isinstance(answer, dict) else None
    told = f" It says: {said}" if isinstance(said, str) else ""
    raise Unreadable(f"This is no answer of the Display Advert API: it holds no vacancies.{told}")


def _posting(row: Any, seen: datetime) -> RawPosting | Rejected:
    if not isinstance(row, dict) or not ({"title", "vacancyReference"} & set(row)):
        return unreadable(json.dumps(row, ensure_ascii=False))
    try:
        return posting_of(row, seen)
    except (AttributeError, TypeError, ValueError):
        return unreadable(json.dumps(row, ensure_ascii=False), title=said(row.get("title")))


def _together(postings: list[RawPosting]) -> RawPosting:
    """Several places in one order, whichever of them came first: every row of version 1 puts its own first,
    and an advert must not change with the row that was read last."""
    posting = merged_places(postings[0], *postings) if len(postings) > 1 else postings[0]
    if len(every(posting.places)) < 2 and len(every(posting.postcode)) < 2:
        return posting
    return merged_places(posting, posting, ordered=True)


def _first_page(query: Mapping[str, Any], values: Values) -> str:
    parameters = {"pageNumber": 1, "pageSize": PAGE_SIZE, **query}
    if _version(values) != "1":
        parameters = {"includeDetails": "true", **parameters}
    return urlencode(parameters, doseq=True)


def _headers(values: Values, key: str | None) -> dict[str, str]:
    headers = {"X-Version": _version(values)}
    if key:
        headers["Ocp-Apim-Subscription-Key"] = key
    if values.get("additional_sources"):
        headers["additionalDataSources"] = str(values["additional_sources"])
    return headers


def _version(values: Values) -> str:
    return str(values.get("version") or "2")


def _details(answer: dict[str, Any], url: str) -> list[Fetch]:
    parts = urlsplit(url)
    rows = objects(answer["vacancies"])
    references = dict.fromkeys(str(row.get("vacancyReference", "")) for row in rows)
    path = parts.path.rstrip("/")
    return [
        Fetch(parts._replace(path=f"{path}/{reference}", query="").geturl())
        for reference in references
        if reference.isalnum()
    ]


FAMILY = Family(
    name="display_advert_api", read=read, start=start, follow=follow, repeats_per_place=True, needs_key=True
)
