"""Is an advert one of ours, and of which kind? Decided by words that leave no doubt, else not at all.

The order is the agreed one: what the source's own settings say, a structured type, the title, the first lines.
"""

import re
from dataclasses import dataclass
from typing import Any

from foothold.model.opportunity import Kind
from foothold.reading.level import read_level
from foothold.reading.ordinary_jobs import is_job_about

FIRST_LINES_CHARACTERS = 400
LONGEST_TITLE = 300

_OUT_OF_SCOPE = re.compile(r"\bskills\s+boot\s?camps?\b|\bapprenticeship\s+units?\b|\bboot\s?camps?\b", re.I)

_APPRENTICE = re.compile(r"\bapprenti(?:ce|s)(?:s?hip|shp)?s?\b|\bapprenti(?:ce)?ship\b", re.I)
# A team or a season named after apprenticeships offers none.
_NAMED_AFTER_IT = re.compile(
    r"\bapprenticeships?\s+(?:team|department|service|hub|office|fairs?|levy)\b|\bnational\s+apprenticeships?\s+week\b", re.I
)  # fmt: skip
_FOUNDATION = re.compile(r"\bfoundation\s+apprentice(?:ship)?s?\b", re.I)
_FOUNDATION_STANDARD = re.compile(r"\bFA\d{4}\b")

_TITLE_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.PRE_APPRENTICESHIP, re.compile(r"\bpre[- ]?apprentice(?:ship)?s?\b|\btraineeships?\b|\bsector[- ]based work academy\b|\bSWAP\b", re.I)),
    (Kind.T_LEVEL_PLACEMENT, re.compile(r"\bt[- ]?levels?\b[^.]*\bplacements?\b|\bplacements?\b[^.]*\bt[- ]?levels?\b", re.I)),
    (Kind.SUPPORTED_INTERNSHIP, re.compile(r"\bsupported\s+intern(?:ship)?s?\b", re.I)),
    (Kind.INSIGHT_EVENT, re.compile(
        r"\bapprenticeships?\b.*\b(?:open|taster|insight|information|discovery)\s+(?:day|evening|event|session|morning)s?\b"
        r"|\b(?:open|taster|insight|information|discovery)\s+(?:day|evening|event|session|morning)s?\b.*\bapprenticeships?\b"
        r"|\bapprenticeships?\s+(?:webinar|workshop)s?\b", re.I)),
    (Kind.APPRENTICESHIP, _APPRENTICE),
    (Kind.INSIGHT_EVENT, re.compile(
        r"\b(?:work\s+|job\s+)?shadow(?:ing)?\b|\binsight\s+(?:days?|events?|evenings?|mornings?|afternoons?|sessions?|visits?|programmes?|schemes?|series)\b"
        r"|\b(?:taster|discovery)\s+(?:days?|sessions?)\b|\bworkplace\s+visits?\b|\bopen\s+(?:day|evening)s?\b|\bwork\s+experience\s+(?:taster\s+)?days?\b"
        r"|\bvirtual\s+(?:work\s+experience\s+|insight\s+|careers?\s+|experience\s+)?(?:days?|events?)\b", re.I)),
    (Kind.WORK_EXPERIENCE, re.compile(
        r"\bwork\s+experiences?\b|\bwork[- ]placements?\b|\b(?:insight|spring|taster|discovery)\s+weeks?\b"
        r"|\b(?:school|college|student)\s+work\s+experience\b|\bschool\s+placements?\b|\bwork\s+weeks?\b", re.I)),
    (Kind.INTERNSHIP, re.compile(
        r"(?<!pre-)(?<!pre )\bintern(?:ship)?s?\b|\b(?:sandwich|industrial|summer|student|undergraduate|12[- ]month|year[- ]long)\s+placements?\b"
        r"|\bplacement\s+(?:year|student)s?\b|\byear\s+in\s+industry\b|\bindustrial\s+trainee\s+placement\b|\b(?:sandwich|industrial)\s+year\b"
        r"|\bplacements?\W{1,4}(?:1[0-5]|twelve)[- ]months?\b|\b(?:1[0-5]|twelve)[- ]months?\s+(?:\w+\s+)?placements?\b"
        r"|\bvacation\s+(?:scheme|placement)s?\b", re.I)),
    (Kind.VOLUNTEERING, re.compile(r"\bvolunteer(?:s|ing)?\b", re.I)),
    (Kind.MENTORING, re.compile(r"\bmentoring\b|\bmentees?\b", re.I)),
)  # fmt: skip
_A_WEEK_OR_MORE = re.compile(
    r"\b(?:one|two|three|four|six|eight|ten|\d+)[- ]?weeks?\b|\ba\s+week\b|\bweek[- ]long\b|\b(?:5|five|10|ten)[- ]days?\b", re.I
)  # fmt: skip

