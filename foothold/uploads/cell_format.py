"""A number or a date of a workbook as its number format shows it."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

TOKEN = re.compile(
    r'"([^"]*)"|\[\$([^\]\-]*)[^\]]*\]|\[[^\]]*\]|\\(.)|[_*].|([£€$¥])|([0#?][0#?.,]*)|(%)|(.)'
)
LONGEST = 200
LITERAL = frozenset(" -/()")


class Shown(NamedTuple):
    """What stands before and after the digits, and how the digits are written."""

    before: str
    digits: str
    after: str
    percent: bool


def number_text(value: float, code: str) -> str | None:
    """`£300.00`, `300 a week`, `15%`, `00123`, or None where the format adds nothing to the bare number."""
    shown = _shown(code)
    if shown is None or value < 0:
        return None
    if shown.percent:
        return f"{round(value * 100, 6):.10g}%"
    if re.fullmatch("0{2,30}", shown.digits) and float(value).is_integer() and not shown.before + shown.after:
        return str(int(value)).zfill(len(shown.digits))
    if not re.search(r"[^\W\d_]|[£€$¥]", shown.before + shown.after):
        return None
    if shown.digits.endswith(","):  # Shown in thousands.
        return f"{shown.before}{value:.15g}".strip()
    places = len(shown.digits.partition(".")[2])
    return f"{shown.before}{value:{',' if ',' in shown.digits else ''}.{places}f}{shown.after}".strip()


def date_text(value: date | time, code: str) -> str:
    """In ISO form, but as month and year where the format shows no day."""
    if isinstance(value, time):
        return value.isoformat()
    if not isinstance(value, datetime):
        return value.isoformat()
    marks = set(re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|[_*].', "", code[:LONGEST].partition(";")[0]).lower())
    if not marks & set("dhs"):
        if "m" in marks:
            return f"{value:%B %Y}"
        if "y" in marks:
            return f"{value:%Y}"
    return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="minutes")


def hours_text(value: timedelta) -> str:
    """A duration in hours: `37.5`."""
    return f"{round(value.total_seconds() / 3600, 2):.10g}"


def _shown(code: str) -> Shown | None:
    if len(code) > LONGEST or code.lower() == "general":
        return None
    before, digits, after, percent = "", "", "", False
    for quoted, symbol, escaped, sign, number, hundredth, other in TOKEN.findall(_positive(code)):
        if number and not digits:
            digits = number
            continue
        if number or (other and other not in LITERAL):  # A fraction, an exponent or a date.
            return None
        percent = percent or bool(hundredth)
        text = quoted or symbol or escaped or sign or other
        before, after = (before, after + text) if digits else (before + text, after)
    return Shown(before, digits, after, percent) if digits else None


def _positive(code: str) -> str:
    """The section for positive numbers: up to the first semicolon outside quotation marks."""
    quoted = False
    for at, character in enumerate(code):
        quoted ^= character == '"'
        if character == ";" and not quoted:
            return code[:at]
    return code
