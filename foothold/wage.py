"""What an advert pays: the words as advertised, and figures where the words leave no doubt."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Wage:
    """`low` and `high` are pounds `per` the period; `hourly_*` only where the hours are known."""

    text: str | None
    paid: Paid = Paid.UNKNOWN
    low: Decimal | None = None
    high: Decimal | None = None
    per: Per | None = None
    hourly_low: Decimal | None = None
    hourly_high: Decimal | None = None
    flags: tuple[str, ...] = ()
