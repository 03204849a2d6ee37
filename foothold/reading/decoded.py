"""A posting's short texts as characters: entities decoded, hidden characters left out, every space a plain one."""

import re
from dataclasses import replace
from html.entities import html5

from foothold.model.posting import POSTING_FIELDS, RawPosting, Text
from foothold.reading.entities import unescaped

MARKUP = ("description", "summary", "requirements")
"""Read as HTML, which has its own way with entities."""
ADDRESSES = ("external_id", "url", "apply_url")
"""Here `&copy` may be the name of a parameter."""
SHORT = tuple(name for name in POSTING_FIELDS if name not in (*MARKUP, *ADDRESSES))
MOST_TIMES = 3
"""How often a text may have been encoded."""

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_SPACES = re.compile("[\u00a0\u2007\u202f]")
_HIDDEN = re.compile("[\u00ad\u200b\u200c\u2060\ufeff]|(?<=[\\x00-\\x7f])\u200d|\u200d(?=[\\x00-\\x7f])")


def decoded(posting: RawPosting) -> RawPosting:
    """The posting with its short texts decoded; the same one where nothing in it was encoded."""
    changed: dict[str, Text] = {}
    for name in SHORT:
        said: Text = getattr(posting, name)
        if said is None:
            continue
        plain = characters(said) if isinstance(said, str) else tuple(map(characters, said))
        if plain != said:
            changed[name] = plain
    return replace(posting, **changed) if changed else posting  # type: ignore[arg-type]


def characters(text: str) -> str:
    """`King&amp;#8217;s&nbsp;Head` as `King’s Head`. What would open or close a tag stays encoded."""
    for _ in range(MOST_TIMES):
        plain = _ENTITY.sub(_character, text) if "&" in text else text
        if plain == text:
            break
        text = plain
    return text if text.isascii() else _HIDDEN.sub("", _SPACES.sub(" ", text))


def _character(found: re.Match[str]) -> str:
    if found[0][1] != "#" and found[0][1:] not in html5:
        return found[0]
    character = unescaped(found[0])
    return found[0] if character in ("<", ">") else character
