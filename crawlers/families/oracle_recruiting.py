"""Oracle Recruiting career sites: a list a finder pages through, and an answer for each requisition."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from crawlers.family import Family, Fetch, Values, each, read_json, said, unreadable
from crawlers.formats.adverts import posting_from
from crawlers.formats.listed_adverts import count, fetches_details, wanted
from crawlers.formats.objects import Pairs, an_object, gathered, labelled_fact, objects
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Rejected

API = "https://{host}/hcmRestApi/resources/latest"
LIST = (
    "/recruitingCEJobRequisitions?onlyData=true"
    "&expand=requisitionList.workLocation,requisitionList.otherWorkLocations,requisitionList.secondaryLocations,"
    "requisitionList.requisitionFlexFields&finder=findReqs;siteNumber={site}{search},limit={limit},offset=0,"
    "sortBy=POSTING_DATES_DESC"
)
DETAIL = (
    "/recruitingCEJobRequisitionDetails?expand=all&onlyData=true&finder=ById;Id=%22{id}%22,siteNumber={site}"
)
PAGE_SIZE = 200
OFFSET = re.compile(r"\boffset=(\d+)")
SITE = re.compile(r"\bsiteNumber=([^,;&]+)")
KINDS = ("JobType", "ContractType", "WorkerType", "JobSchedule")
PROSE = (
    "ExternalDescriptionStr",
    "ExternalResponsibilitiesStr",
    "CorporateDescriptionStr",
    "OrganizationDescriptionStr",
)
STREET = ("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4")


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    host, site, url = (said(values.get(name)) for name in ("host", "site", "url"))
    if not url and not (host and site):
        raise SourceMisconfigured(
            "oracle_recruiting needs values.host and values.site: ….oraclecloud.com and the CX_… behind “sites/”."
        )
    return [Fetch(url or _list_address(host or "", site or "", values), listing=True)]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each requisition's own answer, and the next page up to `TotalJobsCount`."""
    found = _searches(read_json(body))
    jobs = [job for search in found for job in objects(search.get("requisitionList"))]
    if fetches_details(values, "host", "url"):
        yield from _details(jobs, url, values)
    offset = OFFSET.search(unquote(url))
    reached = count(offset.group(1)) + len(jobs) if offset else 0
    if jobs and reached < max((count(search.get("TotalJobsCount")) for search in found), default=0):
        yield Fetch(re.sub(r"\boffset(=|%3D)\d+", rf"offset\g<1>{reached}", url), listing=True)


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    payload = read_json(body)
    if (searches := _searches(payload)) or _is_list(payload):
        if fetches_details(values, "host", "url"):
            return iter(())
        jobs = (job for search in searches for job in search["requisitionList"])
        return each(jobs, lambda job: _posting(job, url, seen, values))
    items = objects(an_object(payload).get("items")) or [an_object(payload)]
    if not any("Title" in item for item in items):
        raise Unreadable(
            "This is no answer of Oracle Recruiting: it has neither “requisitionList” nor a requisition's “Title”."
        )
    return each(items, lambda item: _posting(item, url, seen, values))


def _is_list(payload: Any) -> bool:
    return isinstance(payload, dict) and payload.get("items") == []


def _searches(payload: Any) -> list[Mapping[str, Any]]:
    items = objects(an_object(payload).get("items"))
    return [item for item in items if isinstance(item.get("requisitionList"), list)]


def _list_address(host: str, site: str, values: Values) -> str:
    search = said(values.get("search"))
    place = said(values.get("location_id"))
    narrowed = (f",keyword=%22{quote(search, safe='')}%22" if search else "") + (
        f",locationId={place}" if place else ""
    )
    return API.format(host=host) + LIST.format(site=site, search=narrowed, limit=PAGE_SIZE)


def _details(jobs: list[Mapping[str, Any]], url: str, values: Values) -> Iterator[Fetch]:
    site = SITE.search(unquote(url))
    base = url.partition("/recruitingCEJobRequisitions")[0]
    for job in jobs:
        reference = said(job.get("Id"))
        if reference and site and wanted(said(job.get("Title")), values):
            address = DETAIL.format(id=quote(reference, safe=""), site=site.group(1))
            yield Fetch(base + address)


def _posting(job: Any, url: str | None, seen: datetime, values: Values) -> RawPosting | Rejected:
    if not isinstance(job, dict) or not said(job.get("Title")):
        return unreadable(f"a requisition without a title: {job!r}")
    return posting_from(_fixed(job, url, values), seen, _sites(job))


def _fixed(job: Mapping[str, Any], url: str | None, values: Values) -> Pairs:
    yield "external_id", said(job.get("Id"))
    yield "url", _page(said(job.get("Id")), url)
    yield "title", said(job.get("Title"))
    yield "employer", said(values.get("employer")) or said(job.get("LegalEmployer"))
    yield "summary", said(job.get("ShortDescriptionStr"))
    yield from (("kind", said(job.get(name))) for name in KINDS)
    yield from (("description", said(job.get(name))) for name in PROSE)
    yield "requirements", said(job.get("ExternalQualificationsStr"))
    yield "remote", said(job.get("WorkplaceType"))
    yield "posted", said(job.get("ExternalPostedStartDate")) or said(job.get("PostedDate"))
    yield "closing", said(job.get("ExternalPostedEndDate")) or said(job.get("PostingEndDate"))
    for field in objects(job.get("requisitionFlexFields")):
        yield from labelled_fact(said(field.get("Prompt")), said(field.get("Value")))


def _page(reference: str | None, url: str | None) -> str | None:
    """The advert's own page, which the answers do not name: of the same host and site."""
    parts, site = urlsplit(url or ""), SITE.search(unquote(url or ""))
    if not reference or not site or not parts.netloc:
        return None
    return (
        f"{parts.scheme}://{parts.netloc}/hcmUI/CandidateExperience/en/sites/{site.group(1)}/job/{reference}"
    )


def _sites(job: Mapping[str, Any]) -> list[dict[str, list[str]]]:
    """The work's own addresses, where the answer has them; else the places that the advert is listed under."""
    addresses = objects(job.get("workLocation")) + objects(job.get("otherWorkLocations"))
    sites = [gathered(_address(address)) for address in addresses]
    if any("postcode" in site for site in sites):
        return sites
    return [
        gathered(_listed(job)),
        *(gathered(_secondary(place)) for place in objects(job.get("secondaryLocations"))),
    ]


def _address(address: Mapping[str, Any]) -> Pairs:
    yield "places.site", said(address.get("LocationName"))
    street = [text for name in STREET if (text := said(address.get(name)))]
    yield "places.street", ", ".join(street)
    yield "places.town", said(address.get("TownOrCity"))
    country = said(address.get("Country"))
    yield "places.country", country if country != "GB" else None
    yield "postcode", said(address.get("PostalCode"))


def _listed(job: Mapping[str, Any]) -> Pairs:
    return _place(said(job.get("PrimaryLocation")), said(job.get("PrimaryLocationCountry")))


def _secondary(place: Mapping[str, Any]) -> Pairs:
    return _place(said(place.get("Name")) or said(place.get("LocationName")), said(place.get("CountryCode")))


def _place(place: str | None, country: str | None) -> Pairs:
    """The place, with its country's code where it names no country itself: “London, ON” is not in England."""
    yield "places", place
    last = (place or "").rpartition(",")[2].strip() if "," in (place or "") else ""
    yield "places.country", country if country != "GB" and len(last) < 4 else None


FAMILY = Family(name="oracle_recruiting", read=read, start=start, follow=follow)
