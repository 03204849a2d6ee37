"""What the sample city pays, in the ways that real adverts say it."""

import random
from dataclasses import dataclass

from demo.kinds import Shape

# By level, pounds an hour: at or above the legal rates of 2026.
HOURLY = {
    0: (12.71, 14.5),
    2: (8.0, 11.5),
    3: (8.0, 13.0),
    4: (10.85, 15.0),
    5: (12.0, 16.0),
    6: (12.71, 17.5),
    7: (14.0, 19.0),
}
HOURS_A_YEAR = 37.5 * 52


@dataclass(frozen=True, slots=True)
class Pay:
    words: str
    low: float | None
    high: float | None
    unit: str


def pay_of(chance: random.Random, shape: Shape, level: int) -> Pay:
    if not shape.paid:
        words = chance.choice(("Unpaid", "Unpaid, travel and lunch paid", "Expenses only", ""))
        return Pay(words, None, None, "")
    least, most = HOURLY[level]
    low = round(chance.uniform(least, most), 2)
    high = round(low * chance.choice((1, 1, 1.1)), 2)
    style = chance.randrange(10)
    if style < 5:
        return _yearly(low, high)
    if style < 7:
        return Pay(f"£{low:.2f} an hour", low, low, "hour")
    if style == 7:
        week = round(low * 37.5)
        return Pay(f"£{week} per week", week, week, "week")
    if style == 8 and level:
        return Pay("National Minimum Wage for apprentices", None, None, "")
    return Pay("Competitive", None, None, "")


def _yearly(low: float, high: float) -> Pay:
    a, b = (round(rate * HOURS_A_YEAR / 100) * 100 for rate in (low, high))
    a = max(a, round(low * HOURS_A_YEAR))
    b = max(a, b)
    words = f"£{a:,} a year" if a == b else f"£{a:,} to £{b:,} a year"
    return Pay(words, a, b, "year")
