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
BANDS = ("16-17", "18-20", "21+")


@dataclass(frozen=True, slots=True)
class LegalRates:
    """Pounds an hour by band, from the first day to the last (inclusive) on which they hold."""

    valid_from: date
    valid_to: date
    hourly: Mapping[str, Decimal]

    def span(self, bands: tuple[str, ...] = BANDS) -> tuple[Decimal, Decimal]:
        """The lowest and the highest of those bands."""
        rates = [self.hourly[band] for band in bands]
        return min(rates), max(rates)


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
        )
        for first, last in periods
    )
