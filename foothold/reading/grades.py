"""Whether an advert asks for school grades or qualifications, read only where it says so beyond doubt."""

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from functools import lru_cache

from foothold.reading.sentences import clauses


class Grades(StrEnum):
    NONE_REQUIRED = "none_required"
    REQUIRED = "required"
    UNKNOWN = "unknown"


class _GradeWords(IntEnum):
    """What a clause says, the less binding first. `LISTED` names a grade without saying that it is a must."""

    NOTHING = 0
    NONE_NEEDED = 1
    LISTED = 2
    MUST = 3


_MENTIONED = ("gcse", "qualification", "grade", "a level", "a-level", "ucas", "btec", "functional skills",
              "t level", "t-level", "level 2", "degree", "exam result", "requirements")  # fmt: skip
_NAMED = (
    r"(?:gcses?(?:/igcses?)?|o[ -]levels?|a[ -]levels?|as[ -]levels?|t[ -]levels?|btecs?|nvqs?|ucas (?:tariff )?points"
    r"|functional skills|hnds?|hncs?|international baccalaureate)"
)
_GRADE = (
    r"(?:grades? ?(?:of )?\(?(?:[4-9]\b|[a-e]\b)|\b[4-9] ?(?:/ ?[a-c]|\([a-c]\))|\b[a-c] ?/ ?[4-9]\b|\b9 ?- ?[4-7]\b|\ba\*? ?- ?[a-c]\b"
    r"|\b[a-e]{3}\b|\bmerit\b|\bdistinction\b|\bpass(?:es)?\b|\bor (?:above|higher|better)\b|\bor equivalent\b|\b\d{2,3} ucas\b)"
)
_ANY = r"(?:formal |specific |prior |previous |academic |minimum |particular |set |entry |special |school |educational |exam )*"
_ALL = r"(?:qualifications?|gcses?|grades?|exam results|academic (?:entry )?requirements|entry requirements|educational requirements)"
_ALL_OF_THEM = rf"(?:(?:(?:work )?experience|knowledge|skills),? (?:or|and) {_ANY})?{_ALL}\b(?:,? (?:or|and|/) {_ANY}(?:{_ALL}|experience|a[ -]levels?|skills|knowledge|degrees?)\b)*"
_WANTED = r"(?:needed|required|necessary|essential|expected|asked for|a must|mandatory|a requirement)"
_NO_TOPIC = r"(?! (?:in|for|at) (?!order|this|the role|the job|our|you|entry|any of)| (?:grades? )?(?:[a-z]+ )?(?:english|maths|science)\b)"
_NONE = re.compile(
    rf"\b(?:no|zero) {_ANY}{_ALL_OF_THEM}{_NO_TOPIC}"
    rf"(?= (?:are |is )?(?:{_WANTED}|to (?:apply|join|start)|for (?:this|our|the)\b)|,? ?(?:no\b|just|only|and|but|as|to|we|-|$))"
    rf"|\b(?:{_ANY}{_ALL_OF_THEM}) (?:are|is) not (?:always )?{_WANTED}"
    rf"|\b(?:do not|don't|does not|doesn't|will not|won't|not) (?:need|require|ask for|look at|have to have|need to have)(?: to have)? (?:any |passed |your )*{_ANY}{_ALL_OF_THEM}{_NO_TOPIC}"
    rf"|\b(?:you )?need no {_ANY}{_ALL_OF_THEM}{_NO_TOPIC}"
    rf"|\b(?:whatever|regardless of|no matter what) (?:your )?{_ANY}(?:grades|qualifications|exam results|gcses)\b"
    rf"|\b(?:whatever|regardless of) (?:your )?(?:background|school),? (?:or|and) (?:grades|qualifications)\b"
    rf"|\bwith or without {_ANY}(?:qualifications|gcses|grades)\b"
)
_DENIED = re.compile(r"\b(?:no|zero|not|without|whatever|regardless)\b|n't\b")
"""Some word of each way of saying that none are needed: most clauses have none, and it is quickly told."""

