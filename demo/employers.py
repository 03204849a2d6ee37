"""Invented employers: a name, the trade, nothing that exists."""

import random
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from foothold.model.levy import LevyPosition
from foothold.model.organisations import normalised_name, slugify
from foothold.store.employers import add, positions
from foothold.store.open_store import Store

FIRST = ("Marlow", "Finch", "Okafor", "Ashdown", "Bellamy", "Castellan", "Dunmore", "Eversley", "Farouk", "Greenaway", "Hollis", "Iqbal", "Jessop", "Kowalski", "Larkspur", "Mbeki-Rowe", "Nightingale", "Orchard", "Pemberton", "Quill", "Rahman", "Silvertown", "Tilbury", "Umber", "Vasquez", "Whitlock", "Yarrow", "Zephyr")  # fmt: skip
SECOND = (
    "and Daughters",
    "& Co",
    "Brothers",
    "Partners",
    "Group",
    "Works",
    "Collective",
    "Trust",
    "House",
    "Union",
)
TRADES = {
    "Agriculture, environmental and animal care": ("Gardens", "Vets", "Parks", "City Farm"),
    "Business and administration": ("Housing", "Services", "Consulting"),
    "Care services": ("Care Homes", "Youth Club", "Home Care"),
    "Catering and hospitality": ("Kitchens", "Hotels", "Bakery", "Café"),
    "Construction and the built environment": ("Builders", "Plumbing", "Electrical", "Construction"),
    "Creative and design": ("Theatre", "Studios", "Museum", "Films"),
    "Digital": ("Software", "Data", "Networks", "Digital"),
    "Education and early years": ("Nursery", "School", "Academy"),
    "Engineering and manufacturing": ("Rail", "Motors", "Engineering", "Lifts"),
    "Hair and beauty": ("Hair", "Barbers", "Beauty"),
    "Health and science": ("Dental", "Hospital", "Pharmacy", "Laboratories"),
    "Legal, finance and accounting": ("Solicitors", "Accountants", "Bank", "Insurance"),
    "Protective services": ("Security", "Safety"),
    "Sales, marketing and procurement": ("Stores", "Media", "Estates", "Retail"),
    "Transport and logistics": ("Buses", "Logistics", "Couriers", "Railway"),
}


A_TRADE = 3
POSITIONS = (LevyPosition.PAYS, LevyPosition.DOES_NOT_PAY, LevyPosition.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    name: str
    levy_position: LevyPosition

    @property
    def slug(self) -> str:
        return slugify(self.name)


@cache
def employers() -> dict[str, tuple[DemoEmployer, ...]]:
    """The invented employers by route, the same in every run."""
    chance = random.Random("employers")
    return {
        route: tuple(_employer(chance, trade) for trade in trades for _ in range(A_TRADE))
        for route, trades in TRADES.items()
    }


def register(store: Store, at: datetime) -> None:
    """Put the levy positions that employers declared on record, as an operator would; once."""
    known = set(positions(store))
    for employer in (employer for made in employers().values() for employer in made):
        name = normalised_name(employer.name)
        if employer.levy_position is not LevyPosition.UNKNOWN and name not in known:
            known.add(name)
            add(store, employer.name, at=at, levy_position=employer.levy_position)


def _employer(chance: random.Random, trade: str) -> DemoEmployer:
    pattern = chance.choice(("{first} {trade}", "{first} {second} {trade}", "{first} {trade} Ltd"))
    name = pattern.format(first=chance.choice(FIRST), second=chance.choice(SECOND), trade=trade)
    return DemoEmployer(name, chance.choices(POSITIONS, weights=(4, 4, 2))[0])
