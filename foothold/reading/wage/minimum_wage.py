"""The legal minimum wage by date: `config/minimum_wage.csv`, one row a rate, replaced each April.

A day that the table does not cover has no rate: next year's is not this year's.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

APPRENTICE = "apprentice"
APPRENTICE_UNTIL = 19
"""From this age on, the apprentice rate holds for the first year alone."""

YOUNGEST = 16
BANDS = ("16-17", "18-20", "21+")


@dataclass(frozen=True, slots=True)
class LegalRates:
    """Pounds an hour by band, from the first day to the last (inclusive) on which they hold; `source` says so."""

    valid_from: date
    valid_to: date
    hourly: Mapping[str, Decimal]
    source: str

    def span(self, bands: tuple[str, ...] = BANDS) -> tuple[Decimal, Decimal]:
        """The lowest and the highest of those bands."""
        rates = [self.hourly[band] for band in bands]
        return min(rates), max(rates)


@dataclass(frozen=True, slots=True)
class Least:
    """What somebody must be paid an hour at least. `later` is what an apprentice must be paid after the first
    year, where that is more."""

    hourly: Decimal
    later: Decimal | None
    rates: LegalRates


def least_at(age: int, rates: LegalRates, *, apprentice: bool) -> Least | None:
    """None below 16, where there is no minimum wage. An apprentice who is under 19, or in the first year, must
    be paid the apprentice rate."""
    if age < YOUNGEST:
        return None
    by_age = rates.hourly[BANDS[0] if age < 18 else BANDS[1] if age < 21 else BANDS[2]]
    if not apprentice:
        return Least(by_age, None, rates)
    return Least(rates.hourly[APPRENTICE], by_age if age >= APPRENTICE_UNTIL else None, rates)


def rates_on(day: date | None) -> LegalRates | None:
    if day is None:
        return None
    return next((rates for rates in legal_rates() if rates.valid_from <= day <= rates.valid_to), None)


@cache
def legal_rates() -> tuple[LegalRates, ...]:
    table = files("config").joinpath("minimum_wage.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    periods = sorted({(row["valid_from"], row["valid_to"]) for row in rows})
    return tuple(
        LegalRates(
            date.fromisoformat(first),
            date.fromisoformat(last),
            {row["band"]: Decimal(row["hourly"]) for row in rows if row["valid_from"] == first},
            next(row["source"] for row in rows if row["valid_from"] == first),
        )
        for first, last in periods
    )
