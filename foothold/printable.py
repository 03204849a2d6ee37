"""A stranger's words where a terminal or a mail shows them: nothing in them steers either."""

import unicodedata

_STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Controls, marks of direction, halves of characters, and what is no character."""


def one_line(text: str, most: int) -> str:
    """Without line breaks, escapes and marks of direction; at most so many letters."""
    clean = "".join(" " if unicodedata.category(one) in _STEERING else one for one in text[: 4 * most])
    line = " ".join(clean.split())
    return line if len(line) <= most else line[: most - 1] + "…"
