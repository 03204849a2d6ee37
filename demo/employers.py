"""Invented employers: a name, the trade, nothing that exists."""

import random
from dataclasses import dataclass

from foothold.organisations import slugify

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


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    name: str
    slug: str


def employer_of(chance: random.Random, route: str) -> DemoEmployer:
    trade = chance.choice(TRADES[route])
    name = (
        f"{chance.choice(FIRST)} {chance.choice((trade, f'{chance.choice(SECOND)} {trade}', f'{trade} Ltd'))}"
    )
    return DemoEmployer(name, slugify(name))
