"""A schema.org JobPosting as a RawPosting: what its properties say, in the words that stand there."""

from datetime import datetime
from urllib.parse import urljoin, urlsplit

from crawlers.formats.epoch import moment
from crawlers.formats.graph import Graph, Node
from crawlers.formats.labelled import with_labelled
from crawlers.formats.schema_place import places_of
from crawlers.formats.schema_wage import wage_of
from foothold.model.posting import RawPosting, Text

MOST_TEXTS = 50  # Of one property; each of them may be looked for in the longest.


def posting_of(node: Node, graph: Graph, page: str | None, seen: datetime) -> RawPosting:
    """`page` is the address that stands in where the posting names none of its own."""
    wage, unit = wage_of(node, graph)
    places = places_of(node, graph)
    employer = _employer(node, graph)
    week = graph.text(node, "workHours")
    posting = RawPosting(
        seen=seen,
        external_id=_reference(node, graph, employer),
        url=own_address(node, graph, page) or page,
        title=graph.text(node, "title", "name"),
        employer=employer,
        kind=_text(graph.texts(node, "employmentType")),
        description=_text(_prose(node, graph)),
        requirements=_text(_requirements(node, graph)),
        places=places.texts,
        postcode=places.postcodes,
        lat=places.lats,
        lon=places.lons,
        remote=_remote(node, graph),
        wage=wage,
        wage_unit=unit,
        hours=week if week and _says_hours(week) else None,
        working_week=week,
        duration=_duration(node, graph),
        route=graph.text(node, "industry", "occupationalCategory"),
        posted=moment(graph.text(node, "datePosted")),
        closing=moment(graph.text(node, "validThrough", "dateClosing")),
        start=graph.text(node, "jobStartDate") or _at_once(node, graph),
        positions=graph.text(node, "totalJobOpenings"),
        apply_url=_apply_address(node, graph, page),
    )
    return with_labelled(posting)


def own_address(node: Node, graph: Graph, page: str | None) -> str | None:
    """The posting's own address. The front page of a site is no advert's, though plug-ins put it there."""
    for name in ("url", "@id", "mainEntityOfPage", "sameAs"):
        for value in graph.every(node, name):
            address = web_address(value.get("@id") if isinstance(value, dict) else value, page)
            if address and not _is_front_page(address, page):
                return address
    return None


def web_address(said: object, page: str | None) -> str | None:
    """An http address, made whole by the page's; None for anything else."""
    if not isinstance(said, str) or said.startswith(("_:", "#")):
        return None
    try:
        address = urljoin(page or "", said.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def _is_front_page(address: str, page: str | None) -> bool:
    parts = urlsplit(address)
    bare = parts.path in ("", "/") and not parts.query
    return bare and bool(page) and urlsplit(page or "").path not in ("", "/")


def _employer(node: Node, graph: Graph) -> str | None:
    name = graph.text(node, "hiringOrganization")
    return None if name and name.startswith(("http://", "https://")) else name


def _reference(node: Node, graph: Graph, employer: str | None) -> str | None:
    """The identifier's value. Some sites put the employer's name there, which is no reference."""
    for value in graph.every(node, "identifier"):
        said = graph.text(value, "value", "@value") if isinstance(value, dict) else graph.words(value)
        if said and said != employer:
            return said
    return None


def _prose(node: Node, graph: Graph) -> tuple[str, ...]:
    """The description, and what stands beside it and is not said in it again."""
    texts = graph.texts(
        node, "description", "responsibilities", "jobBenefits", "incentiveCompensation", "incentives"
    )
    return tuple(text for at, text in enumerate(texts[:MOST_TEXTS]) if at == 0 or text not in texts[0])


def _requirements(node: Node, graph: Graph) -> tuple[str, ...]:
    return graph.texts(node, "qualifications", "educationRequirements", "experienceRequirements", "skills")


def _says_hours(week: str) -> bool:
    bare = week.strip().lower()
    return "hour" in bare or "hrs" in bare or bare.replace(".", "", 1).isdigit()


def _duration(node: Node, graph: Graph) -> str | None:
    value = graph.one(node, "jobDuration", "employmentDuration")
    if isinstance(value, dict) and (unit := graph.text(value, "unitText")):
        return f"{graph.text(value, 'value')} {unit}"
    return graph.words(value)


def _at_once(node: Node, graph: Graph) -> str | None:
    return "Immediate start" if graph.text(node, "jobImmediateStart") in ("true", "True") else None


def _apply_address(node: Node, graph: Graph, page: str | None) -> str | None:
    """A web address to apply at: of the contact point or the apply action. A person's e-mail is not taken."""
    for name, inner in (("applicationContact", "url"), ("potentialAction", "target")):
        for value in graph.every(node, name):
            if isinstance(value, dict):
                target = graph.one(value, inner)
                said = graph.text(target, "urlTemplate", "url") if isinstance(target, dict) else target
                if address := web_address(said, page):
                    return address
    return None


def _remote(node: Node, graph: Graph) -> str | None:
    """`TELECOMMUTE, England`: the second part says from where, and means nothing without the first."""
    where = graph.texts(node, "applicantLocationRequirements")
    how = graph.text(node, "jobLocationType")
    return ", ".join((how, *where)) if how else None


def _text(texts: tuple[str, ...]) -> Text:
    if len(texts) > 1:
        return texts
    return texts[0] if texts else None
