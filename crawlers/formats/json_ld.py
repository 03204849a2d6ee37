"""The JSON-LD of a page, read forgivingly: sites write it by hand, by template and by plug-in.

Works on bytes and touches only the scripts, so a page costs little more than its postings. Every step is
linear in the size of the page, whatever stands in it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from crawlers.family import decode
from crawlers.formats.json_mend import quotes_escaped
from foothold.reading.entities import unescaped

SCRIPT_TYPE = re.compile(rb"ld(?:\+|&#43;|&#x2b;|&plus;)json", re.I)  # ASP.NET writes the plus as &#x2B;.
OPENS = re.compile(rb"<!--|<script(?=[\s>/])", re.I)
SCRIPT_CLOSES = re.compile(rb"</script(?=[\s>/])", re.I)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]{1,40})", re.I)

WRAPPING = re.compile(
    r"^\s*+(?://|/\*)?+\s*+(?:<!\[CDATA\[|<!--)\s*+(?:\*/)?+"
    r"|(?://|/\*|(?<!\s))\s*+(?:\]\]>|-->)\s*+(?:\*/)?+\s*+$"
)
# A string is matched first and left alone, so that `https://` in one is no comment.
# One that never ends goes on to the end of the script: what would end it is looked for once.
STRING = r'("[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))'
COMMENT = re.compile(STRING + r"|/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z)|//[^\n]*+", re.DOTALL)
# Some templates end the properties of an object with semicolons.
COMMAS = re.compile(STRING + r"|[,;][\s,;]*+([}\]]?)", re.DOTALL)
WRONG_ESCAPE = re.compile(r"""(\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})|\\(')|\\""")
BETWEEN = re.compile(r"[\s,;]*+")

MOST_REQUOTED = 300_000
MOST_FORGIVEN = 2_000_000  # A broken script of more characters is no advert's, and mending it takes seconds.

DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str, strict=False)


class BrokenScriptError(ValueError):
    """One script could not be read; `text` is its beginning."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def scripts(body: bytes) -> Iterator[str]:
    """The text of every JSON-LD script in the page's order; those inside an HTML comment are not there."""
    at, fallback = 0, None
    while opened := OPENS.search(body, at):
        if opened.group() == b"<!--":
            at = body.find(b"-->", opened.end())
            if at < 0:
                return
            continue
        head = body.find(b">", opened.end())
        closed = SCRIPT_CLOSES.search(body, head) if head >= 0 else None
        if closed is None:
            return
        at = closed.end()
        if SCRIPT_TYPE.search(body, opened.end(), head):
            fallback = fallback or _declared_charset(body)
            yield _text(body[head + 1 : closed.start()], fallback)


def documents(script: str) -> list[Any]:
    """The JSON values of one script, one after the other. Raises BrokenScriptError where none can be read."""
    for decode_all, attempts in ((_decode_all, READINGS), (_decode_before_junk, READINGS[::2])):
        for attempt in attempts if len(script) <= MOST_FORGIVEN else attempts[:1]:
            try:
                return decode_all(attempt(script))
            except (ValueError, RecursionError):
                continue
    raise BrokenScriptError(script.strip()[:200])


def _as_written(script: str) -> str:
    return script


def _unwrapped(script: str) -> str:
    return WRAPPING.sub("", WRAPPING.sub("", script, count=1))


def _without_comments(script: str) -> str:
    bare = COMMENT.sub(_string_only, _unwrapped(script))
    bare = COMMAS.sub(_one_comma_or_none, bare)
    return WRONG_ESCAPE.sub(lambda found: found.group(1) or found.group(2) or r"\\", bare)


def _unescaped(script: str) -> str:
    if "&quot;" not in script and "&#34;" not in script:
        raise ValueError("nothing is escaped")
    return _without_comments(unescaped(script))


def _requoted(script: str) -> str:
    if len(script) > MOST_REQUOTED:
        raise ValueError("too long to look at every quote")
    return _without_comments(quotes_escaped(_unwrapped(script)))


READINGS = (_as_written, _unwrapped, _without_comments, _unescaped, _requoted)
"""From the most literal to the most forgiving."""


def _one_comma_or_none(found: re.Match[str]) -> str:
    string, bracket = found.groups()
    return string or bracket or ","


def _string_only(found: re.Match[str]) -> str:
    return found.group(1) or ""


def _decode_all(text: str) -> list[Any]:
    """Some plug-ins write several objects into one script, with or without a comma between them."""
    found: list[Any] = []
    at = _skip(text, 0)
    while at < len(text):
        value, at = DECODER.raw_decode(text, at)
        found.append(value)
        at = _skip(text, at)
    return found


def _decode_before_junk(text: str) -> list[Any]:
    """The first value, where a bracket too many or a stray tag follows it."""
    value, _ = DECODER.raw_decode(text, _skip(text, 0))
    if not isinstance(value, dict | list):
        raise ValueError("no object before the junk")
    return [value]


def _skip(text: str, at: int) -> int:
    skipped = BETWEEN.match(text, at)
    return skipped.end() if skipped else at


def _declared_charset(body: bytes) -> str:
    found = CHARSET.search(body[:4096])
    return found.group(1).decode("ascii") if found else "cp1252"


def _text(script: bytes, fallback: str) -> str:
    """UTF-8 where it is valid, whatever the page declares: templates lie about it less than pages do."""
    try:
        return script.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return script.decode(fallback, "replace")
    except LookupError:
        return decode(script)
