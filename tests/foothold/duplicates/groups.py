"""Invented adverts as several sites show them, in groups, each labelled with the advert that it truly is.

A scenario is one way in which copies differ, or in which two adverts look like one; it is told over six times, each
time with another employer, job, place and date. Two sightings are one opportunity if and only if their `truth` is the
same. Of each six the last two are held out, and so are all of the scenarios in `HELD_OUT`: rules are not tuned on them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from demo.city import jobs, workplaces
from tests.foothold.duplicates.adverts import ENDINGS, Base, Seen, base
from tests.foothold.duplicates.held_out import HELD_OUT

TOLD = 6


@dataclass(frozen=True)
class Group:
    scenario: str
    number: int
    seen: list[Seen] = field(default_factory=list)

    @property
    def held_out(self) -> bool:
        return self.scenario in HELD_OUT or self.number % TOLD >= TOLD - 2


def groups() -> Iterator[Group]:
    for n, (name, scenario) in enumerate(SCENARIOS.items()):
        for told in range(TOLD):
            yield Group(name, n * TOLD + told, scenario(base(n * TOLD + told)))


def _cut(text: str, words: int) -> str:
    return " ".join(text.split()[:words]) + "…"


def cut_short(b: Base) -> list[Seen]:
    whole = b.posting()
    return [
        Seen("a", "national", whole),
        Seen("a", "board_one", b.posting(description=_cut(b.text, 24), hours=None)),
        Seen("a", "board_two", b.posting(description=_cut(b.text, 45), closing=None, start=None)),
    ]


def cut_short_without_dates(b: Base) -> list[Seen]:
    board = b.posting(
        description=_cut(b.text, 38), closing=None, start=None, wage=None, hours=None, postcode=None
    )
    return [Seen("a", "employer_site", b.posting()), Seen("a", "board_one", board, 2)]


def company_form(b: Base) -> list[Seen]:
    return [
        Seen("a", "employer_site", b.posting(employer=f"{b.employer} Limited")),
        Seen("a", "national", b.posting(employer=f"{b.employer.upper()} LTD", hours=None)),
        Seen("a", "board_one", b.posting(employer=b.employer, start=None)),
    ]


def ltd_and_plc(b: Base) -> list[Seen]:
    """Two legal persons of one family, each with a place of its own."""
    another = b.closing + timedelta(days=9)
    return [
        Seen("a", "national", b.posting(employer=f"{b.employer} Ltd")),
        Seen(
            "b",
            "board_one",
            b.posting(employer=f"{b.employer} Plc", description=b.retold, closing=None, start=None),
        ),
        Seen(
            "c", "college", b.posting(employer=f"{b.employer} PLC", closing=another.isoformat(), start=None)
        ),
    ]


def ltd_and_plc_in_one_advert(b: Base) -> list[Seen]:
    return [
        Seen("a", "national", b.posting(employer=f"{b.employer} Ltd")),
        Seen("a", "board_one", b.posting(employer=f"{b.employer} Public Limited Company")),
    ]


def agency_names_the_client(b: Base) -> list[Seen]:
    told = f"Our client {b.employer} is looking for you. {b.text}"
    return [
        Seen("a", "employer_site", b.posting()),
        Seen(
            "a",
            "agency",
            b.posting(employer="Brightpath Recruitment Ltd", description=told, postcode=None),
            1,
        ),
    ]


def agency_hides_the_client(b: Base) -> list[Seen]:
    told = b.text.replace(b.employer, "our client")
    return [
        Seen("a", "national", b.posting()),
        Seen("a", "agency", b.posting(employer="Confidential", description=told), 1),
    ]


def up_again(b: Base) -> list[Seen]:
    later = (b.closing + timedelta(days=25)).isoformat()
    return [
        Seen("a", "employer_site", b.posting(), -40, -12),
        Seen("a", "employer_site", b.posting(closing=later), -9),
        Seen("a", "board_one", b.posting(closing=later), -8),
    ]


def next_years_intake(b: Base) -> list[Seen]:
    before = b.posting(
        closing=b.closing.replace(year=2025).isoformat(),
        start=b.start.replace(year=b.start.year - 1).isoformat(),
    )
    return [Seen("a", "employer_site", before, -340, -300), Seen("b", "employer_site", b.posting(), -3),
            Seen("b", "national", b.posting(), -2)]  # fmt: skip


def other_boroughs(b: Base) -> list[Seen]:
    there = b.posting(places=f"{b.other.name}, {b.other_borough}", postcode=b.other.postcode)
    return [
        Seen("a", "employer_site", b.posting()),
        Seen("b", "employer_site", there),
        Seen("a", "board_one", b.posting(hours=None)),
        Seen("b", "board_one", there),
    ]


def intakes(b: Base) -> list[Seen]:
    spring = (b.start + timedelta(days=91)).isoformat()
    return [
        Seen("a", "employer_site", b.posting()),
        Seen("b", "employer_site", b.posting(start=spring)),
        Seen("a", "national", b.posting()),
        Seen("b", "board_one", b.posting(start=spring, hours=None)),
    ]


def closing_dates(b: Base) -> list[Seen]:
    second = (b.closing + timedelta(days=14)).isoformat()
    return [
        Seen("a", "national", b.posting(start=None)),
        Seen("b", "national", b.posting(start=None, closing=second)),
        Seen("a", "board_one", b.posting(start=None)),
        Seen("b", "board_two", b.posting(start=None, closing=second)),
    ]


def sites_in_one_borough(b: Base) -> list[Seen]:
    second = workplaces()[b.place.borough_code][-1]
    there = b.posting(places=f"{second.name}, {b.borough}", postcode=second.postcode)
    return [Seen("a", "national", b.posting()), Seen("b", "board_one", there)]


def doors_in_one_street(b: Base) -> list[Seen]:
    """Two branches at one station, whose adverts end on one day."""
    first, second = (f"{door}, {b.place.name}, {b.borough}" for door in ("12 Mill Lane", "93 Station Road"))
    return [
        Seen("a", "national", b.posting(places=first, start=None)),
        Seen("b", "board_one", b.posting(places=second, start=None)),
    ]


def teams(b: Base) -> list[Seen]:
    north, south = (f"{b.job.title} Apprentice - {team}" for team in ("Repairs team", "Planning team"))
    return [
        Seen("a", "employer_site", b.posting(title=north)),
        Seen("b", "employer_site", b.posting(title=south)),
        Seen("a", "board_one", b.posting(title=north, hours=None)),
        Seen("b", "board_two", b.posting(title=south)),
    ]


def college_and_employer(b: Base) -> list[Seen]:
    told = b.posting(
        title=f"Apprentice {b.job.title} (with {b.provider})", description=b.retold, provider=b.provider
    )
    return [Seen("a", "employer_site", b.posting()), Seen("a", "college", told, 3)]


def suffixes(b: Base) -> list[Seen]:
    title = f"{b.job.title} Apprentice"
    return [
        Seen("a", "national", b.posting()),
        Seen(
            "a",
            "board_one",
            b.posting(title=f"{title} - {b.borough} (Ref: HK-{4000 + b.number})", hours=None),
        ),
        Seen(
            "a",
            "board_two",
            b.posting(title=f"{title} in {b.place.name}, London | REQ{b.number}77", closing=None),
        ),
    ]


def pay_periods(b: Base) -> list[Seen]:
    weekly = b.hourly * b.hours
    return [
        Seen("a", "employer_site", b.posting(wage=f"£{weekly * 52:,.0f} a year")),
        Seen("a", "national", b.posting(wage=f"£{weekly:.2f} a week", start=None)),
        Seen(
            "a",
            "board_one",
            b.posting(wage=f"£{weekly * 52 / 12:,.0f} per month", description=_cut(b.text, 30)),
        ),
    ]


def degree_and_higher(b: Base) -> list[Seen]:
    degree, higher = (f"{b.job.title} {label} Apprenticeship" for label in ("Degree", "Higher"))
    return [
        Seen("a", "employer_site", b.posting(title=degree, level="Level 6")),
        Seen("b", "employer_site", b.posting(title=higher, level="Level 4")),
        Seen("a", "board_one", b.posting(title=degree, level=None)),
        Seen("b", "board_two", b.posting(title=higher, level=None)),
    ]


def london_wide(b: Base) -> list[Seen]:
    wide = b.posting(places="London", postcode=None)
    return [Seen("a", "national", b.posting()), Seen("a", "board_one", wide, 1)]


def london_wide_is_another(b: Base) -> list[Seen]:
    closing = (b.closing - timedelta(days=11)).isoformat()
    wide = b.posting(places="London", postcode=None, closing=closing, start=None, description=b.retold)
    return [Seen("a", "national", b.posting()), Seen("b", "board_one", wide)]


def one_college_text_for_many(b: Base) -> list[Seen]:
    """Practices next door to each other, for whom a college writes one text."""
    names = (f"{b.employer} Practice", "Smile House Surgery", "Canalside Clinic")
    return [
        Seen("a", "college", b.posting(employer=names[0], description=b.retold, provider=b.provider)),
        Seen("b", "national", b.posting(employer=names[1], description=b.retold, provider=b.provider)),
        Seen("c", "board_one", b.posting(employer=names[2], description=b.retold, provider=b.provider)),
    ]


def two_of_one_source(b: Base) -> list[Seen]:
    numbers = (f"VAC10002{b.number:05}", f"VAC10003{b.number:05}")
    return [
        Seen("a", "national", b.posting(external_id=numbers[0])),
        Seen("b", "national", b.posting(external_id=numbers[1])),
        Seen("a", "board_one", b.posting(external_id=numbers[0][3:], description=_cut(b.text, 20))),
    ]


def two_of_one_source_and_a_copy_of_one(b: Base) -> list[Seen]:
    later = (b.closing + timedelta(days=7)).isoformat()
    return [
        Seen("a", "employer_site", b.posting()),
        Seen("b", "employer_site", b.posting(closing=later)),
        Seen("b", "board_one", b.posting(closing=later, description=_cut(b.text, 40))),
    ]


def other_pay(b: Base) -> list[Seen]:
    better = b.posting(wage=f"£{b.hourly * 1.6:.2f} an hour", closing=None, start=None, description=b.retold)
    return [Seen("a", "national", b.posting(closing=None, start=None)), Seen("b", "board_one", better)]


def other_kind(b: Base) -> list[Seen]:
    week = b.posting(
        title=f"Work experience: {b.job.title}", kind="Work experience", level=None, wage="Unpaid", hours=None
    )
    return [Seen("a", "employer_site", b.posting()), Seen("b", "board_one", week)]


def last_years_on_another_site(b: Base) -> list[Seen]:
    old = b.posting(closing=b.closing.replace(year=2025).isoformat(), start=None)
    return [Seen("a", "employer_site", b.posting(start=None)), Seen("b", "board_one", old, -300)]


def neighbouring_schools(b: Base) -> list[Seen]:
    """Schools of one trust, which writes one text for all."""
    names = ("St Mary's Primary School", "St Mark's Primary School", "St Martin's Primary School")
    text = b.text.replace(b.employer, "The school")
    return [
        Seen(
            name,
            source,
            b.posting(employer=name, description=text, places=f"{b.borough}, London", postcode=None),
        )
        for name, source in zip(names, ("national", "board_one", "board_two"), strict=True)
    ]


def spelling(b: Base) -> list[Seen]:
    a, c = b.employer.split()[0], b.employer.split()[-1]
    return [
        Seen("a", "employer_site", b.posting(employer=f"{a} & {c}")),
        Seen("a", "national", b.posting(employer=f"{a.upper()} AND {c.upper()}")),
        Seen("a", "board_one", b.posting(employer=f"{a} and {c} Ltd.", closing=None)),
    ]


def boards_own_end(b: Base) -> list[Seen]:
    """A board that shows until when it was paid as the closing date: the hardest to know."""
    end = (b.closing + timedelta(days=5)).isoformat()
    return [Seen("a", "employer_site", b.posting()), Seen("a", "board_one", b.posting(closing=end))]


def without_terms(b: Base) -> list[Seen]:
    """An applicant system, which knows no closing date, start or pay."""
    bare = b.posting(closing=None, start=None, wage=None, hours=None, level=None, postcode=None)
    return [Seen("a", "employer_site", bare), Seen("a", "national", b.posting(), 2)]


def another_job_of_the_employer(b: Base) -> list[Seen]:
    other = jobs()[(b.number * 3 + 1) % len(jobs())]
    intro = b.text.split(" You will ")[0]
    text = f"{intro} You will {'. '.join(other.duties).lower()}. {ENDINGS[b.number % len(ENDINGS)]}"
    second = b.posting(title=f"{other.title} Apprentice", description=text)
    return [
        Seen("a", "employer_site", b.posting()),
        Seen("b", "board_one", second),
        Seen("a", "board_two", b.posting()),
    ]


def senior_role(b: Base) -> list[Seen]:
    more = b.posting(title=f"Assistant {b.job.title} Manager Apprentice", description=b.retold)
    return [Seen("a", "national", b.posting()), Seen("b", "board_one", more)]


SCENARIOS: dict[str, Callable[[Base], list[Seen]]] = {
    told.__name__: told
    for told in (
        cut_short,
        cut_short_without_dates,
        company_form,
        ltd_and_plc,
        ltd_and_plc_in_one_advert,
        agency_names_the_client,
        agency_hides_the_client,
        up_again,
        next_years_intake,
        other_boroughs,
        intakes,
        closing_dates,
        sites_in_one_borough,
        doors_in_one_street,
        teams,
        college_and_employer,
        suffixes,
        pay_periods,
        degree_and_higher,
        london_wide,
        london_wide_is_another,
        one_college_text_for_many,
        two_of_one_source,
        two_of_one_source_and_a_copy_of_one,
        other_pay,
        other_kind,
        last_years_on_another_site,
        neighbouring_schools,
        spelling,
        boards_own_end,
        without_terms,
        another_job_of_the_employer,
        senior_role,
    )
} | HELD_OUT
