"""Which sightings are of one opportunity. A wrong merge hides an advert, so two are one only where enough agrees.

`judge` weighs a pair, `match` makes groups of many. `docs/duplicates.md` tells the rules to people.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from foothold.claims import Claim
from foothold.clock import london_date
from foothold.likeness import (
    ENOUGH,
    Likeness,
    Title,
    employers_alike,
    named_in,
    pay_alike,
    texts_alike,
    title_of,
    works_alike,
)
from foothold.organisations import slugify

LARGEST_BLOCK = 60
"""A number that more adverts share is a form of words, and finds nothing."""
REPOST_WITHIN = timedelta(days=60)
REPOST_PERHAPS_WITHIN = timedelta(days=183)
"""An advert that comes back after longer is a new intake."""
SAME_TEXT, ALIKE_TEXT = 0.8, 0.4


class Verdict(StrEnum):
    ONE = "one"
    LIKELY = "likely"
    TWO = "two"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`why` are the facts that decided, in words for people; `score` orders pairs that are one."""

    verdict: Verdict
    why: tuple[str, ...]
    score: float = 0.0
    firm: bool = False
    """By a reference or a person, which a better likeness elsewhere does not shake."""


def _two(why: str) -> Judgement:
    return Judgement(Verdict.TWO, (why,))


def judge(a: Claim, b: Claim) -> Judgement:
    """What these two are to each other, whatever else there is."""
    early, late = sorted((a, b), key=lambda claim: (claim.first_seen, claim.own_id))
    if a.kept_apart or b.kept_apart:
        return _two("a person parted them")
    never = never_one(a, b)
    if never:
        return _two(never)
    if a.source == b.source:
        return _repost(early, late)
    shared = a.keys & b.keys
    if shared:
        return Judgement(Verdict.ONE, ("the same reference or apply address",), 100.0, firm=True)
    vacancies = [{key for key in claim.keys if key.startswith("VAC")} for claim in (a, b)]
    if all(vacancies):
        return _two("different vacancy references")
    return _likened(early, late)


def never_one(a: Claim, b: Claim) -> str | None:
    """Why nothing makes these two one, not even a person; None where something might."""
    if a.kind != b.kind:
        return "different kinds"
    if a.level != b.level and a.level is not None and b.level is not None:
        return "different levels"
    if a.boroughs != b.boroughs and a.boroughs and b.boroughs:
        return "different boroughs"
    return None


def _repost(early: Claim, late: Claim) -> Judgement:
    """Two live adverts of one source are two; one that came after the other was over may be it again."""
    over = _over_before(early, late)
    if over is None:
        return _two("two adverts of one source")
    pause = london_date(late.first_seen) - over
    weighed = _weigh(early, late, dates=False)
    same_text = weighed.text is not None and weighed.text >= SAME_TEXT and weighed.enough_text
    if weighed.hard or weighed.soft or not same_text or pause > REPOST_PERHAPS_WITHIN:
        return _two("another advert of the source")
    if weighed.employer is not Likeness.SAME or weighed.work is not Likeness.SAME:
        return _two("another advert of the source")
    starts = (early.content["start_date"], late.content["start_date"])
    if _one_text(early, late) and pause <= REPOST_WITHIN and _agree(starts) is not Likeness.OTHER:
        return Judgement(Verdict.ONE, ("the source put it up again with the same text",), 50.0)
    return Judgement(Verdict.LIKELY, ("the source put much the same up again",), 10.0)


def _one_text(a: Claim, b: Claim) -> bool:
    return a.words == b.words or len(a.text & b.text) >= 0.97 * max(len(a.text), len(b.text))


def may_follow(early: Claim, late: Claim) -> bool:
    """Whether the second may have come after the first was over; asks for no words of theirs."""
    if early.withdrawn:
        return early.last_seen < late.first_seen
    return london_date(early.last_seen) < london_date(late.first_seen)


def _over_before(early: Claim, late: Claim) -> date | None:
    """The day on which the first was over, if that was before the other came."""
    if not may_follow(early, late):
        return None
    if early.withdrawn:
        return london_date(early.last_seen)
    if early.closing and early.closing < london_date(late.first_seen):
        return early.closing
    return None


@dataclass(frozen=True, slots=True)
class _Weighed:
    employer: Likeness
    work: Likeness
    text: float | None
    enough_text: bool
    points: float
    anchored: bool
    hard: tuple[str, ...]
    soft: tuple[str, ...]
    why: tuple[str, ...]


