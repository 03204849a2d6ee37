"""What an advert pays, as values: the words as advertised, and figures where the words leave no doubt."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict


class Paid(StrEnum):
    PAID = "paid"
    UNPAID = "unpaid"
    UNKNOWN = "unknown"


class Per(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    TOTAL = "total"


FLAGS = (
    "below_minimum", "unpaid_over_limit", "unpaid", "expenses_only", "not_sterling", "apprentice_minimum",
    "national_minimum", "london_living_wage", "competitive", "negotiable", "minimum", "ote", "bonus",
    "benefits", "plus_allowance", "pro_rata", "rising", "age_dependent", "alt_annual", "currency_assumed",
    "period_inferred", "mojibake",
)  # fmt: skip
"""Every flag there is, in the order in which a wage carries them; `docs/wages-and-dates.md` explains each."""


@dataclass(frozen=True, slots=True)
class Wage:
    """`low` and `high` are pounds `per` the period; `hourly_*` only where the hours are known. `implausible`: the
    words state a figure that nobody is paid, which is left out."""

    text: str | None
    paid: Paid = Paid.UNKNOWN
    low: Decimal | None = None
    high: Decimal | None = None
    per: Per | None = None
    hourly_low: Decimal | None = None
    hourly_high: Decimal | None = None
    flags: tuple[str, ...] = ()
    implausible: bool = False


class PublicWage(TypedDict):
    """Pay in the public shape: pounds, the words as advertised."""

    text: str | None
    paid: str
    low: float | None
    high: float | None
    per: str | None
    hourly_low: float | None
    hourly_high: float | None
    flags: list[str]


def wage_json(wage: Wage) -> PublicWage:
    """The keys of the public shape; pounds as JSON numbers."""
    return {
        "text": wage.text,
        "paid": wage.paid.value,
        "low": number(wage.low),
        "high": number(wage.high),
        "per": wage.per.value if wage.per else None,
        "hourly_low": number(wage.hourly_low),
        "hourly_high": number(wage.hourly_high),
        "flags": list(wage.flags),
    }


def number(value: Decimal | None) -> int | float | None:
    """Pounds or hours as a JSON number: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
