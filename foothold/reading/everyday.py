"""What people call a piece of work who do not know the trade's words.

`config/search/everyday.tsv` has a row for each apprenticeship standard, with phrases of the project's own: what it is
called (`names`), what one does, where and with whom (`does`), and which subjects, hobbies and wishes lead there
(`interests`). An advert takes the phrases of its course; one without a course those of the work that its title names.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from foothold.model.courses import built_in_courses
from foothold.model.organisations import slugify
from foothold.model.public import PublicOpportunity
from foothold.reading.plurals import singular

MOST_STANDARDS = 6
"""A title that names more kinds of work than this ("assistant") says too little for any of them."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Everyday:
    """`names` of the work, and what is said `about` it, each phrase once."""

    names: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.about)


class EverydayTable:
    """Phrases by the title of a course and by the names of the work."""

    def __init__(self, rows: Mapping[str, Everyday], titles: Mapping[str, str]) -> None:
        """`rows` and `titles` (of the courses) by the standard's reference."""
        self._rows = rows
        self._by_course: dict[Words, list[str]] = {}
        self._by_name: dict[Words, list[str]] = {}
        for reference, title in titles.items():
            self._by_course.setdefault(_words(title), []).append(reference)
            # The titles of standards without a row too: a veterinary nurse is no nurse.
            for name in dict.fromkeys(_words(text) for text in (*self._row(reference).names, title)):
                self._by_name.setdefault(name, []).append(reference)
        self._longest = max(map(len, self._by_name), default=0)

    @cached_property
    def phrases(self) -> frozenset[str]:
        """Every phrase of every row."""
        return frozenset(phrase for row in self._rows.values() for phrase in (*row.names, *row.about))

    def of(self, title: str, course: str | None) -> Everyday:
        """By the course where the table knows it, else by the longest name in the title."""
        found = self._by_course.get(_words(course), []) if course else []
        return self._together(found or self._named_in(_words(title)))

    def _row(self, reference: str) -> Everyday:
        return self._rows.get(reference, Everyday())

    def _named_in(self, title: Words) -> list[str]:
        for length in range(min(self._longest, len(title)), 0, -1):
            for start in range(len(title) - length + 1):
                found = self._by_name.get(title[start : start + length], [])
                if 0 < len(found) <= MOST_STANDARDS:
                    return found
        return []

    def _together(self, references: list[str]) -> Everyday:
        rows = [self._row(reference) for reference in references]
        names = dict.fromkeys(name for row in rows for name in row.names)
        about = dict.fromkeys(phrase for row in rows for phrase in row.about)
        return Everyday(tuple(names), tuple(about))


def everyday_of(public: PublicOpportunity) -> Everyday:
    """Of an opportunity in its public shape; empty where its work is not known."""
    course = public["course"]
    return _found(public["title"], course["title"] if course else None)


@lru_cache(8_192)
def _found(title: str, course: str | None) -> Everyday:
    return built_in_everyday().of(title, course)


@cache
def built_in_everyday() -> EverydayTable:
    titles = {standard.reference: standard.title for standard in built_in_courses().standards}
    lines = files("config").joinpath("search/everyday.tsv").read_text(encoding="utf-8").splitlines()
    rows = {
        row["reference"]: _row(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    }
    return EverydayTable(rows, titles)


def _row(row: Mapping[str, str]) -> Everyday:
    return Everyday(_phrases(row["names"]), (*_phrases(row["does"]), *_phrases(row["interests"])))


def _phrases(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.strip() for phrase in cell.split("|") if phrase.strip()))


def _words(text: str) -> Words:
    """Without plurals: `Dog walkers` is a dog walker."""
    return tuple(singular(word) for word in slugify(text).split("-"))
