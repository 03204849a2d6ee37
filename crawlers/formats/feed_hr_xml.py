"""HR-XML's PositionOpening, versions 2 and 3, whose meaning lies in the path and not in the name."""

from collections.abc import Iterator

from lxml import etree

from crawlers.formats.feed_dialects import FeedRecord
from crawlers.formats.feed_xml import local_name, own_text

# By the end of the path; earlier in a list is better. PositionPeriod is left out: publishers use it for the
# time of the advert and for the time of the work.
PATHS: dict[str, tuple[str, ...]] = {
    "external_id": (
        "positionrecordinfo/id/idvalue",
        "positionprofile/positionid",
        "positionopening/documentid",
    ),
    "url": ("positionposting/link",),
    "title": ("positiondetail/positiontitle", "positionprofile/positiontitle"),
    "employer": ("positiondetail/company/name", "organizationidentifiers/organizationname"),
    "kind": ("positionclassification", "positionscheduletypecode"),
    "wage.low": ("remunerationrange/remunerationminimumamount",),
    "wage.high": ("remunerationrange/remunerationmaximumamount",),
    "wage_unit": ("remunerationrange/remunerationrateintervalcode",),
    "apply_url": ("applicationmethod/internetwebaddress", "userarea/govtapplyonlineurl"),
    "summary": ("overview/jobsummary",),
}
DESCRIBED = {"description": "description", "tasks": "description", "qualifications": "requirements"}
SITES = {
    "physicallocation": {"streetname": "places.street", "municipality": "places.town", "region": "places.county",
                         "countrycode": "places.country", "postalcode": "postcode"},
    "positionlocation": {"locationname": "places"},
}  # fmt: skip


def read_position(opening: etree._Element) -> FeedRecord:
    found = FeedRecord()
    for element, path in _paths(opening):
        name = local_name(element)
        for meant, ends in PATHS.items():
            for rank, end in enumerate(ends):
                if path.endswith(end):
                    found.add(meant, rank, own_text(element))
                    found.add("wage.currency", rank, element.get("currencyID"))
        if name == "formattedpositiondescription":
            _described(element, found)
        elif name in SITES:
            found.sites.append(_site(element, SITES[name]))
        elif path.endswith("positionposting/id"):
            found.add("posted", 0, element.get("validFrom"))
            found.add("closing", 0, element.get("validTo"))
    return found


def _paths(opening: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    names: dict[etree._Element, str] = {opening: local_name(opening)}
    for element in opening.iterdescendants():
        parent = element.getparent()
        if parent is not None:
            names[element] = f"{names[parent]}/{local_name(element)}"
            yield element, names[element]


def _described(block: etree._Element, found: FeedRecord) -> None:
    """A named block of text: `<Name>Tasks</Name><Value>…</Value>`."""
    said = {local_name(child): own_text(child) for child in block}
    meant = DESCRIBED.get((said.get("name") or "").lower())
    if meant:
        found.add(meant, 0, said.get("value"))


def _site(place: etree._Element, names: dict[str, str]) -> FeedRecord:
    site = FeedRecord()
    for element in place.iterdescendants():
        meant = names.get(local_name(element))
        if meant:
            site.add(meant, 0, own_text(element))
    return site
