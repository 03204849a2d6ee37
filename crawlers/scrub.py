"""Takes people out of a page: e-mail addresses, telephone numbers, and the names that stand as contacts.

What is left reads as before, for a reading uses none of them. It is no proof: whoever passes a page on reads it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

EMAIL = re.compile(
    r"[A-Za-z0-9._%+'-]+(?:@|%40|&#0*64;|&#[xX]0*40;|\\u0040)(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}\b"
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
A_NAME = r"[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]*|de|van|von|bin|al))* [A-Z][\w’'-]+"
LABELLED = re.compile(
    rf"(?i:contact(?: name| person)?|recruiter|hiring manager|line manager|reports? to)\s*:\s*({A_NAME})"
)
_TITLED = rf" (?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? )?({A_NAME})"
SPOKEN_OF = re.compile(rf"\b(?:contact|speak (?:to|with)|call|ring|e-?mail|ask for){_TITLED}")
# “Contact Centre Apprentice” is no person: after a capital, what one writes behind a name has to follow.
SPOKEN_TO = re.compile(rf"\b(?:Contact|Call|E-?mail|Speak to){_TITLED}(?= (?:on|at|by|via)\b)")
ELEMENT = re.compile(r"<([\w:.-]+)(?: [^>]*)?>\s*(?:<!\[CDATA\[)?([^<\]]{3,80})")
SCRIPT = re.compile(r"<script[^>]*ld\+json[^>]*>(.*?)</script>", re.I | re.S)
TAG = re.compile(r"<[^>]+>|\\[nrt]")


def scrubbed(body: bytes) -> bytes:
    """The page without its contacts. Bytes that are no UTF-8 stay as they are."""
    text = body.decode("utf-8", "surrogateescape")
    for name in sorted(set(people_in(text)), key=len, reverse=True):
        for written in {name, escape(name), json.dumps(name)[1:-1]}:
            text = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", NOBODY, text)
    text = EMAIL.sub(NOWHERE, text)
    return TELEPHONE.sub(NO_NUMBER, text).encode("utf-8", "surrogateescape")


def people_in(text: str) -> Iterator[str]:
    """The names that stand in a contact's fields, or beside a word such as “Contact:”."""
    for data in _json_of(text):
        yield from _named(data, contact=False)
    for name, said in ELEMENT.findall(text):
        if CONTACT.search(name):
            yield from _a_name(name, said)
    plain = TAG.sub(" ", text)
    for pattern in (LABELLED, SPOKEN_OF, SPOKEN_TO):
        yield from (found.group(1) for found in pattern.finditer(plain))


def _json_of(text: str) -> Iterator[Any]:
    for piece in (text, *SCRIPT.findall(text)):
        try:
            yield json.loads(piece, strict=False)
        except (ValueError, RecursionError):
            continue


def _named(data: Any, *, contact: bool) -> Iterator[str]:
    """Strings below a contact's key that can be a person's name: of two words, or a part that says it is one."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            below = contact or bool(CONTACT.search(str(key)))
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
