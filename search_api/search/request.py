"""Query strings to searches and back: the API reads strictly, pages leniently, links are written from `Asked`."""

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from foothold.clock import london_date
from foothold.errors import AmbiguousPlace, OutsideLondon, UnknownPlace
from foothold.index.query import Include, Near, Position, SearchQuery, Sort
from foothold.reading.age import ages_of_year
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.filters import FILTERS
from foothold.searching.locate import Located, boroughs_in
from foothold.searching.typed_place import locate_typed
from search_api.http.problems import BadParameters, ParameterError
from search_api.search.parameters import (
    DEFAULT_MILES,
    DEFAULT_PER_PAGE,
    Intents,
    NotAllowed,
    Parameter,
    search_parameters,
)

MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query string asks for, read. None (or nothing) is what was not given; boroughs are ONS codes.
    `liked` stands in none: what was understood of `q` may put it there."""

    q: str = ""
    liked: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: str | None = None
    located: Located | None = None
    within: float | None = None
    age: int | None = None
    school_year: int | None = None
    min_hourly: Decimal | None = None
    closing_before: date | None = None
    start_from: date | None = None
    start_to: date | None = None
    posted_within_days: int | None = None
    national: Include | None = None
    remote: Include | None = None
    intents: Intents | None = None
    as_words: tuple[str, ...] = ()
    explain: bool | None = None
    sort: Sort | None = None
    per_page: int | None = None
    cursor: str | None = None

    @property
    def order(self) -> Sort:
        """The order asked for, or the one that serves best: by match, by distance, else newest first."""
        if self.sort:
            return self.sort
        if self.q or self.liked:
            return Sort.RELEVANCE
        return Sort.DISTANCE if self.located else Sort.NEWEST

    @property
    def has_place(self) -> bool:
        return bool(self.located or self.filters.get("borough"))

    @property
    def ages(self) -> tuple[int | None, int | None]:
        """The latest first and the earliest last of the ages that were asked for: both must be met."""
        asked = [(self.age, self.age)] if self.age is not None else []
        asked += [ages_of_year(self.school_year)] if self.school_year is not None else []
        return (max(low for low, _ in asked), min(high for _, high in asked)) if asked else (None, None)

    def search_query(
        self, at: datetime, *, facets: tuple[str, ...] = (), after: Position | None = None
    ) -> SearchQuery:
        elsewhere = Include.EXCLUDE if self.has_place else Include.INCLUDE
        miles = self.within or DEFAULT_MILES
        age_from, age_to = self.ages
        days = self.posted_within_days
        return SearchQuery(
            at=at,
            text=self.q,
            liked=self.liked,
            filters=self.filters,
            near=Near(self.located.lat, self.located.lon, miles) if self.located else None,
            age_from=age_from,
            age_to=age_to,
            min_hourly=self.min_hourly,
            closing_before=self.closing_before,
            start_from=self.start_from,
            start_to=self.start_to,
            posted_from=london_date(at) - timedelta(days=days) if days else None,
            national=self.national or elsewhere,
            remote=self.remote or elsewhere,
            sort=self.order,
            size=self.per_page or DEFAULT_PER_PAGE,
            after=after,
            facets=facets,
        )

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The query string's names and values, in one order: equal searches have equal query strings."""
        if self.q:
            yield "q", self.q
        for one in FILTERS:
            for value in sorted(self.filters.get(one.name, ())):
                yield one.name, value
        for words in self.as_words:
            yield "as_words", words
        for name in _SINGLE:
            value = getattr(self, name)
            if value is not None:
                yield name, _written(value)

    def query_string(self, **changes: Any) -> str:
        """As it stands in a link, with some fields changed: `asked.query_string(cursor=None, sort=Sort.PAY)`."""
        return urlencode(list(replace(self, **changes).pairs()))

    def with_filter(self, name: str, values: Sequence[str]) -> "Asked":
        """The same search from its first page with other values of one filter; none lifts it."""
        return replace(self.filtered(name, values), cursor=None)

    def filtered(self, name: str, values: Sequence[str]) -> "Asked":
        """The same page of the search with other values of one filter."""
        filters = {k: v for k, v in self.filters.items() if k != name}
        if values:
            filters[name] = tuple(values)
        return replace(self, filters=filters)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


_SINGLE = (
    "near", "within", "age", "school_year", "min_hourly", "closing_before", "start_from", "start_to", "posted_within_days",
    "national", "remote", "intents", "explain", "sort", "per_page", "cursor",
)  # fmt: skip
_ENUMS: Mapping[str, Callable[[str], Any]] = {
    "national": Include, "remote": Include, "sort": Sort, "intents": Intents, "explain": "true".__eq__,
}  # fmt: skip


