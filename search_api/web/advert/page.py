"""The page of one opportunity: every fact of its public shape in words, and what is not stated."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from foothold.clock import london_date
from foothold.index.query import UNKNOWN
from foothold.model.authority import uploader
from foothold.model.opportunity import Status
from foothold.model.organisations import same_organisation
from foothold.model.public import PublicAge, PublicCommitment, PublicOpportunity, SourceEntry
from foothold.model.wage import PublicWage
from foothold.searching.filters import label
from foothold.searching.labels import FUNDING, KINDS, LEVY, REMOTE, SEEKS_TRANSFER
from foothold.store.employers import by_slug
from search_api.services import Services
from search_api.web import facts, words
from search_api.web.advert import legal_pay, pay_notes
from search_api.web.advert.legal_pay import Rule
from search_api.web.facts import Fact, fact
from search_api.web.search.filters import Choice, ages

POSITION_BASIS: dict[str, str] = {
    "declared": "The employer told us.",
    "register": "This comes from a public register.",
    "inferred": "We worked this out: it is a public body that is big enough to pay.",
    "unknown": "",
}
FUNDING_BASIS: dict[str, str] = {
    "declared": "The employer told us.",
    "rule": "This follows from the government’s rules on funding.",
    "unknown": "",
}


SENT_IN = "The employer sent it to us"


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the advert was found, and when."""

    source: str
    url: str | None
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """`station` only where the place is known to the street."""

    text: str
    station: str | None


@dataclass(frozen=True, slots=True)
class ShownCommitment:
    """What the employer has promised, what that rests on, and where it can be read."""

    text: str
    basis: str
    href: str | None


@dataclass(frozen=True, slots=True)
class AdvertPage:
    """`apply` is None where the advert leads nowhere; `closed` tells since when; `ages` are the choices for being
    told the least pay at one's age, none where no minimum wage is due."""

    title: str
    employer: Fact
    summary: str | None
    closes: str
    closed: bool
    warnings: tuple[Rule, ...]
    ages: tuple[Choice, ...]
    for_age: Rule | None
    apply: Link | None
    apply_site: str | None
    facts: tuple[Fact, ...]
    places: tuple[ShownPlace, ...]
    pay_notes: tuple[str, ...]
    requirements: tuple[str, ...]
    description_html: str | None
    levy: tuple[Fact, ...]
    commitments: tuple[ShownCommitment, ...]
    seen: tuple[Seen, ...]
    confirmed: str | None
    more: tuple[Link, ...]


def advert_page(public: PublicOpportunity, services: Services, age: int | None = None) -> AdvertPage:
    """`public` is the shape as presented now; `age` is what a visitor chose for this page."""
    today = london_date(services.clock())
    apply = web_address(public["apply_url"]) or web_address(public["url"])
    employer = public["employer"]
    return AdvertPage(
        title=public["title"],
        employer=fact("Employer", employer["name"] if employer else None),
        summary=public["summary"],
        closes=words.closes(public["closing_date"], public["closing_time"], today),
        closed=public["status"] == Status.CLOSED,
        warnings=legal_pay.warnings(public, today),
        ages=ages(age) if legal_pay.for_age(public, legal_pay.WORKING_AGE, today) else (),
        for_age=legal_pay.for_age(public, age, today),
        apply=Link("Apply for this" if public["apply_url"] else "See the advert and apply", apply) if apply else None,
        apply_site=urlsplit(apply).hostname if apply else None,
        facts=tuple(_facts(public)),
        places=tuple(_places(public, services)),
        pay_notes=pay_notes.notes(public["wage"]["flags"]) if public["wage"] else (),
        requirements=tuple(public["requirements"] or ()),
        description_html=public["description_html"],
        levy=tuple(_levy(public, _sender(public, services))),
        commitments=tuple(_commitment(one) for one in employer["commitments"]) if employer else (),
        seen=tuple(_seen(one, _sender(public, services)) for one in public["sources"]),
        confirmed=_day(public["last_confirmed"]),
        more=tuple(more_like(public)),
    )  # fmt: skip


