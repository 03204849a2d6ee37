"""The flags of a wage in plain words, for the page of an advert; `docs/wages-and-dates.md` defines them."""

from collections.abc import Mapping, Sequence

NOTES: Mapping[str, str] = {
    "not_sterling": "The pay is not in pounds.",
    "apprentice_minimum": "The advert names the legal minimum wage for apprentices.",
    "national_minimum": "The advert names the national minimum wage. It depends on your age.",
    "london_living_wage": "The London Living Wage is higher than the legal minimum.",
    "competitive": "“Competitive” can mean anything: ask before you apply.",
    "negotiable": "The pay depends on experience, or you can agree it.",
    "minimum": "This is the least that it pays.",
    "ote": "Part of the pay depends on sales or targets.",
    "bonus": "A bonus or commission may come on top.",
    "benefits": "Other benefits are mentioned.",
    "plus_allowance": "An allowance comes on top.",
    "pro_rata": "This may be the pay for full-time hours. You get less if you work fewer hours.",
    "rising": "The pay goes up as time goes on.",
    "age_dependent": "The pay depends on your age.",
    "currency_assumed": "The advert names no currency. We read it as pounds.",
    "period_inferred": "The advert does not say if this is for an hour, a week or a year. "
    "We worked it out from the amount.",
}
"""Flags that are left out are told as a warning or say nothing to a reader."""


def notes(flags: Sequence[str]) -> tuple[str, ...]:
    return tuple(NOTES[flag] for flag in flags if flag in NOTES)
