"""One short line on a card that says why it is there, where the words of the search do not show it."""

from collections.abc import Sequence

from foothold.index.explain import Match, Way
from foothold.index.fields import EVERYDAY

BODY = "body"
_SAME_STEM = 5
"""So many letters in common, and people see for themselves: plumber, plumbing."""


def why(matches: Sequence[Match]) -> str | None:
    """`We read “plumer” as “plumber”.`, `“electrician” is like “sparky”.`, or that the words are
    everyday words for the work, or stand in the description alone."""
    unlike = [match for match in matches if not _alike(match)]
    for match in unlike:
        if match.way is Way.MISSPELLING:
            return f"We read “{match.words}” as “{match.found}”."
    for match in unlike:
        if match.way is Way.SYNONYM:
            return f"“{match.found}” is like “{match.words}”."
    everyday = [match.words for match in matches if match.field in EVERYDAY]
    if everyday:
        return f"People say “{' '.join(everyday)}” of this kind of work."
    if matches and all(match.field == BODY for match in matches):
        said = " ".join(match.words for match in matches)
        return f"“{said}” is only in the longer text."
    return None


def _alike(match: Match) -> bool:
    return match.way is not Way.MISSPELLING and match.words[:_SAME_STEM] == match.found[:_SAME_STEM]
