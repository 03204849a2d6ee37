"""Takes people out of a page: e-mail addresses, telephone numbers, and the names that stand as contacts.

What is left reads as before, for a reading uses none of them. It is no proof: whoever passes a page on reads it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

EMAIL = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64}(?:@|%40|&#0{0,8}64;|&#[xX]0{0,8}40;|\\u0040)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"
)
# A separator or two between digits, none of them a slash: dates and references keep theirs.
TELEPHONE = re.compile(
    r"(?<![\w/.#=-])(?:\+\d{1,3}|00[1-9]\d|\(?0(?=\)?[\s()-]{0,2}[1-9]))(?:[\s().\u00a0-]{0,3}\d){8,11}(?![\w/-])"
)
NOBODY, NOWHERE, NO_NUMBER = "Alex Example", "someone@contact.example", "01632 960000"
"""01632 960 is kept free of subscribers, for numbers in plays."""

CONTACT = re.compile(
    r"contact(?!.*(?:url|website|link|id|type)$)|recruiter|hiring_?manager|line_?manager|creator|posted_?by",
    re.I,
)
PART_OF_A_NAME = re.compile(r"^(?:first|last|given|family|sur|fore)_?name$", re.I)
A_NAME = r"[A-Z][\w’'-]{1,40}(?: (?:[A-Z]\.|[A-Z][\w’'-]{0,40}|de|van|von|bin|al)){0,4} [A-Z][\w’'-]{1,40}"
LABELLED = re.compile(
    rf"(?i:contact(?: name| person)?|recruiter|hiring manager|line manager|reports? to)\s*:\s*({A_NAME})"
)
_TITLED = rf" (?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?({A_NAME})"
SPOKEN_OF = re.compile(rf"\b(?:contact|speak (?:to|with)|call|ring|e-?mail|ask for){_TITLED}")
# “Contact Centre Apprentice” is no person: after a capital, what one writes behind a name has to follow.
SPOKEN_TO = re.compile(rf"\b(?:Contact|Call|E-?mail|Speak to){_TITLED}(?= (?:on|at|by|via)\b)")
ELEMENT = re.compile(r"<([\w:.-]++)(?: [^<>]*+)?>\s*+(?:<!\[CDATA\[)?([^<\]]{3,80})")
TAG = re.compile(r"<[^<>]++>|\\[nrt]")
SCRIPT = re.compile(r"<script\b([^<>]*+)>", re.I)
SCRIPT_END = re.compile("</script", re.I)
WORD = re.compile(r"\w+")
LONGEST_NAME = 80


def scrubbed(body: bytes) -> bytes:
    """The page without its contacts. Bytes that are no UTF-8 stay as they are."""
    text = body.decode("utf-8", "surrogateescape")
    names = {name for name in people_in(text) if len(name) <= LONGEST_NAME}
    text = _unnamed(
        text, {written for name in names for written in (name, escape(name), json.dumps(name)[1:-1])}
    )
    text = EMAIL.sub(NOWHERE, text)
    return TELEPHONE.sub(NO_NUMBER, text).encode("utf-8", "surrogateescape")


def _unnamed(text: str, names: set[str]) -> str:
    """With NOBODY for each of these names, the longest that stands there, in one pass however many they are."""
    spans: dict[str, set[tuple[int, int]]] = {}
    for name in names:
        if first := WORD.search(name):
            spans.setdefault(first[0], set()).add((len(name), first.start()))
    kept: list[str] = []
    at = 0
    for word in WORD.finditer(text):
        for length, before in sorted(spans.get(word[0], ()), reverse=True):
            start = word.start() - before
            if start >= at and text[start : start + length] in names and not WORD.match(text, start + length):
                kept += (text[at:start], NOBODY)
                at = start + length
                break
    return "".join((*kept, text[at:]))


def people_in(text: str) -> Iterator[str]:
    """The names that stand in a contact's fields, or beside a word such as “Contact:”."""
    for data in _json_of(text):
        yield from _named(data, contact=False)
    for name, said in ELEMENT.findall(text):
        if CONTACT.search(name[:LONGEST_NAME]):
            yield from _a_name(name, said)
    plain = TAG.sub(" ", text)
    for pattern in (LABELLED, SPOKEN_OF, SPOKEN_TO):
        yield from (found.group(1) for found in pattern.finditer(plain))


def _json_of(text: str) -> Iterator[Any]:
    for piece in (text, *_scripts(text)):
        try:
            yield json.loads(piece, strict=False)
        except (ValueError, RecursionError):
            continue


def _scripts(text: str) -> Iterator[str]:
    """The JSON-LD of a page, what is commented out of it too."""
    at = 0
    while (opened := SCRIPT.search(text, at)) and (closed := SCRIPT_END.search(text, opened.end())):
        if "ld+json" in opened[1].lower():
            yield text[opened.end() : closed.start()]
        at = closed.end()


def _named(data: Any, *, contact: bool) -> Iterator[str]:
    """Strings below a contact's key that can be a person's name: of two words, or a part that says it is one."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            below = contact or bool(CONTACT.search(str(key)[:LONGEST_NAME]))
            if below and isinstance(value, str):
                yield from _a_name(str(key), value)
            else:
                yield from _named(value, contact=below)
    elif isinstance(data, list):
        for one in data:
            yield from _named(one, contact=contact)


def _a_name(key: str, value: str) -> Iterator[str]:
    said = value.strip()
    is_part = PART_OF_A_NAME.match(key) and len(said) > 2
    if is_part or (re.fullmatch(A_NAME, said) and not key.lower().endswith(("type", "title"))):
        yield said
