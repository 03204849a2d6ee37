"""Clauses of running text: the stretches in which a fact is stated or denied as a whole."""

import re
from functools import lru_cache

_END = re.compile(r"[.!?](?=\s+[A-Z£“\"'(•*-]|\s*$)|[;\n•]")
LONGEST = 500
"""Characters of a clause that are read: more is no sentence."""


# One reading after the other asks for the clauses of the same advert.
@lru_cache(maxsize=16)
def clauses(text: str) -> tuple[str, ...]:
    """In small letters with plain apostrophes and dashes, one space between words."""
    plain = text.replace("’", "'").replace("–", "-").replace("—", "-")
    parts = (" ".join(part[:LONGEST].lower().split()).strip(" -*:,") for part in _END.split(plain))
    return tuple(part for part in parts if part)
