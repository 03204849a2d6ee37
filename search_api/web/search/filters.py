"""The filter panel of the search page, and the tags that lift one chosen filter each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from foothold.index.query import UNKNOWN, Include
from foothold.index.results import Facet
from foothold.reading.age import SCHOOL_YEARS
from foothold.searching.filters import PANEL, Filter, label, labels_of
from foothold.searching.labels import INCLUDE
from search_api.search.parameters import DEFAULT_MILES
from search_api.search.relax import without_place
from search_api.search.request import Asked, month_of
from search_api.web import words

OPEN_AT_FIRST = ("kind",)
POSTED = (
    (1, "Since yesterday"),
    (3, "In the last 3 days"),
    (7, "In the last 7 days"),
    (14, "In the last 2 weeks"),
)
AGES = range(11, 26)
MONTHS_AHEAD = 12
MILES = (1, 2, 5, 10, 20, 30)


@dataclass(frozen=True, slots=True)
class Choice:
    """`name` and `value` go into the query string; `count` is how many choosing it would show."""

    id: str
    name: str
    value: str
    label: str
    chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A fieldset of checkboxes. `open` where it starts unfolded."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    open: bool

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Tag:
    """A chosen filter; following `href` is the same search without it."""

    label: str
    href: str


def groups(
    asked: Asked, counted: Mapping[str, Sequence[Facet]], boroughs: Mapping[str, str]
) -> tuple[Group, ...]:
    """Those that have a choice to offer: “not stated” alone is none, unless it was chosen."""
    made = (_group(one, asked, counted.get(one.name, ()), boroughs) for one in PANEL)
    return tuple(group for group in made if any(c.chosen or c.value != UNKNOWN for c in group.choices))


def _group(one: Filter, asked: Asked, counted: Sequence[Facet], boroughs: Mapping[str, str]) -> Group:
    name, chosen = one.name, asked.filters.get(one.name, ())
    counts = {facet.value: facet.count for facet in counted} | {v: 0 for v in chosen if v not in
              {facet.value for facet in counted}}  # fmt: skip
    choices = tuple(
        Choice(f"{name}-{value.lower().replace(' ', '-').replace(',', '')}", name, value,
               label(name, value, boroughs), value in chosen, counts[value])
        for value in in_order(name, tuple(counts), boroughs)
    )  # fmt: skip
    return Group(name, one.title or name, choices, bool(chosen) or name in OPEN_AT_FIRST)


def in_order(name: str, values: tuple[str, ...], boroughs: Mapping[str, str]) -> list[str]:
    """As the table of labels has them; boroughs by name; what is not stated last."""
    table = list(labels_of(name))

    def place(value: str) -> tuple[bool, int, str]:
        return value == UNKNOWN, table.index(value) if value in table else 0, label(name, value, boroughs)

    return sorted(values, key=place)


def modes(name: str, asked: Asked) -> tuple[Choice, ...]:
    """The choices for national (or remote) ones; the first is what happens when nothing is chosen."""
    chosen = getattr(asked, name)
    usual = INCLUDE[Include.EXCLUDE if asked.has_place else Include.INCLUDE]
    first = Choice(f"{name}-usual", name, "", f"{usual} (usual)", chosen is None)
    return (first, *(Choice(f"{name}-{mode}", name, mode, INCLUDE[mode], chosen is mode) for mode in Include))


def posted(asked: Asked) -> tuple[Choice, ...]:
    days = dict(POSTED)
    if asked.posted_within_days and asked.posted_within_days not in days:
        days[asked.posted_within_days] = f"In the last {asked.posted_within_days} days"
    any_time = Choice("posted-any", "posted_within_days", "", "Any time", asked.posted_within_days is None)
    return (
        any_time,
        *(
            Choice(f"posted-{n}", "posted_within_days", str(n), text, n == asked.posted_within_days)
            for n, text in sorted(days.items())
        ),
    )


def ages(chosen: int | None) -> tuple[Choice, ...]:
    """Young people's ages, and the one that was chosen."""
    numbers = sorted({*AGES, *([] if chosen is None else [chosen])})
    any_age = Choice("age-any", "age", "", "Any age", chosen is None)
    return (any_age, *(Choice(f"age-{n}", "age", str(n), str(n), n == chosen) for n in numbers))


