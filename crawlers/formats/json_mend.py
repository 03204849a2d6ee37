"""JSON whose strings hold quotes that nobody escaped, as templates without an escape write it."""

import re

_NEXT = re.compile(r'["\\]')
_SIGNIFICANT = re.compile(r'["{}\[\],:]')
_AFTER_KEY = re.compile(r"\s*+:")
_AFTER_VALUE = re.compile(r'\s*+(?:}|\Z|,\s*+(?:}|"[^"\\]{1,80}"\s*+:))')
_AFTER_ITEM = re.compile(r"\s*+[\],]")


def quotes_escaped(text: str) -> str:
    """A quote ends its string only where the JSON goes on behind it; every other one is escaped."""
    mended: list[str] = []
    open_brackets: list[str] = []
    at, awaits_key = 0, False
    while found := _SIGNIFICANT.search(text, at):
        sign = found.group()
        mended.append(text[at : found.end()])
        at = found.end()
        if sign in "{[":
            open_brackets.append(sign)
        elif sign in "}]" and open_brackets:
            open_brackets.pop()
        elif sign == '"':
            string, at = _string(text, at, _closing(open_brackets, awaits_key))
            mended.append(string)
        awaits_key = sign == "{" or (sign == "," and open_brackets[-1:] == ["{"])
    mended.append(text[at:])
    return "".join(mended)


def _closing(open_brackets: list[str], is_key: bool) -> re.Pattern[str]:
    if is_key:
        return _AFTER_KEY
    return _AFTER_ITEM if open_brackets[-1:] == ["["] else _AFTER_VALUE


def _string(text: str, start: int, closing: re.Pattern[str]) -> tuple[str, int]:
    """The rest of a string from its opening quote on, with its closing one, and where it ends."""
    parts: list[str] = []
    at = start
    while found := _NEXT.search(text, at):
        end = found.end()
        if found.group() == "\\":
            parts.append(text[at : end + 1])
            at = end + 1
        elif closing.match(text, end):
            return "".join((*parts, text[at:end])), end
        else:
            parts.append(text[at : found.start()] + '\\"')
            at = end
    return "".join((*parts, text[at:])), len(text)
