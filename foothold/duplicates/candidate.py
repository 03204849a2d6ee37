"""A `Claim`: what a sighting says of which advert it is. Costly readings of its texts wait until they are asked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from foothold.duplicates.similarity import (
    Title,
    employer_key,
    name_words,
    number_of,
    opening_of,
    shingles,
    spoken,
    title_key,
    title_of,
    words_of,
)
from foothold.model.authority import owner_of
from foothold.model.identity import canonical_url
from foothold.model.posting import RawPosting
from foothold.model.public import PublicOpportunity

_VACANCY = re.compile(r"(?:VAC)?([12]000\d{6})")
"""The national service's numbers: ten digits, 1000 or 2000 first, that other boards repeat with or without VAC."""
_OPENING_WORDS = 12


def vacancy_reference(posting: RawPosting) -> str | None:
    """`VAC1000123456` where the source's reference is a number of the national service, else None."""
    found = _VACANCY.fullmatch((posting.external_id or "").strip().upper())
    return f"VAC{found[1]}" if found else None


def apply_key(posting: RawPosting) -> str | None:
    return canonical_url(posting.apply_url)


@dataclass(frozen=True)
class Claim:
    """`keys` are its vacancy reference and its apply address; `blocks` are numbers that it shares with what it
    might be a copy of. `own_id` is the id that it has alone, `boroughs` is empty where none is known, and
    `read` gives its content in the public shape."""

    own_id: str
    source: str
    first_seen: datetime
    last_seen: datetime
    withdrawn: bool
    keys: frozenset[str]
    blocks: frozenset[int]
    kind: str | None
    level: int | None
    boroughs: frozenset[str]
    read: Callable[[], PublicOpportunity] = field(compare=False, repr=False)
    kept_apart: bool = False

    @property
    def owner(self) -> str:
        return owner_of(self.source)

    @cached_property
    def content(self) -> PublicOpportunity:
        return self.read()

    @cached_property
    def place_words(self) -> frozenset[str]:
        return place_words(self.content)

    @cached_property
    def title(self) -> Title:
        return title_of(self.content["title"])

    @cached_property
    def employer(self) -> str | None:
        return employer_of(self.content)

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.content)

    @cached_property
    def text(self) -> frozenset[int]:
        return shingles(self.words)

    @cached_property
    def spoken(self) -> str:
        said = self.content
        return spoken(f"{said['title']} {said['summary'] or ''} {' '.join(self.words)}")

    @cached_property
    def postcodes(self) -> frozenset[str]:
        return frozenset(p["postcode"].replace(" ", "") for p in self.content["places"] if p["postcode"])

    @cached_property
    def closing(self) -> date | None:
        said = self.content["closing_date"]
        return date.fromisoformat(said) if said else None


def employer_of(content: PublicOpportunity) -> str | None:
    employer = content["employer"]
    return employer["name"] if employer else None


def place_words(content: PublicOpportunity) -> frozenset[str]:
    """The words of an advert's places and boroughs: a title that ends with them names no other work."""
    places = content["places"]
    named = [place["name"] or "" for place in places]
    named += [place["borough"]["name"] for place in places if place["borough"]]
    return frozenset[str]().union(*map(name_words, named))


BLOCKS = ("by_title", "by_closing", "by_place", "by_text")


def blocks_of(content: PublicOpportunity, boroughs: str) -> dict[str, int | None]:
    """Numbers under which copies of an advert are looked for, None where it does not say enough.

    Employer and work; employer and closing date (the work named otherwise); work, boroughs and closing date,
    and work, boroughs and first words (the employer named otherwise).
    """
    who = employer_key(employer_of(content))
    besides = place_words(content) | name_words(employer_of(content) or "")
    work = title_key(content["title"], besides)
    closing = content["closing_date"]
    opening = opening_of(content, _OPENING_WORDS)
    return {
        "by_title": number_of("title", who, work) if who else None,
        "by_closing": number_of("closing", who, closing) if who and closing else None,
        "by_place": number_of("place", work, closing, boroughs) if closing and boroughs else None,
        "by_text": number_of("text", work, opening, boroughs) if len(opening) == _OPENING_WORDS else None,
    }
