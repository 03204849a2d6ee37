"""What the words of an advert say of its pay: figures only where the words leave no doubt."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from foothold.model.plausible import MOST_PAY
from foothold.model.wage import FLAGS, Paid, Per, Wage
from foothold.reading.hours import read_hours
from foothold.reading.wage import patterns as words
from foothold.reading.wage.grammar import PayReading, Scale, read_scales, steps
from foothold.reading.wage.minimum_wage import APPRENTICE, rates_on

_LEGAL = ("apprentice_minimum", "national_minimum")
_FULL_TIME = Decimal(35)
_WEEKS_A_YEAR = 52
_UNPAID_LIMIT_WEEKS = 4
_CENT = Decimal("0.01")


def read_wage(
    text: str | None,
    *,
    unit: str | None = None,
    hours: Decimal | None = None,
    start: date | None = None,
    kind: str | None = None,
    weeks: int | None = None,
    course_placement: bool = False,
) -> Wage:
    """What an advert's words say of its pay; never raises.

    `unit` is the period where the source has it in a field of its own, `hours` those of a week, `weeks` the
    length of the placement. `start` finds the legal rates. `course_placement`: said to be part of a course.
    """
    if not text or not text.strip():
        return Wage(None)
    said, mended = words.clean(text, unit)
    flags = words.legal_minimums(said) | ({"mojibake"} if mended else set())
    if words.COMPETITIVE.search(said):
        flags.add("competitive")
    pay = read_scales(said, words.period_of_unit(unit))
    if words.UNPAID.search(said):
        over = kind == "internship" and (weeks or 0) > _UNPAID_LIMIT_WEEKS and not course_placement
        return _unpaid(text, said, over=over)
    if not pay.scales and not pay.foreign and _expenses_only(said, pay, flags):
        over = kind == "internship" and (weeks or 0) > _UNPAID_LIMIT_WEEKS and not course_placement
        return _unpaid(text, said, over=over)
    flags |= words.qualifiers(said)
    if not pay.scales:
        wage = _without_figures(text, said, flags, pay, start)
        return replace(wage, implausible=True) if pay.implausible else wage
    wage = _with_figures(text, said, flags, pay.scales, hours or _hours_beside(said))
    return _against_the_law(wage, kind, start)


def _ordered(flags: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(flags, key=FLAGS.index))


def _expenses_only(said: str, pay: PayReading, flags: set[str]) -> bool:
    named = words.EXPENSES.search(said)
    return (bool(named) or pay.expenses) and not flags - {"mojibake"} and not words.SAID_PAID.search(said)


def _unpaid(text: str, said: str, *, over: bool) -> Wage:
    flag = "unpaid" if words.UNPAID.search(said) else "expenses_only"
    return Wage(text, Paid.UNPAID, flags=_ordered({flag, *(("unpaid_over_limit",) if over else ())}))


def _hours_beside(said: str) -> Decimal | None:
    """Hours that the words of pay say themselves; a bare figure here is pay."""
    return read_hours(said) if "h" in said else None


def _without_figures(text: str, said: str, flags: set[str], pay: PayReading, start: date | None) -> Wage:
    if pay.foreign or ("mojibake" in flags and "€" in said):
        return Wage(text, Paid.PAID, flags=_ordered(flags | {"not_sterling"}))
    paid = Paid.PAID if flags & {*_LEGAL, "london_living_wage", "competitive"} else Paid.UNKNOWN
    if words.SAID_PAID.search(said):
        paid = Paid.PAID
    wage = Wage(text, paid, flags=_ordered(flags))
    rates = rates_on(start) if flags & set(_LEGAL) else None
    if not rates:
        return wage
    bands = (APPRENTICE,) if "apprentice_minimum" in flags else words.bands_named(said)
    low, high = rates.span(bands)
    if words.MORE_THAN.search(said):
        more = _ordered(flags | {"minimum"})
        return replace(wage, low=low, per=Per.HOUR, hourly_low=low, flags=more)
    return replace(wage, low=low, high=high, per=Per.HOUR, hourly_low=low, hourly_high=high)


def _with_figures(
    text: str, said: str, flags: set[str], scales: tuple[Scale, ...], hours: Decimal | None
) -> Wage:
    pay, others = scales[0], scales[1:]
    run = steps(said, scales)
    low = min((scale.low for scale in run if scale.low is not None), default=None)
    high = max((scale.high for scale in run if scale.high is not None), default=None)
    low = low if pay.low is not None else None
    high = high if run[-1].high is not None else None
    other_hourly = next((other for other in others if other.per == "hour" != pay.per), None)
    marks = {
        "minimum": high is None,
        "currency_assumed": pay.assumed,
        "period_inferred": pay.inferred,
        "alt_annual": pay.per != "year" and any(other.per == "year" for other in others),
    }
    flags = flags | {flag for flag, holds in marks.items() if holds}
    per = Per(pay.per) if pay.per else None
    if other_hourly:
        hourly_low, hourly_high = other_hourly.low, other_hourly.high
    else:
        known = None if "pro_rata" in flags and hours and hours < _FULL_TIME else hours
        hourly_low, hourly_high = hourly(low, per, known), hourly(high, per, known)
    return Wage(text, Paid.PAID, low, high, per, hourly_low, hourly_high, _ordered(flags))


def hourly(pounds: Decimal | None, per: Per | None, hours: Decimal | None) -> Decimal | None:
    """Pounds an hour to the penny; None where the hours of a week are needed and unknown, or absurd."""
    if pounds is None or per is None:
        return None
    if per is Per.HOUR:
        return pounds
    if hours is None or not 1 <= hours <= 80:
        return None
    match per:
        case Per.WEEK:
            weekly = pounds
        case Per.MONTH:
            weekly = pounds * 12 / _WEEKS_A_YEAR
        case Per.YEAR:
            weekly = pounds / _WEEKS_A_YEAR
        case _:
            return None
    an_hour = (weekly / hours).quantize(_CENT, ROUND_HALF_UP)
    return an_hour if an_hour <= MOST_PAY[Per.HOUR] else None


def _against_the_law(wage: Wage, kind: str | None, start: date | None) -> Wage:
    """An apprenticeship's lowest hourly figure beside the apprentice rate of its start date."""
    lowest = wage.hourly_low if wage.hourly_low is not None else wage.hourly_high
    rates = rates_on(start)
    if kind != "apprenticeship" or lowest is None or rates is None or lowest >= rates.hourly[APPRENTICE]:
        return wage
    return replace(wage, flags=_ordered({*wage.flags, "below_minimum"}))


def pence(pounds: Decimal | float) -> int:
    return int((Decimal(str(pounds)) * 100).to_integral_value(ROUND_HALF_UP))