def _facts(public: PublicOpportunity) -> Iterator[Fact]:
    duration, course, provider = public["duration"], public["course"], public["provider"]
    hours = public["hours_per_week"]
    yield fact("Kind", facts.kind(public))
    yield fact("Type of work", public["route"])
    yield fact("Course", course["title"] if course else None)
    yield fact("Training provider", provider["name"] if provider else None)
    yield fact("Where", facts.where(public))
    yield fact("Workplace or home", REMOTE.get(public["remote"]) if public["remote"] else None)
    yield replace(facts.pay(public), value=_pay(public["wage"]) or words.NOT_STATED)
    yield fact("Hours a week", f"{hours:g}" if hours else None)
    yield fact("Working week", public["working_week"])
    yield fact("Weekends", facts.weekend(public))
    yield fact("How long it lasts", duration["text"] if duration else None)
    yield fact("Starts", _day(public["start_date"]))
    if public["end_date"]:
        yield fact("Ends", _day(public["end_date"]))
    yield fact("Closing date", _closing(public))
    yield fact("Posted", _day(public["posted_date"]))
    yield fact("Places on offer", str(public["positions"]) if public["positions"] else None)
    yield fact("Age", _age(public["age"]))
    yield fact("Grades", facts.grades(public))


def _pay(wage: PublicWage | None) -> str | None:
    """The pay in our words, and the advert's own where they say more."""
    said = words.pay(wage)
    if wage is None or not wage["text"] or said is None:
        return said
    own = " ".join(wage["text"].split())
    return said if _bare(own) in _bare(said) else f"{said}. In the advert: “{own}”"


def _bare(text: str) -> str:
    """For comparing `£15620` with `£15,620 a year`, and `£8` with `£8.00 an hour`."""
    return text.lower().replace(",", "").replace(" ", "").replace(".00", "")


def _closing(public: PublicOpportunity) -> str | None:
    last = _day(public["closing_date"])
    time = public["closing_time"]
    return f"{last} at {words.clock_time(time)}" if last and time and time != words.END_OF_DAY else last


def _age(age: PublicAge | None) -> str | None:
    if not age:
        return None
    low, high = age["min"], age["max"]
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"{low} or older"
    return f"Up to {high}" if high is not None else None


def _sender(public: PublicOpportunity, services: Services) -> str | None:
    """The name of the account that sent the advert for its employer; None where the employer did, or a site shows
    it. An advert that was sent in has no other source."""
    slug = uploader(public["sources"][0]["source"]) if public["sources"] else None
    account = by_slug(services.store, slug) if slug else None
    if account is None:
        return None
    employer = public["employer"]
    own = employer is None or same_organisation(employer["name"], account.name)
    return None if own else account.name


def _levy(public: PublicOpportunity, sender: str | None) -> Iterator[Fact]:
    levy = public["levy"]
    transfer = {True: "true", False: "false", None: UNKNOWN}[levy["seeks_transfer"]]
    told = {"declared": f"{sender} told us."} if sender else {}
    position, funding = POSITION_BASIS | told, FUNDING_BASIS | told
    yield _based("The employer", LEVY[levy["employer_position"]], position[levy["position_basis"]])
    yield _based("The training", FUNDING[levy["funding"]], funding[levy["funding_basis"]])
    yield Fact("Levy transfer", SEEKS_TRANSFER[transfer], transfer != UNKNOWN)


def _based(name: str, said: str, basis: str) -> Fact:
    return Fact(name, f"{said}. {basis}" if basis else said, bool(basis))


def _places(public: PublicOpportunity, services: Services) -> Iterator[ShownPlace]:
    for one in public["places"]:
        if text := facts.place(one):
            yield ShownPlace(text, facts.station(one, services.places))


def _commitment(one: PublicCommitment) -> ShownCommitment:
    text = f"{one['name']}: {one['level'].lower()}" if one["level"] else str(one["name"])
    return ShownCommitment(text, one["basis"], web_address(one["url"]))


def _seen(one: SourceEntry, sender: str | None) -> Seen:
    source = one["source"]
    sent_in = f"{sender} sent it to us for the employer" if sender else SENT_IN
    return Seen(
        sent_in if uploader(source) else label("source", source, {}),
        web_address(one["url"]),
        words.day_or_month(one["first_seen"]),
        words.day_or_month(one["last_seen"]),
    )


def web_address(url: str | None) -> str | None:
    """The address where a link may lead to it: the last guard behind those that read it."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def _day(iso: str | None) -> str | None:
    return words.day_or_month(iso) if iso else None


def more_like(public: PublicOpportunity) -> Iterator[Link]:
    """Searches that lead on from this advert."""
    borough = next((place["borough"] for place in public["places"] if place["borough"]), None)
    if public["route"]:
        yield Link(f"More in {public['route'].lower()}", f"/?{urlencode({'route': public['route']})}")
    if borough:
        yield Link(f"More in {borough['name']}", f"/?{urlencode({'borough': borough['code']})}")
    if public["kind"]:
        named = KINDS[public["kind"]].lower()
        yield Link(f"More of this kind: {named}", f"/?{urlencode({'kind': public['kind']})}")
    if public["employer"]:
        slug = public["employer"]["slug"]
        yield Link(f"More from {public['employer']['name']}", f"/?{urlencode({'employer': slug})}")
