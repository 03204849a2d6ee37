"""Eightfold career sites, in both their interfaces: `/api/apply/v2/jobs` and the newer `/api/pcsx/search`."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from crawlers.family import Family, Fetch, Values, each, read_json, said, unreadable
from crawlers.formats.adverts import posting_from
from crawlers.formats.board import query_of, with_query
from crawlers.formats.epoch import moment
from crawlers.formats.listed_adverts import count, fetches_details, wanted
from crawlers.formats.objects import Pairs, an_object, objects, strings
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

V2 = "/api/apply/v2/jobs"
PCSX = "/api/pcsx/search"
PCSX_DETAIL = "/api/pcsx/position_details"
INTERFACES = {"v2": V2, "pcsx": PCSX}


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    if url := said(values.get("url")):
        return [Fetch(url, listing=True)]
    host, domain = said(values.get("host")), said(values.get("domain"))
    interface = said(values.get("api")) or "v2"
    if not host or not domain or interface not in INTERFACES:
        raise SourceMisconfigured(
            "eightfold needs values.host and values.domain (the employer's, as its site asks for it), and "
            "`api: pcsx` where v2 answers that it is not authorised."
        )
    query = {"domain": domain, "start": "0"}
    if interface == "v2":
        query["num"] = "10"
    for name, value in (("query", values.get("search")), ("location", values.get("location"))):
        if value:
            query[name] = str(value)
    return [Fetch(f"https://{host}{INTERFACES[interface]}?{urlencode(query)}", listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each position's own answer, and the next page up to `count`."""
    answer = _answer(read_json(body))
    positions = objects(answer.get("positions"))
    if fetches_details(values, "host", "url"):
        for position in positions:
            if wanted(said(position.get("name")), values) and not said(position.get("job_description")):
                yield from _detail(position, url, query_of(url, "domain") or "")
    reached = count(query_of(url, "start")) + len(positions)
    if positions and reached < count(answer.get("count")):
        yield Fetch(with_query(url, start=reached), listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    """A list gives the positions that carry their text already, and all of them where none is fetched."""
    answer = _answer(read_json(body))
    positions = answer.get("positions")
    if not isinstance(positions, list):
        if "name" not in answer:
            raise Unreadable(
                "This is no answer of an Eightfold career site: it has no “positions” and no “name”."
            )
        return iter([_posting(answer, url, seen, values)])
    fetched = fetches_details(values, "host", "url")
    whole = (one for one in positions if not (fetched and _is_short(one)))
    return each(whole, lambda one: _posting(one, url, seen, values))


def _answer(payload: Any) -> Mapping[str, Any]:
    """The newer interface wraps its answers in `data`."""
    payload = an_object(payload)
    return an_object(payload.get("data")) or payload


def _is_short(position: Any) -> bool:
    return isinstance(position, dict) and not said(position.get("job_description"))


def _detail(position: Mapping[str, Any], url: str, domain: str) -> Iterator[Fetch]:
    reference = said(position.get("id"))
    if not reference or not reference.isalnum():
        return
    parts = urlsplit(url)
    if parts.path == PCSX:
        query = urlencode({"position_id": reference, "domain": domain, "hl": "en"})
        yield Fetch(parts._replace(path=PCSX_DETAIL, query=query).geturl())
    else:
        path = f"{parts.path.rstrip('/')}/{reference}"
        yield Fetch(parts._replace(path=path, query=urlencode({"domain": domain})).geturl())


def _posting(position: Any, url: str | None, seen: datetime, values: Values) -> RawPosting | Rejected:
    if not isinstance(position, dict) or not said(position.get("name")):
        return unreadable(f"a position without a name: {position!r}")
    sites = [{"places": [place]} for place in _places(position)]
    return posting_from(_fixed(position, url, values), seen, sites)


def _fixed(position: Mapping[str, Any], url: str | None, values: Values) -> Pairs:
    yield "external_id", said(position.get("id"))
    address = (said(position.get(name)) for name in ("canonicalPositionUrl", "publicUrl", "positionUrl"))
    yield "url", next((urljoin(url or "", found) for found in address if found), None)
    yield "title", said(position.get("name"))
    yield "employer", said(values.get("employer"))
    yield "description", said(position.get("job_description")) or said(position.get("jobDescription"))
    yield "remote", said(position.get("work_location_option")) or said(position.get("workLocationOption"))
    times = (said(position.get(name)) for name in ("postedTs", "t_create", "creationTs"))
    yield "posted", moment(next((time for time in times if time), None))


def _places(position: Mapping[str, Any]) -> list[str]:
    """The newer interface puts places in one form beside the employer's own (“London, England, GB” beside
    “United Kingdom, Multiple Locations, Multiple Locations”), and a bare “GB” where it knows no more."""
    standard = [place for place in strings(position.get("standardizedLocations")) if len(place) > 2]
    own = strings(position.get("locations")) or strings(position.get("location"))
    return list(dict.fromkeys(standard or own))


FAMILY = Family(name="eightfold", read=read, start=start, follow=follow)
