"""The facts in which two adverts agree or differ, and what each weighs."""

from collections.abc import Iterable
from dataclasses import dataclass

from foothold.duplicates.candidate import Claim
from foothold.duplicates.similarity import (
    ENOUGH,
    Likeness,
    Title,
    employers_alike,
    name_words,
    named_in,
    pay_alike,
    texts_alike,
    title_of,
    works_alike,
)

SAME_TEXT, ALIKE_TEXT = 0.8, 0.4


TEXT_POINTS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """The points from which two are one, and from which they may be."""

    one: float
    likely: float


NEVER = 1000.0


def _wanted(employer: Likeness, work: Likeness) -> Wanted:
    match (employer, work):
        case (Likeness.SAME, Likeness.SAME):
            return Wanted(4.0, 2.0)
        case (Likeness.SAME, Likeness.NEAR):
            return Wanted(6.0, 4.0)
        case (Likeness.NEAR, Likeness.SAME):
            return Wanted(7.0, 4.0)
        case (Likeness.UNKNOWN, Likeness.SAME):
            return Wanted(8.0, 5.0)
        case (Likeness.SAME, Likeness.OTHER) | (Likeness.NEAR, Likeness.NEAR):
            return Wanted(NEVER, 6.0)
        case (Likeness.OTHER, Likeness.SAME):
            # A provider's text stands in the adverts of all the employers that it trains for.
            return Wanted(NEVER, 8.0)
        case _:
            return Wanted(NEVER, NEVER)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`text` is the share of the shorter text in the longer; `soft` are facts that leave doubt.
    `anchored`: something agrees that two adverts of one employer for the same work seldom share."""

    employer: Likeness
    work: Likeness
    text: float | None
    enough_text: bool
    points: float
    wanted: Wanted
    anchored: bool
    soft: tuple[str, ...]
    why: tuple[str, ...]


def weigh(a: Claim, b: Claim, dates: bool = True) -> Evidence | str:
    """Points for each fact that agrees, and those that leave doubt; or the one fact that makes them two."""
    facts = [*(_dates(a, b) if dates else ()), *_titles(a, b), *_places(a, b), *_terms(a, b)]
    hard = next((fact.why for fact in facts if fact.against == "hard"), None)
    if hard:
        return hard
    work = works_alike(a.title, b.title)
    if work is not Likeness.SAME:
        besides = a.place_words | b.place_words | _name_words(a) | _name_words(b)
        work = works_alike(_without(a, besides), _without(b, besides))
    employer = _employers(a, b)
    if employer is Likeness.OTHER and work is not Likeness.SAME:
        return "different employers"
    wanted = _wanted(employer, work)
    if sum(fact.points for fact in facts) + TEXT_POINTS < wanted.likely:
        return "too little agrees"
    text = texts_alike(a.text, b.text)
    enough = min(len(a.text), len(b.text)) >= ENOUGH
    if text is not None and text >= SAME_TEXT:
        facts.append(
            _Fact("the same text" if enough else "the same first words", TEXT_POINTS if enough else 1)
        )
    elif text is not None and text >= ALIKE_TEXT:
        facts.append(_Fact("a similar text", 1))
    anchored = any(fact.anchors for fact in facts) or (enough and (text or 0) >= SAME_TEXT)
    said = {Likeness.SAME: "the same employer", Likeness.NEAR: "a similar employer's name"}
    why = [said[employer]] if employer in said else []
    why += ["the same work"] if work is Likeness.SAME else ["similar titles"] if work is Likeness.NEAR else []
    why += [fact.why for fact in facts if fact.points > 0]
    return Evidence(
        employer, work, text, enough, sum(fact.points for fact in facts), wanted, anchored,
        tuple(fact.why for fact in facts if fact.against == "soft"), tuple(why),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Fact:
    why: str
    points: float = 0
    anchors: bool = False
    against: str | None = None


def _employers(a: Claim, b: Claim) -> Likeness:
    """An agency or a college that names the employer in its text is near to the employer."""
    likeness = employers_alike(a.employer, b.employer)
    if likeness in (Likeness.SAME, Likeness.NEAR):
        return likeness
    if named_in(a.spoken, b.employer) or named_in(b.spoken, a.employer):
        return Likeness.NEAR
    return likeness


def _name_words(claim: Claim) -> frozenset[str]:
    """The words of the employer's name and of the provider's."""
    provider = claim.content["provider"]
    return name_words(claim.employer or "") | name_words(provider["name"] if provider else "")


def _without(claim: Claim, besides: frozenset[str]) -> Title:
    return title_of(claim.content["title"], besides)


def _places(a: Claim, b: Claim) -> Iterable[_Fact]:
    if a.boroughs and b.boroughs:
        yield _Fact("the same borough", 1)
    elif _elsewhere(a, b):
        yield _Fact("different places", against="hard")
    if _other_door(a, b):
        yield _Fact("different addresses", against="soft")
    if a.postcodes and b.postcodes:
        if a.postcodes & b.postcodes:
            yield _Fact("the same postcode", 1)
        else:
            near = {p[:-3] for p in a.postcodes} & {p[:-3] for p in b.postcodes}
            yield _Fact("different postcodes", against="soft" if near else "hard")


def _other_door(a: Claim, b: Claim) -> bool:
    """Both name a number in a street, and not the same."""
    ours, theirs = ({word for word in claim.place_words if word.isdigit()} for claim in (a, b))
    return bool(ours and theirs and not ours & theirs)


_NO_PLACE = frozenset(["london", "greater", "city", "central", "north", "south", "east", "west", "uk", "united", "kingdom", "england", "various", "locations", "national", "nationwide", "remote", "hybrid", "home", "based"])  # fmt: skip


def _elsewhere(a: Claim, b: Claim) -> bool:
    """Both name places, and no word of theirs is common; “London” is no other place than Hackney."""
    ours, theirs = a.place_words - _NO_PLACE, b.place_words - _NO_PLACE
    return bool(ours and theirs and not ours & theirs)


def _titles(a: Claim, b: Claim) -> Iterable[_Fact]:
    if a.title.intake and b.title.intake:
        if not a.title.intake <= b.title.intake and not b.title.intake <= a.title.intake:
            yield _Fact("different intakes", against="hard")
    elif a.title.intake or b.title.intake:
        yield _Fact("only one names an intake", -1)
    if a.title.labels and b.title.labels and not a.title.labels & b.title.labels:
        yield _Fact("different levels in the titles", against="hard")
    elif a.title.labels != b.title.labels and (a.level is None or b.level is None):
        yield _Fact("only one title names this level", against="soft")


def _dates(a: Claim, b: Claim) -> Iterable[_Fact]:
    start = agree((a.content["start_date"], b.content["start_date"]))
    if start is Likeness.OTHER:
        yield _Fact("different start dates", against="hard")
    elif start in (Likeness.SAME, Likeness.NEAR):
        whole = start is Likeness.SAME
        yield _Fact("the same start date" if whole else "the same start month", 2 if whole else 1, whole)
    if a.closing and b.closing:
        apart = abs((a.closing - b.closing).days)
        if apart == 0:
            yield _Fact("the same closing date", 2, anchors=True)
        elif apart == 1:
            yield _Fact("closing dates a day apart", 1, anchors=True)
        else:
            soft = start is Likeness.SAME
            yield _Fact("different closing dates", against="soft" if soft else "hard")


def agree(starts: tuple[str | None, str | None]) -> Likeness:
    """Start dates: the same day, NEAR where one names the month alone."""
    a, b = starts
    if not a or not b:
        return Likeness.UNKNOWN
    if a == b:
        return Likeness.SAME if len(a) == 10 else Likeness.NEAR
    if 7 in (len(a), len(b)) and a[:7] == b[:7]:
        return Likeness.NEAR
    return Likeness.OTHER


def _terms(a: Claim, b: Claim) -> Iterable[_Fact]:
    """Pay, hours, duration, course and provider."""
    pay = pay_alike(a.content, b.content)
    if pay is Likeness.SAME:
        yield _Fact("the same pay", 1)
    elif pay is Likeness.OTHER:
        yield _Fact("different pay", against="soft")
    for name, said, slack in (("hours", _hours, 2.5), ("duration", _months, 1)):
        ours, theirs = said(a), said(b)
        if ours is not None and theirs is not None and abs(ours - theirs) > slack:
            yield _Fact(f"different {name}", against="soft")
    codes = {c["lars_code"] for c in (a.content["course"], b.content["course"]) if c and c["lars_code"]}
    if len(codes) == 2:
        yield _Fact("different courses", against="hard")
    one, other = a.content["provider"], b.content["provider"]
    if one and other:
        alike = employers_alike(one["name"], other["name"])
        if alike is Likeness.SAME:
            yield _Fact("the same provider", 0.5)
        elif alike is Likeness.OTHER:
            yield _Fact("different providers", against="soft")


def _hours(claim: Claim) -> float | None:
    said = claim.content["hours_per_week"]
    return None if said is None else float(said)


def _months(claim: Claim) -> float | None:
    duration = claim.content["duration"]
    return duration["months"] if duration else None
