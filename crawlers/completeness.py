"""Whether a list that was read may be but a part of itself: beside the sign of a bot wall, or without its end.

Neither keeps a run from being healthy, for sites leave out ends and put captchas into forms. They keep a run that shows
far fewer adverts from being believed by itself.
"""

import re
from collections.abc import Mapping

from crawlers.fetching.bot_wall import bot_wall
from crawlers.formats.gzipped import unpacked
from foothold.errors import Unreadable

WHOLE = 200
TAIL = 2_000  # Bytes from the page's end: what ends a page stands there, and after it at most a comment.
_ROOT = re.compile(rb"<([A-Za-z_][\w:.-]{0,60})")
_ENDS = re.compile(rb"</\s{0,4}([A-Za-z_][\w:.-]{0,60})\s{0,4}>")


def is_guarded(body: bytes, headers: Mapping[str, str]) -> bool:
    return bot_wall(body, headers) is not None


def may_break_off(body: bytes, status: int) -> bool:
    """A part by its own account (206 and the like), or markup that lacks the end of its outermost element. JSON that
    breaks off cannot be read at all; a plain list has no end."""
    if status != WHOLE:
        return True
    try:
        text = unpacked(body, "list")
    except Unreadable:
        return True
    root = _root(text)
    if root is None:
        return False
    ends = {name.lower() for name in _ENDS.findall(text[-TAIL:])}
    return root not in ends and not text.rstrip().endswith(b"/>")


def _root(text: bytes) -> bytes | None:
    """The name of the outermost element; None where the body is no markup."""
    head = text[:TAIL].lstrip(b"\xef\xbb\xbf \t\r\n")
    found = _ROOT.search(head) if head.startswith(b"<") else None
    if found is None:
        return None
    name = found[1].lower()
    return b"html" if b"<!doctype html" in head[:200].lower() else name
