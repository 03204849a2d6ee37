"""THE table of filters whose values a search counts: parameters, documentation, facets, panel and messages follow it.

A further one is a row here, a field in `foothold.index.fields` with how its value is found, the reader of that value in
`foothold.reading`, and the phrases that mean it in `config/search/intents.csv`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from foothold.index.query import UNKNOWN
from foothold.searching import labels

_SMALL_WORDS = frozenset(("and", "of", "the", "for", "in", "at", "on", "with"))


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a search and the field of the index that has its name. Several values of one widen a search.

    `about` is for the documentation, `noun` for “We do not know the {noun} “…””, `given_up` goes on from “12
    opportunities” where the search without it finds some. `labels` are what people read for the values of a closed
    set, in their order. `title` heads its choices in the panel, which has those with a title in the order of `place`.
    """

    name: str
    about: str
    noun: str
    given_up: str
    labels: Mapping[str, str] | None = None
    title: str | None = None
    place: int = 0


FILTERS: tuple[Filter, ...] = (
    Filter("kind", "What sort of opportunity it is.", "kind of opportunity", "of any kind",
           labels.KINDS, "Kind of opportunity", 1),
    Filter("level", "The level of the apprenticeship.", "level", "at any level", labels.LEVELS, "Level", 4),
    Filter("route", "The occupational route.", "type of work", "on any route",
           labels.ROUTE_LABELS, "Type of work", 3),
    Filter("levy", "The employer’s position on the apprenticeship levy.", "levy choice",
           "whatever the employer’s levy position", labels.LEVY, "Apprenticeship levy", 10),
    Filter("funding", "How the training is paid for.", "choice of who pays for training",
           "whatever the funding", labels.FUNDING, "Who pays for training", 11),
    Filter("seeks_transfer", "Whether the employer seeks a levy transfer.", "levy choice",
           "whether or not a levy transfer is sought", labels.SEEKS_TRANSFER, "Levy transfer", 12),
    Filter("paid", "Whether it is paid.", "choice of paid or unpaid", "paid or not",
           labels.PAID, "Paid or unpaid", 5),
    Filter("grades", "Whether it asks for grades or qualifications, where that is certain.", "choice of grades",
           "whatever the grades", labels.GRADES, "Grades", 6),
    Filter("hours", "Hours a week.", "number of hours", "for any number of hours",
           labels.HOURS, "Hours a week", 7),
    Filter("weekend", "Whether weekends are worked, where that is certain.", "choice of days",
           "on any day of the week", labels.WEEKEND, "Weekends", 8),
    Filter("commitment", "A public commitment of the employer.", "employer’s promise",
           "whatever the employer has promised", labels.COMMITMENT, "What the employer has promised", 9),
    Filter("employer", "An employer’s slug.", "employer", "from any employer"),
    Filter("source", "The slug of a source of adverts.", "source", "from any source"),
    Filter("borough", "A London borough by ONS code or slug.", "borough", "in any borough",
           title="Borough", place=2),
)  # fmt: skip
"""In the order in which they stand in the address of a search."""

BY_NAME: Mapping[str, Filter] = {filter_.name: filter_ for filter_ in FILTERS}
PANEL: tuple[Filter, ...] = tuple(sorted((one for one in FILTERS if one.title), key=lambda one: one.place))
"""Those with counted choices on the search page, in its order."""


def labels_of(parameter: str) -> Mapping[str, str]:
    """What people read for each value, in their order; empty where the values are no closed set."""
    if parameter == "remote":
        return labels.REMOTE
    return (BY_NAME[parameter].labels if parameter in BY_NAME else None) or {}


def label(parameter: str, value: str, boroughs: Mapping[str, str]) -> str:
    """`("level", "3")` → `Level 3: like A levels`; `boroughs` are names by ONS code. Open sets show the slug in words."""
    if parameter == "borough":
        return boroughs.get(value, labels.BOROUGH_UNKNOWN if value == UNKNOWN else value)
    said = labels_of(parameter).get(value)
    if said:
        return said
    if value == UNKNOWN:
        return "Not stated"
    return _words(value)


@lru_cache(20_000)
def _words(value: str) -> str:
    """Kept, because an answer labels every employer that has an advert."""
    return " ".join(_in_words(word) for word in value.replace("_", "-").split("-"))


def _in_words(word: str) -> str:
    return word if word in _SMALL_WORDS else word.capitalize()
