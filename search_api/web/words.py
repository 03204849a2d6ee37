"""How facts read to people: days, clock times, pay, distances and counts, in plain British English."""

from collections.abc import Callable, Mapping
from datetime import date

from foothold.model.wage import PublicWage
from foothold.reading.wage.patterns import SAYS_NO_PAY
from foothold.searching.labels import PER

NOT_STATED = "Not stated"
SOON_DAYS = 14
LONGEST_PAY_TEXT = 60
END_OF_DAY = "23:59"
"""Says no more than the day does."""
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
UNREAD_PAY: Mapping[str, str] = {
    "apprentice_minimum": "The apprentice minimum wage",
    "national_minimum": "The national minimum wage",
    "london_living_wage": "The London Living Wage",
    "competitive": "“Competitive”: the advert gives no figure",
}


def day(given: date) -> str:
    """`25 November 2026`."""
    return f"{given.day} {MONTHS[given.month - 1]} {given.year}"


def day_or_month(iso: str) -> str:
    """`2026-11-25` → `25 November 2026`; `2026-11` → `November 2026`."""
    if len(iso) == len("2026-11"):
        return f"{MONTHS[int(iso[5:]) - 1]} {iso[:4]}"
    return day(date.fromisoformat(iso[:10]))


def clock_time(text: str) -> str:
    """`09:00` → `9am`, `17:30` → `5:30pm`, `12:00` → `midday`."""
    hour, minute = int(text[:2]), text[3:5]
    if (hour, minute) == (12, "00"):
        return "midday"
    past = "" if minute == "00" else f":{minute}"
    return f"{hour % 12 or 12}{past}{'am' if hour < 12 else 'pm'}"


def closes(closing: str | None, time: str | None, today: date) -> str:
    """`Closes in 3 days, 25 November`; the year where it is not soon."""
    if not closing:
        return "Closing date not stated"
    last = date.fromisoformat(closing)
    left = (last - today).days
    at = f" at {clock_time(time)}" if time and time != END_OF_DAY else ""
    short = f"{last.day} {MONTHS[last.month - 1]}{at}"
    if left < 0:
        return f"Closed on {day(last)}{at}"
    if left == 0:
        return f"Closes today, {short}"
    if left == 1:
        return f"Closes tomorrow, {short}"
    return f"Closes in {left} days, {short}" if left <= SOON_DAYS else f"Closes on {day(last)}{at}"


def pounds(amount: float) -> str:
    """`£14,500`, `£7.55`."""
    return f"£{amount:,.0f}" if float(amount).is_integer() else hourly_pounds(amount)


def hourly_pounds(amount: float) -> str:
    """`£8.00`: rates by the hour always show their pence."""
    return f"£{amount:,.2f}"


def counted(count: int, one: str, many: str) -> str:
    """`1 opportunity`, `1,204 opportunities`."""
    return f"{count:,} {one if count == 1 else many}"


def opportunities(count: int) -> str:
    return counted(count, "opportunity", "opportunities")


def miles(away: float) -> str:
    said = f"{distance(away)} away"
    return said[0].upper() + said[1:]


def distance(away: float) -> str:
    """`0.4 miles`."""
    if away < 0.1:
        return "less than 0.1 miles"
    return f"{away:.1f} miles" if away < 10 else f"{away:.0f} miles"


def pay(wage: PublicWage | None) -> str | None:
    """`£14,500 to £16,000 a year, about £7.44 an hour`; None where the advert says nothing of it."""
    if wage is None:
        return None
    flags = wage["flags"]
    if wage["paid"] == "unpaid":
        return "Unpaid, but expenses are met" if "expenses_only" in flags else "Unpaid"
    if wage["low"] is None and wage["high"] is None:
        return _pay_in_words(wage)
    figure = hourly_pounds if wage["per"] == "hour" else pounds
    said = _span(wage["low"], wage["high"], figure)
    said = f"{said} {PER[wage['per']]}" if wage["per"] else said
    hourly = wage["hourly_low"] if wage["hourly_low"] is not None else wage["hourly_high"]
    if wage["per"] == "hour" or hourly is None:
        return said
    return f"{said}, about {_span(wage['hourly_low'], wage['hourly_high'], hourly_pounds)} an hour"


def _span(low: float | None, high: float | None, figure: Callable[[float], str]) -> str:
    if low is None:
        return f"up to {figure(high or 0)}"
    if high is None:
        return f"from {figure(low)}"
    return figure(low) if low == high else f"{figure(low)} to {figure(high)}"


def _pay_in_words(wage: PublicWage) -> str | None:
    named = next((UNREAD_PAY[flag] for flag in UNREAD_PAY if flag in wage["flags"]), None)
    if named:
        return named
    text = wage["text"]
    if text and SAYS_NO_PAY.fullmatch(text[:LONGEST_PAY_TEXT]):
        return None
    if text and len(text) <= LONGEST_PAY_TEXT:
        return str(text)
    return "Paid: the advert says how much" if wage["paid"] == "paid" or text else None
