"""What may be kept of a search that found nothing: a few words, never what tells of a person."""

import re

from foothold.index.text import COMMON, JOINING, shipped_synonyms, shown, tokens

MOST_WORDS = 6
LONGEST_WORD = 24
KEPT_DAYS = 90
_PERSONAL = re.compile(r"[@\d]|://|^www\.|\w\.\w")
"""Postcodes, numbers, dates, addresses of people and of pages."""


def countable(text: str) -> str | None:
    """The words in the order of the alphabet, without those that ask for nothing; None where nothing may be
    kept. Two words that we do not know are likely a name, so such a search is not counted."""
    chunks = [chunk for chunk in text.split() if not _PERSONAL.search(chunk)]
    words = {word for word in tokens(" ".join(chunks)) if word not in JOINING and word not in COMMON}
    plain = {word for word in words if word.isascii() and word.isalpha() and 1 < len(word) <= LONGEST_WORD}
    known = shipped_synonyms().known
    if not plain or len(plain) > MOST_WORDS or plain != words or len(plain - known) > 1:
        return None
    return " ".join(shown((word,)) for word in sorted(plain))
