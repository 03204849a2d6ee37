"""The kinds of opportunity in the sample city, how often each comes and how it is worded."""

import random
from dataclasses import dataclass

from demo.advert import Job


@dataclass(frozen=True, slots=True)
class Shape:
    """`titles` take {job}, {level}, {route}; `summary` takes {a_job}, {employer}, {place}, {first}; `weeks` empty means by level."""

    kind: str
    weight: int
    titles: tuple[str, ...]
    summary: str
    paid: bool
    age: str
    durations: tuple[str, ...] = ()

    def title_of(self, job: Job, chance: random.Random) -> str:
        titles = self.titles
        if self.kind == "apprenticeship" and job.level >= 6:
            titles = ("{job} Degree Apprenticeship", "Level {level} {job} Apprenticeship")
        return chance.choice(titles).format(job=job.title, level=job.level, route=job.route)

    def summary_of(self, job: Job, employer: str, place: str) -> str:
        first = job.duties[0]
        called = job.title if job.title[:2].isupper() else job.title.lower()
        an = "an" if called[0] in "aeiouAEIOUH" and not called.startswith(("h", "u")) else "a"
        return self.summary.format(
            a_job=f"{an} {called}", employer=employer, place=place, first=first[0].lower() + first[1:]
        )

    def duration_of(self, chance: random.Random, job: Job) -> str:
        months = {2: (12, 15), 3: (18, 24), 4: (18, 24), 5: (24, 24), 6: (36, 48), 7: (30, 36)}
        return (
            chance.choice(self.durations) if self.durations else f"{chance.choice(months[job.level])} months"
        )


KINDS = (
    Shape(
        "apprenticeship", 60,
        ("{job} Apprentice", "Apprentice {job}", "{job} Apprenticeship", "{job} Apprenticeship (Level {level})"),
        "Learn to be {a_job} with {employer} in {place}: {first}, and earn while you train.", True, "16+",
    ),
    Shape(
        "work_experience", 13,
        ("Work experience: {job}", "Work experience week in {route}", "{job} work experience placement"),
        "Spend a week with {employer} in {place} and see what {a_job} does: {first}.", False, "14 to 18",
        ("1 week", "2 weeks"),
    ),
    Shape(
        "t_level_placement", 6, ("T Level industry placement: {job}", "T Level placement with a {job} team"),
        "A T Level industry placement of 45 days or more with {employer} in {place}: {first}.", False, "16 to 19",
        ("45 days", "10 weeks"),
    ),
    Shape(
        "internship", 6, ("{job} Intern", "Summer internship: {job}", "Year in industry: {job}"),
        "A paid internship at {employer} in {place}: {first}.", True, "18+", ("8 weeks", "12 weeks", "12 months"),
    ),
    Shape(
        "insight_event", 5, ("Insight day: {job}", "Work shadowing with a {job}", "{job} taster day"),
        "One day at {employer} in {place} to meet people who {first}.", False, "13+", ("1 day",),
    ),
    Shape(
        "volunteering", 4, ("Volunteer {job}", "Volunteering: help a {job}"),
        "Give a few hours a week at {employer} in {place}: {first}.", False, "16+", ("6 months",),
    ),
    Shape(
        "pre_apprenticeship", 3, ("Pre-apprenticeship: {job}", "Traineeship in {route}"),
        "Six weeks with {employer} in {place} to get ready for an apprenticeship: {first}.", False, "16 to 24",
        ("6 weeks", "8 weeks"),
    ),
    Shape(
        "supported_internship", 2, ("Supported internship: {job}",),
        "For young people with an EHC plan, with a job coach, at {employer} in {place}: {first}.", False, "16 to 24",
        ("9 months",),
    ),
    Shape(
        "mentoring", 1, ("Mentoring for future {job}s", "{job} mentoring programme"),
        "Meet a mentor at {employer} in {place} once a month and hear how people {first}.", False, "14 to 19",
        ("6 months",),
    ),
)  # fmt: skip