def _likened(a: Claim, b: Claim) -> Judgement:
    w = _weigh(a, b)
    if w.hard:
        return _two(w.hard[0])
    if w.work is Likeness.OTHER and not (w.text and w.text >= SAME_TEXT):
        return _two("different work")
    one, likely = _limits(w)
    if w.points >= one and w.anchored and not w.soft:
        return Judgement(Verdict.ONE, w.why, w.points)
    if w.points >= likely and len(w.soft) < 2:
        return Judgement(Verdict.LIKELY, (*w.why, *w.soft), w.points)
    return _two("too little agrees")


NEVER = 1000.0


def _limits(w: _Weighed) -> tuple[float, float]:
    """The points from which two are one, and from which they may be."""
    match (w.employer, w.work):
        case (Likeness.SAME, Likeness.SAME):
            return 4.0, 2.0
        case (Likeness.SAME, Likeness.NEAR):
            return 6.0, 4.0
        case (Likeness.NEAR, Likeness.SAME):
            return 7.0, 4.0
        case (Likeness.UNKNOWN, Likeness.SAME):
            return 8.0, 5.0
        case (Likeness.SAME, Likeness.OTHER) | (Likeness.NEAR, Likeness.NEAR):
            return NEVER, 6.0
        case (Likeness.OTHER, Likeness.SAME):
            # A provider's text stands in the adverts of all the employers that it trains for.
            return NEVER, 8.0
        case _:
            return NEVER, NEVER


