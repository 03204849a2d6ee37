"""Invented adverts for the labelled pairs: one in its employer's own words, and as a source shows it."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from demo.advert import Job, Workplace
from demo.city import jobs, workplaces
from foothold.reading.places.gazetteer import built_in_places

TODAY = datetime(2026, 9, 14, 6, tzinfo=UTC)
BOROUGHS = {borough.code: borough.name for borough in built_in_places().boroughs()}
FIRST = (
    "Marlow", "Finchley Road", "Okafor", "Ashdown", "Bellamy", "Castellan", "Dunmore", "Eversley", "Greenaway",
    "Hollis", "Jessop", "Larkspur", "Nightingale", "Orchard Row", "Pemberton", "Quill", "Silverwood", "Tilbury",
    "Vasquez", "Whitlock", "Yarrow", "Zephyr",
)  # fmt: skip
SECOND = (
    "Kitchens",
    "Motors",
    "Legal",
    "Systems",
    "Estates",
    "Dental",
    "Media",
    "Rail",
    "Stores",
    "Care",
    "Print",
)
INTROS = (
    "{employer} has looked after its customers in {borough} since 1987 and still has people who joined in its first year.",
    "We are {employer}, a team of forty who like their work and like to teach it to those who come new to it.",
    "At {employer} nobody is a number: you will have a mentor from your first morning and a desk or bench of your own.",
    "Every year {employer} takes on people without experience, and most of those who now lead our teams began like that.",
    "{employer} is growing and moves into a larger building next spring, so this is a good moment to learn with us.",
)
ENDINGS = (
    "One day a week you will study, and we pay for all of it. Bring curiosity; we will bring the rest, tools and boots too.",
    "You will study alongside the work, with time set aside for it, and meet other apprentices once a month over lunch.",
    "When you finish we hope that you stay: eight of our last ten apprentices did, and two of them run a team today.",
    "Tell us in a few lines what you have made, mended, organised or looked after. We read every application ourselves.",
)
PROVIDERS = (
    "Riverside College",
    "Northgate College",
    "Lea Valley College",
    "Thameside Training",
    "Crown Hill College",
)


@dataclass(frozen=True)
class Base:
    """One advert in its employer's own words."""

    number: int
    employer: str
    job: Job
    place: Workplace
    borough: str
    other: Workplace
    other_borough: str
    closing: date
    start: date
    hourly: float
    hours: float
    provider: str

    @property
    def text(self) -> str:
        intro = INTROS[self.number % len(INTROS)].format(employer=self.employer, borough=self.borough)
        duties = ". ".join(self.job.duties)
        return f"{intro} You will {duties[0].lower()}{duties[1:]}. {'. '.join(self.job.needs)}. {ENDINGS[self.number % len(ENDINGS)]}"

    @property
    def retold(self) -> str:
        """The same advert as the college tells it."""
        return (
            f"{self.provider} is recruiting for one of its partners in {self.borough}. The apprentice follows the standard "
            f"{self.job.course} with our tutors, who visit the workplace every eight weeks and prepare for the assessment at "
            "the end. Functional skills are taught where they are needed. Interviews are held at the college in the week "
            "after the closing date, and travel is repaid on the day."
        )

    def posting(self, **changes: Any) -> dict[str, Any]:
        said: dict[str, Any] = {
            "title": f"{self.job.title} Apprentice",
            "employer": self.employer,
            "kind": "Apprenticeship",
            "level": f"Level {self.job.level}",
            "description": self.text,
            "places": f"{self.place.name}, {self.borough}",
            "postcode": self.place.postcode,
            "closing": self.closing.isoformat(),
            "start": self.start.isoformat(),
            "wage": f"£{self.hourly:.2f} an hour",
            "hours": f"{self.hours:g} hours a week",
        }
        return {name: text for name, text in (said | changes).items() if text is not None}


@dataclass(frozen=True)
class Seen:
    """One sighting. `since` and `until` are days from TODAY; with `until` it was withdrawn then."""

    truth: str
    source: str
    said: dict[str, Any]
    since: int = 0
    until: int | None = None


def base(number: int) -> Base:
    chance = random.Random(f"pairs:{number}")
    codes = sorted(workplaces())
    here, there = codes[number % len(codes)], codes[(number * 7 + 5) % len(codes)]
    if here == there:
        there = codes[(number + 1) % len(codes)]
    return Base(
        number=number,
        employer=f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]}",
        job=jobs()[number * 3 % len(jobs())],
        place=workplaces()[here][0],
        borough=BOROUGHS[here],
        other=workplaces()[there][0],
        other_borough=BOROUGHS[there],
        closing=date(2026, 10, 1) + timedelta(days=chance.randrange(40)),
        start=date(2026, 12, 1) + timedelta(days=chance.randrange(60)),
        hourly=round(chance.uniform(8, 14), 2),
        hours=chance.choice((35, 37.5, 40)),
        provider=PROVIDERS[number % len(PROVIDERS)],
    )
