"""Which figures an advert may state. Outside them a fact is unknown: a telephone number is nobody's pay.

`docs/bounds.md` lists them for people; a test holds it to this.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

POSITIONS = range(1, 10_000)
UKPRN = range(10_000_000, 20_000_000)
LARS_CODE = range(1, 100_000)
AGES = range(11, 66)
HOURS_A_WEEK = (Decimal(1), Decimal(80))
MONTHS = range(1, 121)
WEEKS = range(1, 521)
MOST_PAY: Mapping[str | None, Decimal] = {
    "hour": Decimal(250),
    "day": Decimal(5_000),
    "week": Decimal(20_000),
    "month": Decimal(100_000),
    "year": Decimal(1_000_000),
    "total": Decimal(1_000_000),
    None: Decimal(1_000_000),
}
"""Pounds by period, None where no period is known: ten times the best paid first jobs and more."""
LEAST_PAY: Mapping[str | None, Decimal] = {
    "hour": Decimal(1),
    "day": Decimal(5),
    "week": Decimal(20),
    "month": Decimal(50),
    "year": Decimal(1_000),
    "total": Decimal(0),
    None: Decimal(0),
}
"""Below it the figure or its period is a slip: nobody is paid £8.50 a year."""

_WHOLE = re.compile(r"\s*([0-9]{1,12})(?:\.0{1,4})?\s*")
_DECIMAL = re.compile(r"\s*([+-]?(?:[0-9]{1,9}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE]-?[0-9]{1,2})?)\s*")
_FIGURES = re.compile(r"\s*\d+(?:\.\d+)?\s*")


def whole_number(text: str | None, within: range) -> int | None:
    """The number that a text consists of (`2`, `2.0`), if it lies within bounds.

    Only the digits 0 to 9 count: `²`, `٣` and `1e9` are no numbers, and none has more than twelve digits.
    """
    found = _WHOLE.fullmatch(text[:_LONGEST]) if text else None
    number = int(found[1]) if found else None
    # A range is asked only of a number: for anything else it would look at each of its own.
    return number if number is not None and number in within else None


_LONGEST = 50


def decimal_number(text: str | None) -> float | None:
    """The figure that a text consists of (`51.5`, `-0.07`), as a coordinate is written."""
    found = _DECIMAL.fullmatch(text[:_LONGEST]) if text else None
    return float(found[1]) if found else None


def is_number(text: str) -> bool:
    """Whether a text is digits alone, of whatever script and length: a number, even where it is no plausible one."""
    return bool(_FIGURES.fullmatch(text))
