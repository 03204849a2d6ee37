"""Other searches to offer: the place in the words, the nearest wider choices, the places a name may mean."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from foothold.index.contract import SearchIndex
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.intents import Intent
from foothold.searching.place_in_query import PlaceSaid, place_said, places_said
from search_api.http.problems import ParameterError
from search_api.search.relax import wider_with_totals, without_place
from search_api.search.request import Asked
from search_api.search.understanding import UnderstoodSearch, without_intents
from search_api.web import words
from search_api.web.search.filters import href

MOST_OFFERS = 2
WIDER = (10, 20)
"""Miles to offer to somebody outside London."""


@dataclass(frozen=True, slots=True)
class Offer:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A place that was typed and is not clear, or not in London, with what may be meant or done instead."""

    heading: str
    text: str | None
    choices: tuple[Offer, ...]


def asked_back(asked: Asked, unclear: ParameterError, path: str = "/") -> AskedBack:
    """Of an error with candidates."""
    if not unclear.outside:
        return AskedBack(
            f"Which “{unclear.value}” do you mean?", None, meanings(asked, unclear.candidates, path)
        )
    nearest = unclear.candidates[0]
    near = replace(asked, near=nearest, cursor=None)
    choices = [Offer(f"Search near {nearest}", href(near, path))]
    choices += [
        Offer(f"Search within {miles} miles of {nearest}", href(replace(near, within=float(miles)), path))
        for miles in WIDER
    ]
    return AskedBack(f"“{unclear.value}” is not in London", unclear.message, tuple(choices))


def asked_back_in_words(asked: Asked, said: Intent, table: PlaceTable) -> AskedBack:
    """Of a name among the words that several places have."""
    name = said.candidates[0].partition(" (")[0]
    place = place_said(asked.q, table)
    choices = tuple(_offered(asked, place, table)) if place else ()
    return AskedBack(f"Which “{name}” do you mean?", None, choices)


def places(asked: Asked, table: PlaceTable) -> tuple[Offer, ...]:
    """`nursery e8` → “Show “nursery” near E8”; a borough typed as the place → only in that borough."""
    return (*_in_words(asked, table), *_whole_borough(asked))[:MOST_OFFERS]


def _in_words(asked: Asked, table: PlaceTable) -> Iterator[Offer]:
    if not asked.q or asked.has_place:
        return
    # What is clear comes before what may be one of several.
    for place in sorted(places_said(asked.q, table), key=lambda place: bool(place.candidates)):
        yield from _offered(asked, place, table)


def _offered(asked: Asked, place: PlaceSaid, table: PlaceTable) -> Iterator[Offer]:
    """The search without the place's words, in or near each place that they may mean."""
    rest = place.rest(asked.q)
    what = f"“{rest}”" if rest else "everything"
    narrowed = replace(asked, q=rest, cursor=None, sort=None)
    for label in _labels(place):
        if borough := table.borough_by(label):
            inside = narrowed.with_filter("borough", [borough.code])
            yield Offer(f"Show {what} in {borough.name}", href(inside))
        else:
            yield Offer(f"Show {what} near {label}", href(replace(narrowed, near=label)))


def _labels(place: PlaceSaid) -> Iterator[str]:
    yield from (borough.name for borough in place.boroughs)
    if place.located:
        yield place.located.label
    yield from place.candidates


def _whole_borough(asked: Asked) -> Iterator[Offer]:
    borough = asked.located.borough if asked.located else None
    if borough and asked.located and asked.located.label == borough.name and not asked.filters.get("borough"):
        inside = without_place(asked).with_filter("borough", [borough.code])
        yield Offer(f"Show only what is in the borough of {borough.name}", href(inside))


def meanings(asked: Asked, candidates: tuple[str, ...], path: str = "/") -> tuple[Offer, ...]:
    """The same search near each place that an ambiguous name may mean."""
    return tuple(Offer(name, href(replace(asked, near=name, cursor=None), path)) for name in candidates)


def exactly(index: SearchIndex, asked: Asked, at: datetime) -> tuple[Offer, ...]:
    """The same search with words that are nothing but words, where that finds something."""
    plain = without_intents(asked)
    total = index.search(replace(plain.search_query(at), size=1)).total
    return (Offer(f"{words.opportunities(total)} for exactly these words", href(plain)),) if total else ()


def wider_choices(
    index: SearchIndex, asked: Asked, at: datetime, said: UnderstoodSearch
) -> tuple[Offer, ...]:
    """Searches that give up one thing and find something, the least first, each with its count. Where none
    does, the words alone (`said`) and the place alone."""
    one_less = tuple(
        Offer(f"{words.opportunities(wide.total)} {wide.why}", href(wide.asked))
        for wide in wider_with_totals(index, asked, at)
    )
    return one_less or tuple(_bare(index, asked, at, said))


def _bare(index: SearchIndex, asked: Asked, at: datetime, said: UnderstoodSearch) -> Iterator[Offer]:
    place = Asked(near=asked.near, located=asked.located, within=asked.within)
    bare = ((said.search, said.asked, f"for “{said.asked.q}”", said.asked.q),
            (place, place, f"near {asked.near}", asked.located))  # fmt: skip
    for less, link, why, there in bare:
        total = index.search(less.search_query(at)).total if there and less != asked else 0
        if total:
            yield Offer(f"{words.opportunities(total)} {why}", href(link))
