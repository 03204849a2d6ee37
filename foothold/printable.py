"""A stranger's words where a terminal, a log or a mail shows them: nothing in them steers any of these."""

import unicodedata

_STEERING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
"""Controls, marks of direction, halves of characters, and what is no character."""


def one_line(text: str, most: int | None = None) -> str:
    """Without line breaks, escapes and marks of direction; at most so many letters."""
    if most is not None:
        text = text[: 4 * most]
    line = " ".join("".join(" " if _steers(one) else one for one in text).split())
    return line if most is None or len(line) <= most else line[: most - 1] + "…"


def escaped(text: str) -> str:
    r"""With `\u001b` for what steers, line breaks too. JSON stays JSON and says the same."""
    if text.isprintable():
        return text
    return "".join(_escape(one) if _steers(one) else one for one in text)


def continued(text: str) -> str:
    """Several lines, each of them indented, so that none is taken for a line of its own."""
    return "\n".join(f"    {escaped(line)}".rstrip() for line in text.rstrip("\n").split("\n"))


def _steers(one: str) -> bool:
    return unicodedata.category(one) in _STEERING


def _escape(one: str) -> str:
    units = one.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