_BUT_SOME = re.compile(
    r"\b(?:other than|apart from|except(?: for)?|besides|beyond|aside from|unless|but (?:you )?(?:must|will need|do need|need)|however)\b"
)
_SOFT = re.compile(
    r"\b(?:desirable|desired|desirably|preferr?ed|preferabl[ey]|ideally|advantage(?:ous)?|beneficial|nice to have|bonus|helpful|useful"
    r"|would be good|not (?:essential|required?|necessary|need(?:ed)?|have to)|n't (?:need|require|have to)|no need|optional|welcome|a plus|hopefully|typically|usually|normally)\b"
)
_LATER = re.compile(
    r"\b(?:work(?:ing)? towards?|will (?:also )?(?:achieve|gain|receive|complete|study|get|earn|be awarded|learn|undertake|sit|be working)"
    r"|you'll (?:also )?(?:achieve|gain|receive|complete|study|get|earn|learn|undertake|sit|be working)|study(?:ing)? (?:for|towards)|leading to"
    r"|leads to|prior to|before (?:completing|taking|the end|end|gateway|finishing)|end[- ]point|epa|gateway|as part of|during (?:the|your)|without"
    r"|on completion|if you (?:do not|don't|have not|haven't|are not)|if (?:not|they|applicable|needed|required)|(?:who|those) (?:do not|don't|have not|haven't)"
    r"|support(?:ed|ing)? (?:you )?(?:to|with|through|pupils|students|children|learners)|help(?:ing)? (?:pupils|students|children|learners)|teach(?:ing)?|deliver(?:y|ing)?|tutor(?:ing)?"
    r"|training (?:outcome|to be provided|provided)|will be (?:provided|offered|given)|opportunity to|once you|may need to|might need to|some|certificate)\b"
)
_HAVING = re.compile(
    r"\b(?:must|should|need to|needs to|have to|has to|required to|expected to|will need to|you'll need to|will) (?:already )?(?:have|hold|possess|be educated)\b"
    r"|\b(?:need|needs|require|requires|requiring|requirement|required|requirements|essential|mandatory|minimum|must|at least|be educated to|educated to)\b"
)
_BARE_LIST = re.compile(
    rf"^(?:you |have |having |hold |a |an |minimum |of |at least |achieved |(?:\d|two|three|four|five|six) |x |or |more |good |passes |in )*"
    rf"(?:level \d (?:or above )?in )?(?:english|maths|mathematics|and|,|&|/|language|literature|science| )*{_NAMED}\b"
)
_LEVEL_TWO = r"level [123] (?:qualification|diploma|certificate|(?:in )?(?:english|maths))"
_DEGREE = r"(?:(?:bachelor's |undergraduate |honours |university )?degree(?! apprentice| level| programme)|2[:.][12]\b)"
_ANY_NAMED = re.compile(rf"\b(?:{_NAMED}|{_LEVEL_TWO}|{_DEGREE})")
_A_GRADE = re.compile(_GRADE)


def read_grades(requirements: Sequence[str], texts: Iterable[str]) -> Grades:
    """From what the advert lists as needed and from its running text. A must beats “no grades needed” beside
    it; a grade that is only listed beside it leaves the answer unknown."""
    said = {_in_clause(clause, listed=True) for item in requirements for clause in clauses(item)}
    said |= {_in_clause(clause) for text in texts if _is_mentioned(text) for clause in clauses(text)}
    if _GradeWords.MUST in said:
        return Grades.REQUIRED
    if _GradeWords.NONE_NEEDED in said:
        return Grades.UNKNOWN if _GradeWords.LISTED in said else Grades.NONE_REQUIRED
    return Grades.REQUIRED if _GradeWords.LISTED in said else Grades.UNKNOWN


def _is_mentioned(text: str) -> bool:
    """Cheap, as most clauses of most adverts speak of something else."""
    low = text.lower()
    return any(word in low for word in _MENTIONED)


# Employers and agencies say the same in all of their adverts.
@lru_cache(maxsize=8_192)
def _in_clause(clause: str, listed: bool = False) -> _GradeWords:
    if not _is_mentioned(clause):
        return _GradeWords.NOTHING
    if _DENIED.search(clause) and (denied := _NONE.search(clause)):
        return _beside(clause[denied.end() :])
    if not _ANY_NAMED.search(clause) or _SOFT.search(clause) or _LATER.search(clause):
        return _GradeWords.NOTHING
    if _HAVING.search(clause):
        return _GradeWords.MUST
    return (
        _GradeWords.LISTED
        if (listed or _BARE_LIST.search(clause)) and _A_GRADE.search(clause)
        else _GradeWords.NOTHING
    )


def _beside(rest: str) -> _GradeWords:
    """What stands behind “no qualifications needed” in its clause: “other than GCSE maths” is a must."""
    some = _BUT_SOME.search(rest)
    if not some:
        return _GradeWords.NONE_NEEDED
    named = _ANY_NAMED.search(rest[some.end() :])
    return _GradeWords.MUST if named and not _SOFT.search(rest) else _GradeWords.NOTHING
