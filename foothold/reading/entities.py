"""HTML's entities as the characters that they stand for."""

import html
import re

_NUMBER = re.compile(r"&#([0-9]{8,});?")
"""No character has a number of eight digits. Python refuses to read one of more than 4,300."""


def unescaped(text: str) -> str:
    """As `html.unescape`, and never raises."""
    if "&" not in text:
        return text
    return html.unescape(_NUMBER.sub(_short, text) if "&#" in text else text)


def _short(found: re.Match[str]) -> str:
    """`&#00000038;` without its zeros; a number that is no character's as HTML shows it."""
    digits = found[1].lstrip("0")
    return f"&#{digits};" if 0 < len(digits) < 8 else "\ufffd"
