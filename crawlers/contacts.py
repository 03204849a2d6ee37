"""Contacts of people in an advert: kept where one needs them to apply, left out everywhere else.

What Foothold keeps of a crawled advert lies open to everybody. A post's own mailbox (`jobs@`, `apprenticeships@`) and
an office's telephone are no person's; a named person's e-mail address and a mobile number are, and stay only in a
sentence that says to apply there. Whoever wants to ask that person finds them in the advert itself, one link away.
"""

import re
from dataclasses import replace

from foothold.model.posting import RawPosting, Text

FREE_TEXTS = ("summary", "description", "requirements", "working_week")
LEFT_OUT = "[contact left out: see the advert]"
MOST_LOOKED_AT = 100  # A text with more contacts is a directory: all are left out.
LONGEST_SENTENCE = 400  # Characters on each side in which a sentence's end is looked for.

EMAIL = re.compile(r"(?:mailto:)?\b([A-Za-z0-9._%+'-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})\b")
# 07… as British mobile numbers are written; offices have 01, 02, 03 and 08.
MOBILE = re.compile(
    r"(?<![\d.£])(?:\+44[\s.-]?(?:\(0\))?[\s.-]?|0044[\s.-]?|\(?0)7\d{3}\)?(?:[\s.-]?\d){6}(?![\d-])"
)
NAMED = re.compile(
    r"\b(?i:(?:contact(?: name| person)?|speak (?:to|with)|call|phone|ring|e-?mail|ask for|enquiries to|"
    r"line manager|recruiter|hiring manager|conversation with)\b\s*+(?:is\b|:|-|–)?+\s*+)"
    r"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.? )?[A-Z][a-z’'-]{1,20}(?: [A-Z]\.?)?(?: (?:Mc|Mac|O['’])?[A-Z][a-z’'-]{1,25}){1,2})"
)
_APPLY = re.compile(
    r"\b(?:apply|applying|applications?|cv|cvs|r[ée]sum[ée]|cover(?:ing)? letter|portfolio)\b", re.I
)
_SENTENCE_END = re.compile(r"[.!?](?=\s|<|\Z)|\n|</?(?:p|li|br|div|tr|td|h\d)\b", re.I)
_POSTS = re.compile(
    r"(?:^|[._+-])(?:appl(?:y|ications?)|apprentice(?:s|ships?)?|jobs?|careers?|recruit(?:ment|ing|er)?|hr|people|talent|"
    r"vacanc(?:y|ies)|hiring|resourcing|info|information|enquir(?:y|ies)|inquir(?:y|ies)|hello|contact(?:us)?|office|admin|"
    r"administration|team|support|help|helpdesk|reception|general|mail|post|work|workexperience|placements?|students?|"
    r"schools?|early|earlycareers|futures?|training|learning|academy|college|employer|employers|outreach|education|"
    r"volunteer(?:s|ing)?|internships?|interns?|graduates?|no-?reply|access|accessibility|adjustments?|privacy|dpo)(?:$|[._+-]|\d)",
    re.I,
)


def without_contacts(posting: RawPosting) -> RawPosting:
    """The posting as it is kept: free texts without the contacts of people that nobody needs to apply."""
    changed: dict[str, Text] = {}
    for name in FREE_TEXTS:
        said: Text = getattr(posting, name)
        kept = tuple(map(cleaned, said)) if isinstance(said, tuple) else cleaned(said) if said else said
        if kept != said:
            changed[name] = kept
    return replace(posting, **changed) if changed else posting  # type: ignore[arg-type]


def cleaned(text: str) -> str:
    """A text with people's e-mail addresses, mobile numbers and, beside one of these, their names left out."""
    if "@" not in text and not MOBILE.search(text):
        return text
    people = [found for found in EMAIL.finditer(text) if not _POSTS.search(found[1])]
    people += MOBILE.finditer(text)
    if len(people) > MOST_LOOKED_AT:
        return _cut(text, sorted(found.span() for found in people))
    spans = [found.span() for found in people if not _APPLY.search(_sentence(text, *found.span()))]
    names = [name.span("name") for start, end in spans for name in _names(text, start, end)]
    return _cut(text, sorted({*spans, *names}))


def _sentence(text: str, start: int, end: int) -> str:
    return text[slice(*_sentence_span(text, start, end))]


def _sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    first = max(0, start - LONGEST_SENTENCE)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, first, start)]
    stop = _SENTENCE_END.search(text, end, end + LONGEST_SENTENCE)
    return ends[-1] if ends else first, stop.start() if stop else end + LONGEST_SENTENCE


def _names(text: str, start: int, end: int) -> list[re.Match[str]]:
    return list(NAMED.finditer(text, *_sentence_span(text, start, end)))


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        kept += [text[at:start], LEFT_OUT]
        at = end
    return "".join((*kept, text[at:]))
