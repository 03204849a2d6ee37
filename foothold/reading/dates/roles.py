"""What each date of a text is for: the words beside it say whether something opens, closes or starts on it."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Literal

from foothold.reading.dates.patterns import Atom

Role = Literal["posted", "closing", "start", "end"]

_WORDS = re.compile(
    r"\b(?:"
    r"(?P<end>(?:programme|placement|contract|internship|course|training|apprenticeship|job|role)s? (?:ends?|finish(?:es)?)"
    r"|end date|finish(?:es|ing)?|last working day)"
    r"|(?P<closing>clos(?:e|es|ed|ing)|deadline|appl(?:y|ications?)(?: \w{1,20})? (?:by|before)|submit(?:ted)? by|received by"
    r"|expir(?:es?|y)|valid through)"
    r"|(?P<limit>until|till|due|no later than|ends?|ending|last (?:day|date)|by|before)"
    r"|(?P<interview>interview(?:s|ing)?|assessments?|open (?:day|evening|event)s?|trials?|shortlist(?:ing|ed)?|offers?"
    r"|results?)"
    r"|(?P<posted>posted|published|advertised|listed|added)"
    r"|(?P<updated>updated)"
    r"|(?P<opening>open(?:s|ed|ing)?|launch(?:es|ed)?|live|from)"
    r"|(?P<start>start(?:s|ing)?|begin(?:s|ning)?|commenc(?:e|es|ing)|commencement|induction|first day)"
    r")\b"
)
_LABEL = re.compile(rf"(?:{_WORDS.pattern})(?: (?:date|day)s?)?")
_PART_OF_A_DATE = re.compile(r"\b(?:start|end|beginning) of\b")
_BREAK = re.compile(r"[,;.|()]|\s-+\s|\band\b")
_ACCEPTED: dict[Role, tuple[str, ...]] = {
    "posted": ("posted", "opening", "updated"),
    "closing": ("closing", "limit"),
    "start": ("start", "opening"),
    "end": ("end", "limit", "closing"),
}
"""Which words a field takes for its own; "from" may open applications or a job."""
_LATEST: tuple[Role, ...] = ("closing", "end")
"""Fields whose day is the last of a range."""

_OPEN_END = re.compile(
    r"\W{0,5}(?:onwards?|(?:to|until|till)? ?(?:the )?(?:(?:\w{1,20} ){0,4}filled|on-?going|further notice))\b"
)
"""What follows the first day of a window that has no last one."""
_NO_DATE_YET = re.compile(
    r"\b(?:t\.?b\.?[acd]\b|to be (?:confirmed|announced|agreed|arranged|advised|decided)|rolling|a\.?s\.?a\.?p\b"
    r"|as soon as possible|immediate(?:ly)?|on-?going|continuous(?:ly)?|until (?:\w{1,20} ){0,4}filled|when filled"
    r"|year[- ]round|no (?:closing|fixed|set|end) date|no deadline|open[- ]ended|not known|unknown|flexible|negotiable"
    r"|none|n/a|various|spring|summer|autumn|winter|easter|christmas|(?:next )?term)(?![a-z])"
)


def names_no_date(said: str) -> bool:
    """Whether it says in words that there is no date, or none yet: "TBC", "Rolling", "Autumn 2027"."""
    return said.strip(" .") == "open" or _NO_DATE_YET.search(said) is not None


def speaks_of_another(said: str, role: Role) -> bool:
    """Whether its words are about other dates only ("Posted 2 days ago" beside "Closing date")."""
    found = set(_roles_in(said))
    return bool(found - {"limit"}) and not found & set(_ACCEPTED[role])


def choose(said: str, atoms: Sequence[Atom], role: Role, is_range: Callable[[int], bool]) -> Atom | None:
    """The date that the words make the field's, or None where they do not tell.

    A start is the first of several starts, as everywhere; of several deadlines none is the deadline.
    """
    if role in _LATEST and len(atoms) == 1 and _OPEN_END.match(said, atoms[0].end):
        return None
    if len(atoms) == 1:
        words = said[: atoms[0].start] + (_label_behind(said[atoms[0].end :]) or "")
        return None if speaks_of_another(words, role) else atoms[0]
    roles = _roles(said, atoms)
    last = role in _LATEST
    for at in range(len(atoms) - 1):
        if roles[at + 1] is None and said[atoms[at].end : atoms[at + 1].start].strip(" ,") in (
            "and",
            "&",
            "or",
        ):
            roles[at + 1] = roles[at]
        if is_range(at) and roles[at + 1] in (None, "limit", "end"):
            own = roles[at] in (*_ACCEPTED[role], "opening", None)
            if last and own:
                roles[at], roles[at + 1] = "opening", _ACCEPTED[role][0]
            else:
                roles[at + 1] = "range" if own else roles[at]
    accepted = [atom for atom, word in zip(atoms, roles, strict=True) if word in _ACCEPTED[role]]
    strict = [atom for atom, word in zip(atoms, roles, strict=True) if word == _ACCEPTED[role][0]]
    unsaid = [atom for atom, word in zip(atoms, roles, strict=True) if word is None]
    found = strict or (unsaid if role == "start" and unsaid else accepted) or unsaid
    if not found or (last and len({(atom.year, atom.month, atom.day) for atom in found}) > 1):
        return None
    return found[0]


def opens_before(said: str, atoms: Sequence[Atom], at: int) -> bool:
    """Whether the date before this one is that on which the advert opened or was posted."""
    return at > 0 and _roles(said, atoms)[at - 1] in ("opening", "posted", "updated")


def _roles(said: str, atoms: Sequence[Atom]) -> list[str | None]:
    """A word belongs to the date behind it in the same clause, or to the one before where that has none."""
    roles: list[str | None] = [_last_role(said[: atoms[0].start])]
    for previous, atom in pairwise(atoms):
        between = said[previous.end : atom.start]
        cut = max((match.end() for match in _BREAK.finditer(between)), default=0)
        behind, ahead = _last_role(between[:cut]), _last_role(between[cut:])
        if behind and roles[-1] is None:
            roles[-1] = behind
            behind = None
        roles.append(ahead or behind)
    label = _label_behind(said[atoms[-1].end :])
    roles[-1] = roles[-1] or (_last_role(label) if label else None)
    return roles


def _label_behind(said: str) -> str | None:
    """The "(interviews)" of "20 January 2027 (interviews)": nothing else may stand there."""
    words = said.strip(" ()[]-:.,;")
    return words if _LABEL.fullmatch(words) else None


def _last_role(said: str) -> str | None:
    return next(iter(list(_roles_in(said))[-1:]), None)


def _roles_in(said: str) -> Iterator[str]:
    return (str(match.lastgroup) for match in _WORDS.finditer(_PART_OF_A_DATE.sub(" ", said)))
