"""Which two sightings are of one opportunity. A wrong merge hides an advert, so enough must agree.

`docs/duplicates.md` tells the rules to people.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from foothold.clock import london_date
from foothold.duplicates.candidate import Claim
from foothold.duplicates.evidence import ALIKE_TEXT, SAME_TEXT, Evidence, agree, weigh
from foothold.duplicates.similarity import Likeness
from foothold.model.organisations import same_organisation

REPOST_WITHIN = timedelta(days=60)
REPOST_PERHAPS_WITHIN = timedelta(days=183)
"""An advert that comes back after longer is a new intake."""


class PairVerdict(StrEnum):
    """COPY is what would be ONE if it had one owner: each keeps its own facts, and a search shows one of them."""

    ONE = "one"
    COPY = "copy"
    LIKELY = "likely"
    TWO = "two"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`why` are the facts that decided, in words for people; `score` orders pairs that are one."""

    verdict: PairVerdict
    why: tuple[str, ...]
    score: float = 0.0
    firm: bool = False
    """By a reference or a person, which a better likeness elsewhere does not shake."""


def two(why: str) -> Judgement:
    return Judgement(PairVerdict.TWO, (why,))


def judge(a: Claim, b: Claim) -> Judgement:
    """What these two are to each other, whatever else there is."""
    judgement = _judge(a, b)
    return judgement if a.owner == b.owner else _with_two_owners(a, b, judgement)


def _with_two_owners(a: Claim, b: Claim, judgement: Judgement) -> Judgement:
    """Whoever posts chooses the words, so that only adverts of one employer's name are copies without a person."""
    if judgement.verdict is not PairVerdict.ONE:
        return judgement
    same = a.employer and b.employer and same_organisation(a.employer, b.employer)
    return replace(judgement, verdict=PairVerdict.COPY if same else PairVerdict.LIKELY)


def _judge(a: Claim, b: Claim) -> Judgement:
    early, late = sorted((a, b), key=lambda claim: (claim.first_seen, claim.own_id))
    if a.kept_apart or b.kept_apart:
        return two("a person parted them")
    never = never_one(a, b)
    if never:
        return two(never)
    if a.source == b.source:
        return _repost(early, late)
    shared = a.keys & b.keys
    if shared:
        return Judgement(PairVerdict.ONE, ("the same reference or apply address",), 100.0, firm=True)
    vacancies = [{key for key in claim.keys if key.startswith("VAC")} for claim in (a, b)]
    if all(vacancies):
        return two("different vacancy references")
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
        return two("two adverts of one source")
    pause = london_date(late.first_seen) - over
    weighed = weigh(early, late, dates=False)
    if isinstance(weighed, str) or weighed.soft or pause > REPOST_PERHAPS_WITHIN:
        return two("another advert of the source")
    if weighed.text is None or weighed.text < SAME_TEXT or not weighed.enough_text:
        return two("another advert of the source")
    if weighed.employer is not Likeness.SAME or weighed.work is not Likeness.SAME:
        return two("another advert of the source")
    starts = (early.content["start_date"], late.content["start_date"])
    if _one_text(early, late) and pause <= REPOST_WITHIN and agree(starts) is not Likeness.OTHER:
        return Judgement(PairVerdict.ONE, ("the source put it up again with the same text",), 50.0)
    return Judgement(PairVerdict.LIKELY, ("the source put much the same up again",), 10.0)


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


def _likened(early: Claim, late: Claim) -> Judgement:
    over = _over_before(early, late)
    if over and london_date(late.first_seen) - over > REPOST_WITHIN:
        return two("one was over long before the other came")
    w = weigh(early, late)
    if isinstance(w, str):
        return two(w)
    if w.work is Likeness.OTHER and not (w.text and w.text >= SAME_TEXT):
        return two("different work")
    if w.points >= w.wanted.one and w.anchored and not w.soft and not _longer_title_of_another_text(w):
        return Judgement(PairVerdict.ONE, w.why, w.points)
    if w.points >= w.wanted.likely and len(w.soft) < 2:
        return Judgement(PairVerdict.LIKELY, (*w.why, *w.soft), w.points)
    return two("too little agrees")


def _longer_title_of_another_text(w: Evidence) -> bool:
    return w.work is Likeness.NEAR and w.text is not None and w.text < ALIKE_TEXT
