"""How a search page shows what it made of the words: a tag for each reading, and the way back to the words."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from foothold.index.query import UNKNOWN
from foothold.searching.filters import label
from foothold.searching.intents import Intent
from search_api.search.parameters import DEFAULT_MILES, Intents
from search_api.search.request import Asked
from search_api.search.understanding import IntentReader, without_intent, without_intents
from search_api.web.search.filters import Tag, href

REMOTE = "From home or online"


@dataclass(frozen=True, slots=True)
class UnderstoodTag:
    """`tags` lift one reading each, `exactly` all of them. `again` is there where the words are searched for
    as they are and could be read. `kept` are hidden fields: the words for which the form was made, and
    the filters of theirs that it does not show."""

    tags: tuple[Tag, ...] = ()
    exactly: str | None = None
    again: str | None = None
    kept: tuple[tuple[str, str], ...] = ()


def reading_of(
    reader: IntentReader,
    asked: Asked,
    intents: tuple[Intent, ...],
    boroughs: Mapping[str, str],
    in_form: Collection[str],
) -> UnderstoodTag:
    """`in_form` are the parameters that the page's form has a field for: it sends the others hidden."""
    applied = tuple(intent for intent in intents if intent.filters)
    tags = tuple(
        Tag(_said(intent, asked, boroughs), href(without_intent(asked, intent))) for intent in applied
    )
    literal = not intents and reader.means_filters(asked)
    again = href(_read_again(asked)) if literal and asked.intents is Intents.IGNORE else None
    kept: tuple[tuple[str, str], ...] = (("read", asked.q),) if applied or literal or asked.as_words else ()
    kept += tuple(
        (name, value)
        for intent in applied
        for name, values in intent.filters.items()
        for value in values
        if name not in in_form
    )
    return UnderstoodTag(tags, href(without_intents(asked)) if applied else None, again, kept)


def _read_again(asked: Asked) -> Asked:
    return replace(asked, intents=None, as_words=(), cursor=None)


def _said(intent: Intent, asked: Asked, boroughs: Mapping[str, str]) -> str:
    """`“paid internship”: Paid, Internship, Supported internship`."""
    said = [
        text for name, values in intent.filters.items() for text in _labels(name, values, asked, boroughs)
    ]
    return f"“{intent.words}”: {', '.join(said)}"


def _labels(name: str, values: tuple[str, ...], asked: Asked, boroughs: Mapping[str, str]) -> Iterator[str]:
    for value in values:
        if name == "near":
            yield f"within {asked.within or DEFAULT_MILES:g} miles of {value}"
        elif name == "remote":
            yield REMOTE
        elif name == "school_year":
            yield f"School year {value}"
        elif name == "age":
            yield f"Age {value}"
        elif value != UNKNOWN:
            yield label(name, value, boroughs)
        else:
            yield "or not stated"
