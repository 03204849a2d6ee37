"""The sample city: a seeded stream of made-up adverts in all boroughs, routes, kinds and levy positions.

Advert `n` is the same in every run with one seed, but for its dates, which follow the day of the run.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from demo.advert import Advert, Job, Workplace
from demo.employers import employers
from demo.kinds import KINDS
from demo.pay import pay_of
from foothold.model.levy import LevyPosition

SEED = 2026
FLAW_EVERY = 25
FLAWS = ("no_title", "no_place", "out_of_area", "impossible_closing", "unreadable_pay", "ordinary_job")
STREETS = (
    "High Street",
    "Station Road",
    "Mill Lane",
    "Church Walk",
    "Canal Wharf",
    "Market Place",
    "Foundry Yard",
)
FUNDING = {
    LevyPosition.PAYS: ("employer_levy",),
    LevyPosition.DOES_NOT_PAY: ("government", "transferred_levy"),
    LevyPosition.UNKNOWN: ("",),
}


def adverts(count: int, today: date, seed: int = SEED) -> Iterator[Advert]:
    """The first `count` adverts; any number of them, one at a time."""
    for number in range(count):
        yield advert(number, today, seed)


def advert(number: int, today: date, seed: int = SEED) -> Advert:
    chance = random.Random(f"{seed}:{number}")
    job = jobs()[number % len(jobs())]
    shape = chance.choices(list(KINDS), weights=[kind.weight for kind in KINDS])[0]
    employer = chance.choice(employers()[job.route])
    places = _workplaces(chance, number)
    level = job.level if shape.kind == "apprenticeship" else 0
    pay = pay_of(chance, shape, level)
    posted = today - timedelta(days=chance.randrange(1, 28))
    start = today + timedelta(days=chance.randrange(30, 200))
    funding = chance.choice(FUNDING[employer.levy_position]) if shape.kind == "apprenticeship" else ""
    national = number % 61 == 17
    made = Advert(
        number=number,
        reference=f"VAC9{number:09d}",
        title=shape.title_of(job, chance),
        employer=employer.name,
        employer_slug=employer.slug,
        provider=f"{chance.choice(('Riverside', 'Northgate', 'Lea Valley', 'Thameside', 'Crown Hill'))} College",
        ukprn=10090000 + chance.randrange(5),
        kind=shape.kind,
        job=job,
        summary=shape.summary_of(job, employer.name, places[0].name),
        workplaces=() if national else places,
        national=national,
        remote=chance.choices(("on_site", "hybrid", "remote"), weights=(85, 12, 3))[0],
        pay_words=pay.words,
        pay_low=pay.low,
        pay_high=pay.high,
        pay_unit=pay.unit,
        hours=chance.choice((30, 35, 37.5, 40)) if shape.paid else 30,
        working_week=chance.choice(
            (
                "Monday to Friday, 9am to 5pm",
                "Five days out of seven, on a rota",
                "Monday to Friday, 8am to 4pm",
            )
        ),
        duration=shape.duration_of(chance, job),
        posted=posted,
        closing=max(today, posted) + timedelta(days=chance.randrange(2, 60)),
        start=start,
        age=shape.age,
        positions=chance.choices((1, 2, 3, 10), weights=(80, 12, 5, 3))[0],
        levy_position="" if employer.levy_position is LevyPosition.UNKNOWN else employer.levy_position,
        funding=funding,
        seeks_transfer="yes" if funding == "transferred_levy" and chance.random() < 0.7 else "",
    )
    return _flawed(made) if number % FLAW_EVERY == FLAW_EVERY - 1 else made


def _flawed(made: Advert) -> Advert:
    return replace(made, flaw=FLAWS[made.number // FLAW_EVERY % len(FLAWS)])


def _workplaces(chance: random.Random, number: int) -> tuple[Workplace, ...]:
    """Every borough in turn, one further with each round of the jobs, so that each job comes to each borough;
    about one advert in fifteen has two or three places."""
    boroughs = sorted(workplaces())
    count = chance.choices((1, 2, 3), weights=(93, 5, 2))[0]
    rounds = number // len(jobs())
    codes = [boroughs[(number + rounds) % len(boroughs)], *chance.sample(boroughs, 2)]
    chosen = (chance.choice(workplaces()[code]) for code in dict.fromkeys(codes[:count]))
    return tuple(
        replace(place, street=f"{chance.randrange(1, 200)} {chance.choice(STREETS)}") for place in chosen
    )


@cache
def jobs() -> tuple[Job, ...]:
    return tuple(
        Job(
            route=row["route"],
            title=row["title"],
            course=row["course"],
            level=int(row["level"]),
            duties=tuple(row["duties"].split("|")),
            needs=tuple(row["needs"].split("|")),
        )
        for row in _rows("jobs.csv")
    )


@cache
def workplaces() -> dict[str, tuple[Workplace, ...]]:
    """Real station names and postcodes by borough; see `scripts/build_demo_workplaces.py`."""
    found: dict[str, list[Workplace]] = {}
    for row in _rows("workplaces.csv"):
        place = Workplace(row["name"], "", row["postcode"], row["lat"], row["lon"], row["borough_code"])
        found.setdefault(row["borough_code"], []).append(place)
    return {code: tuple(places) for code, places in found.items()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(files("demo").joinpath(name).read_text(encoding="utf-8").splitlines())