def _weigh(a: Claim, b: Claim, dates: bool = True) -> _Weighed:
    """Points for each fact that agrees, and the facts that do not: hard ones make two, soft ones leave doubt."""
    employer = _employers(a, b)
    work = works_alike(a.title, b.title)
    if work is not Likeness.SAME:
        besides = a.place_words | b.place_words | _name_words(a) | _name_words(b)
        work = works_alike(_without(a, besides), _without(b, besides))
    text = texts_alike(a.text, b.text)
    enough = min(len(a.text), len(b.text)) >= ENOUGH
    facts = [*_places(a, b), *_titles(a, b), *_terms(a, b), *(_dates(a, b) if dates else ())]
    if text is not None and text >= SAME_TEXT:
        facts.append(_Fact("the same text" if enough else "the same first words", 3 if enough else 1))
    elif text is not None and text >= ALIKE_TEXT:
        facts.append(_Fact("a similar text", 1))
    anchored = any(fact.anchors for fact in facts) or (enough and (text or 0) >= SAME_TEXT)
    said = {Likeness.SAME: "the same employer", Likeness.NEAR: "a similar employer's name"}
    why = [said[employer]] if employer in said else []
    why += ["the same work"] if work is Likeness.SAME else ["similar titles"] if work is Likeness.NEAR else []
    why += [fact.why for fact in facts if fact.points > 0]
    return _Weighed(
        employer, work, text, enough, sum(fact.points for fact in facts), anchored,
        tuple(fact.why for fact in facts if fact.against == "hard"),
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
    if _speaks_of(a, b) or _speaks_of(b, a):
        return Likeness.NEAR
    return likeness


def _speaks_of(a: Claim, b: Claim) -> bool:
    c = a.content
    return named_in(f"{c['title']} {c['summary'] or ''} {' '.join(a.words)}", b.employer)


def _name_words(claim: Claim) -> frozenset[str]:
    return frozenset(slugify(claim.employer or "").split("-"))


def _without(claim: Claim, besides: frozenset[str]) -> Title:
    return title_of(claim.content["title"], besides)


def _places(a: Claim, b: Claim) -> Iterable[_Fact]:
    if a.boroughs and b.boroughs:
        yield _Fact("the same borough", 1)
    elif _elsewhere(a, b):
        yield _Fact("different places", against="hard")
    if a.postcodes and b.postcodes:
        if a.postcodes & b.postcodes:
            yield _Fact("the same postcode", 1)
        else:
            near = {p[:-3] for p in a.postcodes} & {p[:-3] for p in b.postcodes}
            yield _Fact("different postcodes", against="soft" if near else "hard")


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
    start = _agree((a.content["start_date"], b.content["start_date"]))
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


def _agree(starts: tuple[str | None, str | None]) -> Likeness:
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
    ours, theirs = a.content["provider"], b.content["provider"]
    if ours and theirs:
        alike = employers_alike(ours["name"], theirs["name"])
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


Pair = tuple[str, str]


def pair_of(a: str, b: str) -> Pair:
    """The two own ids in order: a pair has no first."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Matching:
    """`homes`: for each own id the id of the opportunity that it belongs to, that of the first seen of its group.
    `likely`: pairs that may be copies and are kept apart, with why."""

    homes: Mapping[str, str]
    likely: Mapping[Pair, Judgement]


def match(
    claims: Iterable[Claim], decided: Mapping[Pair, bool] | None = None, known: Iterable[Pair] = ()
) -> Matching:
    """Groups of claims that are one opportunity. `decided` are pairs that a person said are one, or not; `known`
    are looked at whether they share anything or not.

    The surest pairs come together first; a group takes no claim that is another advert than one of its own.
    The order of the claims does not matter.
    """
    ordered = sorted(claims, key=lambda claim: (claim.first_seen, claim.own_id))
    bench = _Bench(ordered, decided or {})
    looked_at = bench.candidates() | {pair for pair in known if bench.has(pair)}
    judged = {pair: bench.judge(*pair) for pair in looked_at}
    one = _without_ambiguous(bench, {p: j for p, j in judged.items() if j.verdict is Verdict.ONE}, judged)
    groups = _grouped(bench, one)
    homes = {own: min(group, key=bench.order) for own, group in groups.items()}
    likely = {
        pair: judgement
        for pair, judgement in judged.items()
        if judgement.verdict is not Verdict.TWO and homes[pair[0]] != homes[pair[1]] and bench.live(pair)
    }
    return Matching(homes, likely)


class _Bench:
    """The claims of one matching, and what was decided of their pairs."""

    def __init__(self, ordered: Sequence[Claim], decided: Mapping[Pair, bool]) -> None:
        self.claims = {claim.own_id: claim for claim in ordered}
        self.place = {claim.own_id: n for n, claim in enumerate(ordered)}
        self.decided = decided
        self._known: dict[Pair, Judgement] = {}

    def order(self, own_id: str) -> int:
        return self.place[own_id]

    def has(self, pair: Pair) -> bool:
        return all(own in self.claims for own in pair)

    def live(self, pair: Pair) -> bool:
        return not any(self.claims[own].withdrawn for own in pair)

    def judge(self, a: str, b: str) -> Judgement:
        pair = pair_of(a, b)
        if pair not in self._known:
            self._known[pair] = self._judge(pair)
        return self._known[pair]

    def _judge(self, pair: Pair) -> Judgement:
        said = self.decided.get(pair)
        a, b = self.claims[pair[0]], self.claims[pair[1]]
        if said is None or (said and never_one(a, b)):
            return judge(a, b)
        if said:
            return Judgement(Verdict.ONE, ("a person merged them",), 1000.0, firm=True)
        return _two("a person parted them")

    def candidates(self) -> set[Pair]:
        sharing: dict[str | int, list[str]] = defaultdict(list)
        for claim in self.claims.values():
            shared: set[str | int] = {*claim.keys, *claim.blocks}
            for key in shared:
                sharing[key].append(claim.own_id)
        found = {pair for pair in self.decided if self.has(pair)}
        for key, owns in sharing.items():
            if len(owns) > 1 and (isinstance(key, str) or len(owns) <= LARGEST_BLOCK):
                found.update(pair_of(a, b) for a, b in combinations(owns, 2))
        return found


def _without_ambiguous(
    bench: _Bench, one: dict[Pair, Judgement], judged: dict[Pair, Judgement]
) -> dict[Pair, Judgement]:
    """An advert that fits two different ones of a source equally well is a copy of neither for certain."""
    partners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair, judgement in one.items():
        if not judgement.firm:
            for own, other in (pair, pair[::-1]):
                partners[own, bench.claims[other].source].append(other)
    doubtful: set[Pair] = set()
    for (own, _), others in partners.items():
        best = max(one[pair_of(own, other)].score for other in others)
        rivals = [other for other in others if one[pair_of(own, other)].score > best - 1]
        clash = any(bench.judge(x, y).verdict is Verdict.TWO for x, y in combinations(rivals, 2))
        doubtful.update(pair_of(own, other) for other in (others if clash else set(others) - set(rivals)))
    for pair in doubtful:
        judged[pair] = Judgement(Verdict.LIKELY, (*one[pair].why, "fits several adverts of one source"))
    return {pair: judgement for pair, judgement in one.items() if pair not in doubtful}


def _grouped(bench: _Bench, one: Mapping[Pair, Judgement]) -> dict[str, list[str]]:
    groups = {own: [own] for own in bench.claims}
    earliest = {pair: sorted(map(bench.order, pair)) for pair in one}
    for a, b in sorted(one, key=lambda pair: (-one[pair].score, earliest[pair])):
        ours, theirs = groups[a], groups[b]
        if ours is theirs or any(bench.judge(x, y).verdict is Verdict.TWO for x in ours for y in theirs):
            continue
        ours.extend(theirs)
        for own in theirs:
            groups[own] = ours
    return groups
