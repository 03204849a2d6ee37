"""The level of an apprenticeship as its advert says it: 2 to 7, by the numbers of the English framework."""

import re

# "Level 2 English" is an entry requirement, "Level 3 apprenticeship" is the level.
_SCHOOL_SUBJECT = (
    r"(?!\s*(?:in\s+|or\s+above\s+in\s+)?(?:functional|english|maths|mathematics|numeracy|literacy|ict)\b)"
)
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_LEVEL = re.compile(
    rf"\b(?:level|lvl)[\s-]*([2-7]|two|three|four|five|six|seven)\b{_SCHOOL_SUBJECT}(?!\s*[/&-]\s*[2-7])",
    re.I,
)
_SHORT_LEVEL = re.compile(r"\bL([2-7])\b")
_LEVEL_OF_APPRENTICESHIP = re.compile(
    # No sign is both in a word and between two: a line of dashes would be read in every way there is.
    rf"\blevel\s*+([2-7])\b{_SCHOOL_SUBJECT}(?:[\s(),:–-]++(?!and\b|or\b|with\b|qualification)[\w&'/]++){{0,9}}?[\s(),:–-]++"
    r"(?:apprentice(?:ship)?|standard)s?\b"
    r"|\bapprentice(?:ship)?(?:\s++standard)?s?\s*+[,:(–-]?\s*+(?:at\s++)?level\s*+([2-7])\b",
    re.I,
)
_NAMED_LEVELS = ((2, re.compile(r"\bintermediate\b", re.I)), (3, re.compile(r"\badvanced\b", re.I)))
_NAMED_LEVEL_TEXT = re.compile(r"\b(intermediate|advanced)(?:\s+level)?\s+apprentice(?:ship)?s?\b", re.I)
_APPRENTICE = re.compile(r"\bapprenti(?:ce|s)", re.I)


def read_level(title: str) -> int | None:
    """The level that a title says; "Higher" or "Degree" alone gives none, two levels give none."""
    said = {_WORDS.get(n.lower()) or int(n) for n in _LEVEL.findall(title)}
    if not said and _APPRENTICE.search(title):
        said = {int(n) for n in _SHORT_LEVEL.findall(title)}
    if not said and _APPRENTICE.search(title):
        said = {level for level, pattern in _NAMED_LEVELS if pattern.search(title)}
    if re.search(r"\blevels?\s*[2-7]\s*(?:[/&-]|to|and|or)\s*(?:level\s*)?[2-7]\b", title, re.I):
        return None
    return said.pop() if len(said) == 1 else None


def level_in_text(text: str) -> int | None:
    """The level that running text says of the apprenticeship itself; several different ones give none."""
    said = {int(a or b) for a, b in _LEVEL_OF_APPRENTICESHIP.findall(text)}
    if not said:
        said = {2 if name.lower() == "intermediate" else 3 for name in _NAMED_LEVEL_TEXT.findall(text)}
    return said.pop() if len(said) == 1 else None


def stated_level(text: str | None) -> int | None:
    """The level in a field that holds nothing else: `3`, `Level 3`, `Advanced`, `Advanced apprenticeship`."""
    if not text:
        return None
    bare = re.fullmatch(r"\s*(?:level\s*|l)?([2-7])(?:\.0)?\s*", text, re.I)
    if bare:
        return int(bare.group(1))
    in_words = read_level(text)
    if in_words:
        return in_words
    return next((level for level, pattern in _NAMED_LEVELS if pattern.fullmatch(text.strip())), None)