# In running text the word alone proves nothing ("we also support apprentices"): the sentence must offer it.
_OFFERED_IN_TEXT = re.compile(
    r"""\bas\ an\ (?:[\w-]+\ ){0,4}apprentice\b
    | \b(?:this|our|an?|the)\ (?:[\w-]+,?\ ){0,6}apprentice(?:ship)?\ (?:role|position|vacancy|opportunity|opportunities|programme|will|to\ join)\b
    | \bthis\ (?:[\w-]+\ ){0,6}apprenticeship\b
    | \b(?:looking|searching|hiring|recruiting|opportunity|vacancy|position|role)\ (?:for|as)\ (?:an?\ )?(?:[\w-]+\ ){0,5}apprentices?\b
    | ^\W*(?:[\w-]+\ ){0,4}apprenticeship\b
    """,
    re.I | re.X,
)
_TEXT_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.T_LEVEL_PLACEMENT, re.compile(r"\bt[- ]?level\s+(?:industry\s+)?placements?\b", re.I)),
    (Kind.SUPPORTED_INTERNSHIP, re.compile(r"\b(?:this|our|a)\s+(?:\w+\s+){0,3}supported\s+internship\b", re.I)),
    (Kind.APPRENTICESHIP, _OFFERED_IN_TEXT),
    (Kind.WORK_EXPERIENCE, re.compile(r"\b(?:this|our|a|of)\s+(?:[\w-]+\s+){0,4}work\s+experience\s+(?:placement|programme|week|scheme)s?\b|\bweek(?:'s|s)?\s+(?:of\s+)?work\s+experience\b", re.I)),
    (Kind.INTERNSHIP, re.compile(r"\b(?:this|our|an?|the)\s+(?:[\w-]+\s+){0,4}internship\b(?!\s+(?:required|experience|preferred|or))", re.I)),
)  # fmt: skip

_STRUCTURED: dict[str, Kind] = {kind.value: kind for kind in Kind if kind is not Kind.INTERNSHIP} | {
    "apprentice": Kind.APPRENTICESHIP,
    "apprenticeships": Kind.APPRENTICESHIP,
    "foundation_apprenticeship": Kind.APPRENTICESHIP,
    "foundationapprenticeship": Kind.APPRENTICESHIP,
    "degree_apprenticeship": Kind.APPRENTICESHIP,
    "higher_apprenticeship": Kind.APPRENTICESHIP,
    "work_placement": Kind.WORK_EXPERIENCE,
    "work_experience_placement": Kind.WORK_EXPERIENCE,
    "t_level": Kind.T_LEVEL_PLACEMENT,
    "t_level_industry_placement": Kind.T_LEVEL_PLACEMENT,
    "industry_placement": Kind.T_LEVEL_PLACEMENT,
    "insight_day": Kind.INSIGHT_EVENT,
    "work_shadowing": Kind.INSIGHT_EVENT,
    "placement_year": Kind.INTERNSHIP,
    "year_in_industry": Kind.INTERNSHIP,
}
# schema.org and the lists of boards have no word for an apprenticeship, so sites mark theirs INTERN or a traineeship:
# these count only after the title.
_WEAK_STRUCTURED: dict[str, Kind] = {
    "intern": Kind.INTERNSHIP,
    "interns": Kind.INTERNSHIP,
    "internship": Kind.INTERNSHIP,
    "internships": Kind.INTERNSHIP,
    "traineeship": Kind.PRE_APPRENTICESHIP,
    "volunteer": Kind.VOLUNTEERING,
}
_NEAREST_TYPES = (Kind.WORK_EXPERIENCE, Kind.VOLUNTEERING, Kind.MENTORING)
_BETWEEN_TYPES = re.compile(r"[,;/|+&\n]")
_GRADUATE = re.compile(r"\bgraduates?\b|\bpost-?graduates?\b", re.I)


