"""A stranger's words on one line of a terminal, a log or a mail, where they steer nothing."""

import json

import pytest

from foothold.printable import continued, escaped, one_line

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


def test_what_steers_is_escaped_so_that_json_stays_json() -> None:
    text = "a\x1b[31m\u202eb\x7f\x9b\u2028\U000e0001 é 😀"
    assert escaped(text) == r"a\u001b[31m\u202eb\u007f\u009b\u2028\udb40\udc01 é 😀"
    assert json.loads(escaped(json.dumps(text, ensure_ascii=False))) == text


def test_no_line_of_several_begins_as_one_of_its_own() -> None:
    assert continued("one\n2026-11-30 two\r\n\nthree\n") == "    one\n    2026-11-30 two\\u000d\n\n    three"
