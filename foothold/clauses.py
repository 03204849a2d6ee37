"""Clauses of running text: the stretches in which a fact is stated or denied as a whole."""

import re
from collections.abc import Iterator

_END = re.compile(r"(?<=[^\s.])[.!?](?=\s+[A-Z£“\"'(•*-]|\s*$)|[;\n•]")
_SPACES = re.compile(r"\s+")
LONGEST = 500
"""Characters of a clause that are read: more is no sentence."""


def clauses(text: str) -> Iterator[str]:
    """In small letters with plain apostrophes and dashes, one space between words."""
    for part in _END.split(text):
        plain = part[:LONGEST].lower().replace("’", "'").replace("–", "-").replace("—", "-")
        if said := _SPACES.sub(" ", plain).strip(" -*:,"):
            yield said
