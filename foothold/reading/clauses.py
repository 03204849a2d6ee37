"""How far a clause affirms what a word in it names: "no home working", "remote optional", "2 days from home"."""

import re
from collections.abc import Iterator
from enum import StrEnum


class Extent(StrEnum):
    """`PARTLY` also where the clause only offers it, or ties it to a condition."""

    DENIED = "denied"
    PARTLY = "partly"
    WHOLLY = "wholly"


REACH = 80
"""Characters on either side of a word that bear on it."""
_BREAK = re.compile(r"[.;,|•()\n]|\s[-–—]+\s|\bbut\b")
_OPENS = re.compile(r"\s?\(")
_NOT = re.compile(
    r"\b(?:no|non|not|never|without|except|excluding|cannot|can't|isn't|don't|won't|neither|nor)\b", re.I
)
_BETWEEN = frozenset((
    "a", "able", "accept", "advertised", "allow", "allowed", "also", "and", "an", "any", "applicable", "as", "at", "available",
    "be", "can", "chance", "considered", "consider", "currently", "carried", "days", "do", "done", "eligible", "ever", "flexible", "for", "from",
    "full", "fully", "home", "hybrid", "in", "is", "it", "job", "kind", "of", "offer", "offered", "offering", "office", "out", "performed", "undertaken",
    "open", "opportunities", "opportunity", "option", "options", "or", "part", "permit", "permitted", "position",
    "possibilities", "possibility", "possible", "present", "provide", "regular", "remote", "role", "scope", "sort", "suitable",
    "suited", "support", "that", "the", "this", "time", "to", "we", "with", "work", "working", "yet",
))  # fmt: skip
"""What may stand between a "no" and the word that it denies: "no experience needed, remote" denies the experience."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.I)
_NOT_WHOLLY = re.compile(
    r"\b(?:not|isn't|never) (?:a )?(?:fully|wholly|entirely|only|just|all|always|100 ?%|completely)(?= |-|$)",
    re.I,
)
_DENIED_AFTER = re.compile(
    r"\s*(?:work(?:ing)?|role|job|days)?\s*(?:[:=?]|\s-)?\s*(?:is |are )?(?:currently )?"
    r"(?:(?:no|n/?a|none|false|never|not|unavailable|excluded)(?=\s*(?:$|[.,;:|)\n]|-\s))|unavailable\b"
    r"|(?:not|never|cannot|can't|isn't|aren't) (?:be )?(?:an? )?(?:currently )?"
    r"(?:available|possible|offered|suitable|permitted|allowed|provided|option|considered|supported|applicable|accepted)\b)",
    re.I,
)
_LIMIT = re.compile(
    r"\b(?:occasional(?:ly)?|some|sometimes|optional(?:ly)?|option|possible|possibly|possibility|potential(?:ly)?"
    r"|may|might|could|can|available|negotiable|considered|allowed|permitted|offered|on request|ad[- ]hoc"
    r"|by (?:agreement|arrangement|negotiation)|where agreed|if agreed|after probation|part(?:ly|ially)?|mostly|mainly"
    r"|up to|once|twice|elements? of|limited|where (?:possible|appropriate)|when (?:possible|required)"
    r"|(?:[1-4]|one|two|three|four)(?: ?(?:-|to|or) ?[2-4])? (?:days?|mornings?|afternoons?)|[1-9]\d? ?%)(?=\W|$)",
    re.I,
)  # fmt: skip


def extents(text: str, words: re.Pattern[str]) -> Iterator[Extent]:
    """What each place where the words stand says of them, in their order."""
    for match in words.finditer(text):
        yield _extent(text, *match.span())


def _denies(before: str) -> bool:
    """Whether a "no" before a word reaches it."""
    negations = list(_NOT.finditer(before))
    return bool(negations) and all(
        word.lower() in _BETWEEN for word in _WORD.findall(before[negations[-1].end() :])
    )


def _extent(text: str, start: int, end: int) -> Extent:
    before = _BREAK.split(text[max(0, start - REACH) : start])[-1]
    after = text[end : end + REACH]
    if opening := _OPENS.match(after):
        after = f" {after[opening.end() :]}"
    denied_after = _DENIED_AFTER.match(after)
    after = _BREAK.split(after, maxsplit=1)[0]
    if _NOT_WHOLLY.search(before):
        return Extent.PARTLY
    if _denies(before) or denied_after:
        return Extent.DENIED
    return Extent.PARTLY if _LIMIT.search(f"{before}{text[start:end]}{after}") else Extent.WHOLLY
