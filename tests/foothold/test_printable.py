"""A stranger's words on one line of a terminal or a mail, where they steer nothing."""

import pytest

from foothold.printable import one_line

CASES = {
    "Apprentice joiner": "Apprentice joiner",
    "  two \r\n lines\tand\x00 more ": "two lines and more",
    "\x1b]0;owned\x07\x1b[31mred": "]0;owned [31mred",
    "a\u202eb\u200bc\u2028d\ud83d": "a b c d",
    "سباكة": "سباكة",
    "x" * 30: "x" * 19 + "…",
    "\n" * 10_000: "",
}


@pytest.mark.parametrize(("text", "line"), CASES.items(), ids=range(len(CASES)))
def test_nothing_in_a_line_steers(text: str, line: str) -> None:
    assert one_line(text, 20) == line