def school_years(asked: Asked) -> tuple[Choice, ...]:
    chosen = asked.school_year
    any_year = Choice("year-any", "school_year", "", "Any year", chosen is None)
    years = (Choice(f"year-{n}", "school_year", str(n), f"Year {n}", n == chosen) for n in SCHOOL_YEARS)
    return (any_year, *years)


def start_months(asked: Asked, today: date) -> tuple[Choice, ...]:
    """This month and the eleven after it; whichever the chosen dates are the whole of is chosen."""
    chosen = chosen_month(asked)
    found = [
        (today.year + (today.month - 1 + n) // 12, (today.month - 1 + n) % 12 + 1)
        for n in range(MONTHS_AHEAD)
    ]
    texts = [f"{year}-{month:02}" for year, month in found]
    texts = sorted({*texts, *([chosen] if chosen else [])})
    any_month = Choice("month-any", "start_month", "", "Any month", chosen is None)
    return (
        any_month,
        *(Choice(f"month-{t}", "start_month", t, words.day_or_month(t), t == chosen) for t in texts),
    )


def chosen_month(asked: Asked) -> str | None:
    """`2026-11` where the start dates are the whole of November."""
    first, last = asked.start_from, asked.start_to
    if not first or not last or month_of(f"{first:%Y-%m}") != (first, last):
        return None
    return f"{first:%Y-%m}"


def within(asked: Asked) -> tuple[Choice, ...]:
    chosen = asked.within or DEFAULT_MILES
    return tuple(
        Choice(f"within-{n:g}", "within", f"{n:g}", "1 mile" if n == 1 else f"{n:g} miles", n == chosen)
        for n in sorted({*map(float, MILES), chosen})
    )  # fmt: skip


def tags(asked: Asked, boroughs: Mapping[str, str], named: Mapping[tuple[str, str], str]) -> tuple[Tag, ...]:
    """Everything that narrows the search but its words, each with the link that lifts it. `named` are
    employers and sources by parameter and value."""
    return tuple(Tag(text, href(without)) for text, without in _narrowings(asked, boroughs, named))


def _narrowings(
    asked: Asked, boroughs: Mapping[str, str], named: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, Asked]]:
    if asked.located:
        yield f"Within {asked.within or DEFAULT_MILES:g} miles of {asked.located.label}", without_place(asked)
    for name, values in asked.filters.items():
        for value in values:
            left = [other for other in values if other != value]
            said = named.get((name, value)) or label(name, value, boroughs)
            yield said, asked.with_filter(name, left)
    for name, text in _single(asked):
        lifted = ("start_from", "start_to") if name == "start_month" else (name,)
        changes: dict[str, Any] = dict.fromkeys((*lifted, "cursor"))
        yield text, replace(asked, **changes)


def _single(asked: Asked) -> Iterator[tuple[str, str]]:
    if asked.age is not None:
        yield "age", f"Open at {asked.age}"
    if asked.school_year is not None:
        yield "school_year", f"Open to Year {asked.school_year}"
    if asked.min_hourly is not None:
        yield "min_hourly", f"At least {words.hourly_pounds(float(asked.min_hourly))} an hour"
    if asked.closing_before:
        yield "closing_before", f"Closes by {words.day(asked.closing_before)}"
    if month := chosen_month(asked):
        yield "start_month", f"Starts in {words.day_or_month(month)}"
    elif asked.start_from:
        yield "start_from", f"Starts from {words.day(asked.start_from)}"
    if asked.start_to and not chosen_month(asked):
        yield "start_to", f"Starts by {words.day(asked.start_to)}"
    if asked.posted_within_days:
        yield (
            "posted_within_days",
            f"Posted in the last {words.counted(asked.posted_within_days, 'day', 'days')}",
        )
    if asked.national:
        yield "national", f"Open to the whole country: {INCLUDE[asked.national].lower()}"
    if asked.remote:
        yield "remote", f"From home or online: {INCLUDE[asked.remote].lower()}"


def href(asked: Asked, path: str = "/") -> str:
    query = asked.query_string()
    return f"{path}?{query}" if query else path
