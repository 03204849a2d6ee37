"""The public commitments of employers: those that an advert states, and those of a dated public list."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from foothold.model.organisations import Commitment, normalised_name
from foothold.reading.html_text import plain_text
from foothold.reading.sentences import clauses

STATED = "stated in the advert"
_PLEDGE, _INDEX = "social-mobility-pledge", "social-mobility-employer-index"
_CONFIDENT, _LIVING_WAGE = "disability-confident", "living-wage"
COMMITMENTS: Mapping[str, str] = {
    _PLEDGE: "Social Mobility Pledge",
    _INDEX: "Social Mobility Employer Index",
    _CONFIDENT: "Disability Confident",
    _LIVING_WAGE: "Living Wage",
}
"""Names in the public shape by the slug to filter by."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """How an advert says that its employer has made a commitment. `level` picks the step out of the clause."""

    slug: str
    sign: str
    said: re.Pattern[str]
    level: re.Pattern[str] | None = None


_OURS = r"(?:we(?:'re| are| have| were)?|(?:is|are)(?: also)?|proud(?:ly)?|as|our|being|an?|be)"
_READINGS = (
    _Reading(
        _CONFIDENT,
        "confident",
        re.compile(
            rf"\b{_OURS}(?: \w+){{0,4}} disability confident\b"
            r"|\bdisability confident (?:\(?level [123]\)? )?(?:leader|employer|committed|accredited|organisation|company|scheme member|level [123])\b"
            r"|\b(?:signed up to|members? of|accredited (?:by|under|with)|part of|participat\w+ in|supporters? of) the (?:government's )?disability confident\b"
        ),
        re.compile(
            r"\bdisability confident(?: scheme)?[ (:,-]*(?:level [123][): ,-]*)?(leader|employer|committed)\b"
        ),
    ),
    _Reading(
        _LIVING_WAGE,
        "living",
        re.compile(
            r"\b(?:accredited|recognised|registered|proud|certified)(?: (?:to be|as))?(?: an?)?(?: \w+){0,2} (?:real |london )*living wage\b(?: foundation)?"
            r"|\b(?:real|london) living wage (?:accredited |foundation )?(?:employer|accredited|accreditation|organisation)\b"
            r"|\b(?:is|are|we're|as) (?:also )?(?:an? )?(?:accredited )?living wage (?:accredited |foundation )?(?:employer|accredited|organisation)\b"
            r"|\baccredited (?:by|with|to|as part of) the living wage foundation\b"
        ),
    ),
    _Reading(
        _PLEDGE,
        "pledge",
        re.compile(
            r"\b(?:signed(?: up to)?|signator(?:y|ies) (?:of|to)|made|taken|committed to|joined|supporters? of|signing|part of|members? of)"
            r" (?:the )?(?:government's )?social mobility pledge\b"
        ),
    ),
    _Reading(
        _INDEX,
        "employer index",
        re.compile(
            r"\b(?:(?:ranked|placed|named|listed|recognised|rated|featured?|included|appear\w*|came|are|is|number \w+|top \d+|\d+(?:st|nd|rd|th)|top (?:ten|fifty|75))\b[^.;]{0,60}"
            r"\b(?:in|on|by|of) (?:the )?(?:\d{4} )?social mobility employer index)\b"
        ),
        re.compile(
            r"\b((?:number|no\.?) \d{1,2}|\d{1,2}(?:st|nd|rd|th)|top \d{1,3})\b(?=[^.;]{0,60}social mobility employer index)"
        ),
    ),
)
_DENIED = re.compile(
    r"\b(?:not|no longer|never|isn't|aren't|yet to|working towards?|aim(?:s|ing)? to|hop(?:e|es|ing) to|plan(?:s|ning)? to|aspir\w+|would like to"
    r"|want to become|applying (?:for|to)|intend\w*|if you|whether|many|some|employers? (?:who|that|with)|other employers"
    r"|where the employer|when an employer|find|search|filter|jobs? with|vacancies with|browse|candidates?'? guarantee)\b"
)
"""The claim is denied, only hoped for, or a board's own words about the employers that it lists."""
_OF_THE_BOARD = re.compile(
    r"\b(?:this (?:site|website|job board|board)|we advertise|our (?:site|website|job board|clients?|advertisers)|the recruiter|agency)\b"
)


def stated_commitments(texts: Iterable[str]) -> tuple[Commitment, ...]:
    """What the advert (HTML or plain) says of its own employer, each once, with its level where one is named."""
    found: dict[str, Commitment] = {}
    for text in texts:
        for one in _stated(text):
            if one.name not in found or (one.level and not found[one.name].level):
                found[one.name] = one
    return tuple(found.values())


def _stated(text: str) -> Iterator[Commitment]:
    low = text.lower()
    # The sign of each, as cheap as it can be: tags and hard spaces may stand between the words.
    readings = [reading for reading in _READINGS if reading.sign in low]
    for clause in clauses(plain_text(text)) if readings else ():
        for reading in readings:
            if (
                reading.said.search(clause)
                and not _DENIED.search(clause)
                and not _OF_THE_BOARD.search(clause)
            ):
                level = reading.level.search(clause) if reading.level else None
                yield Commitment(
                    COMMITMENTS[reading.slug], level[1].capitalize() if level else None, STATED, None
                )


def listed_commitments(employer: str) -> tuple[Commitment, ...]:
    """Those of the employer in `config/commitments.csv`, which keeps what a public list says and where."""
    return _listed().get(normalised_name(employer), ())


def all_commitments(employer: str, texts: Iterable[str]) -> tuple[Commitment, ...]:
    """A public list's word before the advert's own, one of each name."""
    found = {one.name: one for one in (*stated_commitments(texts), *listed_commitments(employer))}
    return tuple(found[name] for name in COMMITMENTS.values() if name in found)


@cache
def _listed() -> Mapping[str, tuple[Commitment, ...]]:
    text = files("config").joinpath("commitments.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[Commitment, ...]] = {}
    for row in csv.DictReader(text.splitlines()):
        one = Commitment(
            COMMITMENTS[row["commitment"]], row["level"] or None, row["basis"], row["url"] or None
        )
        for name in (row["employer"], *filter(None, row["also"].split("|"))):
            key = normalised_name(name)
            found[key] = (*found.get(key, ()), one)
    return found