def read_value(name: str, value: Any) -> Any:
    """What the table of parameters read, as `Asked` keeps it."""
    return _ENUMS[name](value) if name in _ENUMS else value


class QueryReader:
    """Reads query strings with one table of places. `parameters` is what the documentation lists."""

    def __init__(self, places: PlaceTable) -> None:
        self.places = places
        self.parameters: dict[str, Parameter] = search_parameters(places.boroughs())

    def strictly(
        self, args: MultiDict[str, str], leave_out: Collection[str] = (), also: Collection[str] = ()
    ) -> Asked:
        """Raises BadParameters naming every unknown parameter and value; `leave_out` are unknown here too, and
        `also` are read elsewhere."""
        asked, errors = self._read(args)
        known = (*(name for name in self.parameters if name not in leave_out), *also)
        unknown = [unknown_parameter(name, known) for name in args if name not in known]
        if unknown or errors:
            raise BadParameters((*unknown, *errors))
        return asked

    def leniently(self, args: MultiDict[str, str]) -> tuple[Asked, dict[str, ParameterError]]:
        """The search without what could not be read, and by parameter what to tell the person about it.
        Parameters that are no part of a search (`utm_source`) are passed over, and several boroughs that were
        typed as the place (`Hackney and Camden`) are boroughs, and the month of `start_month` is its days."""
        asked, errors = self._read(_with_days_of_month(self._with_boroughs_apart(args)))
        return asked, {error.parameter: error for error in errors}

    def _read(self, args: MultiDict[str, str]) -> tuple[Asked, list[ParameterError]]:
        errors: list[ParameterError] = []
        read: dict[str, Any] = {}
        for name, parameter in self.parameters.items():
            given = [text for text in args.getlist(name) if text]
            values = list(self._values(parameter, given, errors))
            if values:
                read[name] = tuple(dict.fromkeys(values)) if parameter.many else values[0]
        filters = {one.name: read.pop(one.name) for one in FILTERS if one.name in read}
        asked = Asked(filters=filters, **{name: read_value(name, value) for name, value in read.items()})
        return self._placed(asked, errors), errors

    def _with_boroughs_apart(self, args: MultiDict[str, str]) -> MultiDict[str, str]:
        several = boroughs_in(args.get("near", ""), self.places)
        if not several:
            return args
        pairs = [(name, value) for name, value in args.items(multi=True) if name != "near"]
        return MultiDict([*pairs, *(("borough", borough.slug) for borough in several)])

    def _values(self, parameter: Parameter, given: list[str], errors: list[ParameterError]) -> Iterator[Any]:
        most = MOST_VALUES if parameter.many else 1
        if len(given) > most:
            times = "once" if most == 1 else f"at most {most} times"
            errors.append(ParameterError(parameter.name, given[most][:60], f"Give {parameter.name} {times}."))
        for text in given[:most]:
            try:
                yield parameter.read(text)
            except NotAllowed as error:
                errors.append(ParameterError(parameter.name, text[:60], str(error), error.allowed))

    def _placed(self, asked: Asked, errors: list[ParameterError]) -> Asked:
        """The search with `near` found on the map; without it where that cannot be done."""
        if asked.near:
            try:
                return replace(asked, located=locate_typed(asked.near, self.places))
            except AmbiguousPlace as error:
                errors.append(ParameterError("near", asked.near, str(error), candidates=error.candidates))
            except OutsideLondon as error:
                nearest = (error.nearest,) if error.nearest else ()
                errors.append(
                    ParameterError("near", asked.near, str(error), candidates=nearest, outside=True)
                )
            except UnknownPlace as error:
                errors.append(ParameterError("near", asked.near, str(error)))
        elif asked.sort is Sort.DISTANCE:
            message = "Sorting by distance needs near: give a postcode, a station or a place."
            errors.append(ParameterError("sort", Sort.DISTANCE, message))
        return replace(asked, near=None, sort=None if asked.sort is Sort.DISTANCE else asked.sort)


def month_of(text: str) -> tuple[date, date] | None:
    """The first and the last day of `2026-11`."""
    if not re.fullmatch(r"20\d\d-(?:0[1-9]|1[0-2])", text, re.ASCII):
        return None
    first = date.fromisoformat(f"{text}-01")
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def _with_days_of_month(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """A list of months cannot name two parameters in a form without scripts."""
    days = month_of(args.get("start_month", ""))
    if not days:
        return args
    pairs = [
        (name, value) for name, value in args.items(multi=True) if name not in ("start_from", "start_to")
    ]
    return MultiDict([*pairs, ("start_from", str(days[0])), ("start_to", str(days[1]))])


def unknown_parameter(name: str, known: tuple[str, ...]) -> ParameterError:
    message = f"There is no parameter “{name[:60]}”. The parameters are {', '.join(known)}."
    return ParameterError(name[:60], "", message, known)
