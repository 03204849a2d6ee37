"""What the elements of a job feed mean, by name: Indeed, LinkedIn, Jobrapido, RSS, Atom, NEOGOV and kin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawlers.formats.feed_xml import local_name, namespace, own_text
from foothold.uploads.headings import match

RECORDS = frozenset({
    "job", "item", "entry", "vacancy", "posting", "jobposting", "joboffer", "jobad", "jobadvert", "offer", "advert",
    "ad", "listing", "opportunity", "position", "positionopening", "vacancydetails", "apprenticeship",
})  # fmt: skip
ALONE = frozenset({"positionopening", "job", "vacancy"})

# Names that the table of headings does not hold, or that mean something else in a sheet; best first.
ELEMENTS: dict[str, tuple[str, ...]] = {
    "external_id": ("partnerjobid", "jobid", "referencenumber", "reference", "requisitionid", "vacancyid", "uniqueid", "guid",
                    "id"),
    "url": ("link", "url", "adverturl", "joburl", "detailurl", "redirecturl"),
    "title": ("title", "jobtitle"),
    "employer": ("company", "companyname", "employer", "employername", "hiringorganization", "organisationname"),
    "description": ("encoded", "description", "jobadvert", "content", "body", "jobbody", "examplesofduties"),
    "summary": ("summary", "shortdescription", "teaser"),
    "requirements": ("requirements", "qualifications", "skills"),
    "places": ("location", "joblocation", "joblocations", "locationname"),
    "places.district": ("district",),
    "postcode": ("postalcode", "postcode", "zip", "zipcode"),
    "kind": ("jobtype", "employmenttype", "contracttype", "vacancytype", "type"),
    "remote": ("remotetype", "workplacetypes", "workplacetype", "remote", "hybrid"),
    "wage": ("displaysalary",),
    "wage.low": ("minimumsalary", "salarymin", "minsalary", "salaryfrom", "lowendamount", "minamount",
                 "salaryrangefrom", "salaryrangemin"),
    "wage.high": ("maximumsalary", "salarymax", "maxsalary", "salaryto", "highendamount", "maxamount",
                  "salaryrangeto", "salaryrangemax"),
    "wage.currency": ("salarycurrency", "currency", "lowendcurrencycode", "highendcurrencycode", "currencycode"),
    "wage_unit": ("salaryinterval", "salaryperiod", "salaryunit", "salaryfrequency", "period"),
    "posted": ("pubdate", "dateposted", "posteddate", "publishdate", "publishon", "published", "listdate",
               "publicationdate", "issued", "advertisefromdateutc", "date", "publishedat", "postedat", "createdat", "created"),
    "closing": ("expirationdate", "expirydate", "closesat", "closingat", "closesdate", "expiresat", "expires", "closingdate", "closedate", "validthrough",
                "advertisetodatetimeutc", "advertisetodateutc", "advertisingenddate", "deadline", "applicationdeadline"),
    "apply_url": ("applyurl", "applicationurl", "applylink"),
}  # fmt: skip
RANKS = {name: (meant, rank) for meant, names in ELEMENTS.items() for rank, name in enumerate(names)}

SITES = frozenset({"location", "joblocation", "address", "postaladdress", "place", "workplace", "office"})
GROUPS = frozenset({
    "locations", "joblocations", "addresses", "company", "employer", "organisation", "hiringorganization", "salary",
    "salaries", "wage", "pay", "compensation", "highend", "lowend", "dates", "qualifications", "requirements", "skills",
})  # fmt: skip
SITE_NAMES = {"name": "places", "displayname": "places", "text": "places", "value": "places", "region": "places.county",
              "addressregion": "places.county", "addresslocality": "places.town", "addresscountry": "places.country",
              "streetaddress": "places.street"}  # fmt: skip
NAMED_IN = {"company": "employer", "employer": "employer", "organisation": "employer", "hiringorganization": "employer",
            "qualifications": "requirements", "requirements": "requirements", "skills": "requirements"}  # fmt: skip
# Teamtailor's words; a temporary arrangement says nothing of the work to come.
REMOTE_STATUS = {"fully": "remote", "hybrid": "hybrid", "none": "on-site"}
PROSE = frozenset({"description", "requirements", "summary"})
CATEGORIES = frozenset({"location", "region", "salary", "contracttype", "employer", "company", "jobtype"})
ATOM = "http://www.w3.org/2005/Atom"
# Pictures, and the feed's own address, carry titles and links of their own.
FOREIGN = frozenset({"http://search.yahoo.com/mrss/", "http://www.itunes.com/dtds/podcast-1.0.dtd"})


@dataclass(slots=True)
class FeedRecord:
    """What a record says, by field, with the rank of the name that said it; and its workplaces."""

    texts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    sites: list["FeedRecord"] = field(default_factory=list)

    def add(self, meant: str, rank: int, text: str | None) -> None:
        if text:
            self.texts.setdefault(meant, []).append((rank, text))

    def by_field(self) -> dict[str, list[str]]:
        return {meant: [text for _, text in sorted(said, key=_rank)] for meant, said in self.texts.items()}


def _rank(said: tuple[int, str]) -> int:
    return said[0]


def read_record(record: etree._Element) -> FeedRecord:
    """The record's elements by meaning; what has no meaning here is left out."""
    found = FeedRecord()
    _gather(record, "", found, found)
    _teaser(found)
    if local_name(record) == "item" and not {"start", "closing"} & found.texts.keys():
        # An RSS item that ends and never starts is an advert that ends: the boards of Engage write it so.
        found.texts["closing"] = found.texts.pop("end", [])
    return found