@dataclass(frozen=True, slots=True)
class KindReading:
    """`job_about` tells an ordinary job that only mentions the kinds from a text that says nothing."""

    text: str | None
    kind: Kind | None
    level: int | None
    foundation: bool | None
    out_of_scope: bool = False
    job_about: bool = False


def read_kind(text: str | None) -> KindReading:
    """The kind that a title (or a heading) names, with its level where it says one."""
    if not text or not text.strip():
        return KindReading(text, None, None, None)
    title = text[:LONGEST_TITLE]
    if _OUT_OF_SCOPE.search(title):
        return KindReading(text, None, None, None, out_of_scope=True)
    if is_job_about(title):
        return KindReading(text, None, None, None, out_of_scope=True, job_about=True)
    offered = _NAMED_AFTER_IT.sub(" ", title)
    kind = next((kind for kind, pattern in _TITLE_KINDS if pattern.search(offered)), None)
    if kind is Kind.INSIGHT_EVENT and _A_WEEK_OR_MORE.search(title):
        kind = Kind.WORK_EXPERIENCE
    level = read_level(title) if kind is Kind.APPRENTICESHIP else None
    return KindReading(text, kind, level, True if is_foundation(title) else None)


def structured_kind(texts: tuple[str, ...], *, weak: bool = False) -> Kind | None:
    """The kind that a structured type names; `weak` ones are asked only after the title said nothing."""
    table = _WEAK_STRUCTURED if weak else _STRUCTURED
    keys = (_type_key(part) for text in texts for part in (text, *types_in(text)))
    return next((table[key] for key in keys if key in table), None)


def types_in(text: str) -> tuple[str, ...]:
    """The types of a list in one text: `FULL_TIME, INTERN`."""
    return tuple(_BETWEEN_TYPES.split(text))


def decided_kind(texts: tuple[str, ...], title: KindReading, *, typed_by_hand: bool) -> Kind | None:
    """The kind by types and title. A title that says apprentice is one, whatever the nearest type of a board's list
    is; `typed_by_hand`: somebody filled in the type for this service, and other titles do not overrule it."""
    strong, weak = structured_kind(texts), structured_kind(texts, weak=True)
    if title.kind is Kind.APPRENTICESHIP and strong in _NEAREST_TYPES:
        return title.kind
    if typed_by_hand and weak and title.kind is not Kind.APPRENTICESHIP:
        return strong or weak
    if title.job_about:
        return strong
    if weak is Kind.PRE_APPRENTICESHIP and _GRADUATE.search(title.text or ""):
        weak = None
    return strong or title.kind or weak


def kind_in_text(text: str) -> Kind | None:
    """The kind that the first lines offer in a sentence."""
    opening = text[:FIRST_LINES_CHARACTERS]
    return next((kind for kind, pattern in _TEXT_KINDS if pattern.search(opening)), None)


def is_foundation(text: str) -> bool:
    return bool(_FOUNDATION.search(text) or _FOUNDATION_STANDARD.search(text))


def kind_json(reading: KindReading) -> dict[str, Any]:
    return {
        "text": reading.text,
        "kind": reading.kind,
        "level": reading.level,
        "foundation": reading.foundation,
    }


def _type_key(text: str) -> str:
    return re.sub(r"[^a-z]+", "_", text.lower()).strip("_")
