"""Scenarios of the labelled pairs on which no rule was tuned."""

from collections.abc import Callable
from datetime import timedelta

from demo.city import jobs
from tests.foothold.duplicates.adverts import INTROS, Base, Seen


def trading_name(b: Base) -> list[Seen]:
    shop = f"{b.employer.split()[0]} and Friends"
    return [
        Seen("a", "national", b.posting(employer=f"Harbour {b.number} Holdings Ltd t/a {shop}")),
        Seen("a", "board_one", b.posting(employer=shop, hours=None)),
    ]


def midnight(b: Base) -> list[Seen]:
    before = (b.closing - timedelta(days=1)).isoformat()
    return [Seen("a", "national", b.posting()), Seen("a", "board_one", b.posting(closing=before, hours=None))]


def full_and_part_time(b: Base) -> list[Seen]:
    part = b.posting(title=f"Part-time {b.job.title} Apprentice", hours="20 hours a week")
    return [Seen("a", "employer_site", b.posting()), Seen("b", "board_one", part)]


def other_titles(b: Base) -> list[Seen]:
    return [
        Seen("a", "employer_site", b.posting(title=f"Apprentice {b.job.title}")),
        Seen("a", "national", b.posting(title=f"{b.job.title} Apprenticeship (Level {b.job.level})")),
        Seen(
            "a",
            "board_one",
            b.posting(
                title=f"{b.job.title} - Level {b.job.level} Apprenticeship - Immediate Start!", start=None
            ),
        ),
    ]


def set_as_a_list(b: Base) -> list[Seen]:
    sentences = "".join(f"<li>{part.strip()}</li>" for part in b.text.split(". "))
    return [
        Seen("a", "national", b.posting()),
        Seen("a", "board_one", b.posting(description=f"<ul>{sentences}</ul>", closing=None)),
    ]


def two_agencies(b: Base) -> list[Seen]:
    return [
        Seen("a", "employer_site", b.posting()),
        Seen(
            "a",
            "agency",
            b.posting(employer="Brightpath Recruitment", description=f"On behalf of {b.employer}: {b.text}"),
        ),
        Seen(
            "a",
            "board_one",
            b.posting(
                employer="Lanternfish Talent", description=f"{b.text} Apply to Lanternfish for {b.employer}."
            ),
        ),
    ]


def group_company(b: Base) -> list[Seen]:
    return [
        Seen("a", "employer_site", b.posting(employer=f"{b.employer} Group")),
        Seen("a", "national", b.posting(employer=f"{b.employer} Services Ltd", hours=None)),
    ]


def sister_company(b: Base) -> list[Seen]:
    sister = f"{b.employer.split()[0]} Lettings"
    text = b.text.replace(b.employer, sister)
    return [
        Seen("a", "national", b.posting()),
        Seen("b", "board_one", b.posting(employer=sister, description=text)),
    ]


def same_text_twice_and_live(b: Base) -> list[Seen]:
    return [Seen("a", "employer_site", b.posting(), -20), Seen("b", "employer_site", b.posting(), -3)]


def seasons(b: Base) -> list[Seen]:
    bare = {"closing": None, "start": None}
    return [
        Seen("a", "employer_site", b.posting(title=f"{b.job.title} Apprentice, Spring 2027", **bare)),
        Seen("b", "board_one", b.posting(title=f"{b.job.title} Apprentice, Autumn 2027", **bare)),
    ]


def board_knows_little(b: Base) -> list[Seen]:
    little = b.posting(
        level=None, places="Greater London", postcode=None, hours=None, start=None, wage="Competitive"
    )
    return [Seen("a", "national", b.posting()), Seen("a", "board_two", little, 1)]


def pay_as_a_range(b: Base) -> list[Seen]:
    wide = f"£{b.hourly - 1:.2f} - £{b.hourly + 2:.2f} an hour"
    return [
        Seen("a", "employer_site", b.posting(start=None)),
        Seen("a", "board_one", b.posting(wage=wide, start=None)),
    ]


def came_back_changed(b: Base) -> list[Seen]:
    """The same employer wants somebody for another task under the same title."""
    other = jobs()[(b.number * 3 + 2) % len(jobs())]
    text = f"{INTROS[(b.number + 1) % len(INTROS)].format(employer=b.employer, borough=b.borough)} {'. '.join(other.duties)}."
    return [
        Seen("a", "employer_site", b.posting(), -40, -20),
        Seen("b", "employer_site", b.posting(description=text), -10),
    ]


HELD_OUT: dict[str, Callable[[Base], list[Seen]]] = {
    told.__name__: told
    for told in (
        trading_name,
        midnight,
        full_and_part_time,
        other_titles,
        set_as_a_list,
        two_agencies,
        group_company,
        sister_company,
        same_text_twice_and_live,
        seasons,
        board_knows_little,
        pay_as_a_range,
        came_back_changed,
    )
}