def _teaser(found: FeedRecord) -> None:
    """RSS with `content:encoded` puts the whole text there and its first lines into `description`."""
    ranks = ELEMENTS["description"]
    said = dict(found.texts.get("description", ()))
    if {ranks.index("encoded"), ranks.index("description")} <= said.keys():
        teaser = ranks.index("description")
        found.texts["description"] = [(rank, text) for rank, text in said.items() if rank != teaser]
        found.add("summary", 9, said[teaser])


def _gather(parent: etree._Element, within: str, into: FeedRecord, record: FeedRecord) -> None:
    for element in _own(parent):
        name = local_name(element)
        meant = meaning(name, within)
        if meant and meant[0] in PROSE and len(element) and name not in GROUPS:
            into.add(*meant, own_text(element))
        elif len(element) and name in SITES:
            # A place within a place is the same place: <location><address>…
            site = FeedRecord() if into is record else into
            _gather(element, name, site, record)
            if site is not into:
                record.sites.append(site)
        elif len(element) and name in GROUPS:
            _gather(element, name, into, record)
        elif not len(element):
            _leaf(element, name, within, into)


def _leaf(element: etree._Element, name: str, within: str, into: FeedRecord) -> None:
    if name == "link" and element.get("href"):
        if element.get("rel", "alternate") == "alternate":
            into.add("url", 0, element.get("href"))
        return
    text = own_text(element)
    if name == "category":
        # RSS labels its categories with what they are: <category domain="Location">London</category>.
        name = re.sub("[^a-z]", "", (element.get("domain") or "").lower())
        if name not in CATEGORIES:
            return
    if name == "area" and within in SITES:
        return  # Beside a place's name, the areas that hold it.
    if name == "point" and text and len(text.split()) == 2:
        into.add("lat", 0, text.split()[0])
        into.add("lon", 0, text.split()[1])
        return
    if name == "guid" and element.get("isPermaLink", "true") == "true":
        into.add("url", 9, text)
    if name == "remotestatus":
        into.add("remote", 0, REMOTE_STATUS.get((text or "").strip().lower()))
        return
    meant = meaning(name, within)
    if meant:
        into.add(*meant, text)


def _own(parent: etree._Element) -> Iterator[etree._Element]:
    in_atom = namespace(parent) == ATOM
    for element in parent:
        where = namespace(element)
        if where == ATOM and not in_atom and local_name(element) == "content" and len(element):
            # Boards put the whole vacancy into the Atom content of an RSS item.
            for vacancy in element:
                yield from _own(vacancy)
        elif where not in FOREIGN and (where != ATOM or in_atom):
            yield element


def meaning(name: str, within: str = "") -> tuple[str, int] | None:
    """The field that an element's name says, and how well it says it."""
    if within in SITES and name in SITE_NAMES:
        return SITE_NAMES[name], 0
    if within in NAMED_IN:
        return (
            (NAMED_IN[within], 0)
            if name in ("name", "displayname", "item", "value", "qualification", "skill")
            else None
        )
    if name == "name":
        return None if within else ("title", 90)
    both = RANKS.get(within + name) if within else None
    if both or name in RANKS:
        return both or RANKS[name]
    found = match(name)
    return (found.field, 100 + found.rank) if found else None
