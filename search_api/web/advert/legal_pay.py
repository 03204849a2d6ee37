"""What the law says of an advert's pay: warnings with their rule, and the least for somebody's age."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from foothold.model.opportunity import Kind
from foothold.model.public import PublicOpportunity
from foothold.reading.wage.minimum_wage import APPRENTICE, Least, LegalRates, least_at, rates_on
from search_api.web import words

UNPAID_RULE = "https://www.gov.uk/guidance/national-minimum-wage-work-experience-and-internships"
UNPAID_READ = date(2026, 11, 22)
"""The day on which that rule was read last."""

WORKERS = (Kind.APPRENTICESHIP, Kind.INTERNSHIP)
"""Kinds whose people are workers, whom the minimum wage is for."""

WORKING_AGE = 18
"""An age at which a minimum wage is due wherever one is."""

AT_A_MINIMUM = ("apprentice_minimum", "national_minimum")


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence about pay, the rule that it rests on with its dates, and where that can be read."""

    text: str
    rule: str
    href: str


def warnings(public: PublicOpportunity, today: date) -> tuple[Rule, ...]:
    """What a reader must not miss about pay."""
    return tuple(_warnings(public, public["wage"]["flags"], today)) if public["wage"] else ()


def _warnings(public: PublicOpportunity, flags: Sequence[str], today: date) -> Iterator[Rule]:
    rates = _rates(public, today)
    if "below_minimum" in flags and rates:
        yield Rule(
            "The pay in this advert is less than the legal minimum for an apprentice. "
            "Ask the employer before you apply.",
            f"The rule: at least {_pounds(rates.hourly[APPRENTICE])} an hour, {_span(rates)}.",
            rates.source,
        )
    if "unpaid_over_limit" in flags:
        yield Rule(
            "This is more than 4 weeks without pay. The law says that most interns must be paid. "
            "Ask the employer before you apply.",
            "The rule: an intern who works gets the minimum wage, unless the work is part of a course. "
            f"We last read the rule on {words.day(UNPAID_READ)}.",
            UNPAID_RULE,
        )


def for_age(public: PublicOpportunity, age: int | None, today: date) -> Rule | None:
    """The least that somebody of this age must be paid; None where no minimum wage is due, or nobody asked."""
    wage = public["wage"]
    if age is None or public["kind"] not in WORKERS or (wage and wage["paid"] == "unpaid"):
        return None
    rates = _rates(public, today)
    least = least_at(age, rates, apprentice=public["kind"] == Kind.APPRENTICESHIP) if rates else None
    if least is None or rates is None:
        return None
    pays_it = wage is not None and any(flag in wage["flags"] for flag in AT_A_MINIMUM)
    lead = f"This pays the minimum wage. At {age} that is" if pays_it else f"At {age}, the law says"
    return Rule(f"{lead} {_least(least)}.", f"The rule holds {_span(rates)}.", rates.source)


def _least(least: Least) -> str:
    if least.later is None:
        return f"at least {_pounds(least.hourly)} an hour"
    first, later = _pounds(least.hourly), _pounds(least.later)
    return f"at least {first} an hour in your first year, then at least {later}"


def _rates(public: PublicOpportunity, today: date) -> LegalRates | None:
    """Those of the start, where it is known and they are, else today's."""
    start = public["start_date"]
    first = date.fromisoformat(start if len(start) == len("2026-11-02") else f"{start}-01") if start else None
    return rates_on(first) or rates_on(today)


def _span(rates: LegalRates) -> str:
    return f"from {words.day(rates.valid_from)} to {words.day(rates.valid_to)}"


def _pounds(amount: Any) -> str:
    return words.hourly_pounds(float(amount))
