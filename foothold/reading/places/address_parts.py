"""The words of one place, part by part between commas: which of them name a place, and which say where it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from foothold.model.places import Borough, Place, Precision
from foothold.model.postcode import areas_in
from foothold.reading.places.gazetteer import Named, PlaceTable
from foothold.reading.places.names import name_key
from foothold.reading.places.patterns import (
    BARE_STATE,
    NEUTRAL,
    POSTAL_COUNTIES,
    STATE,
    elsewhere,
    means_london,
)

_COMMAS = re.compile(r"\s*[,()\[\]\n\r]+\s*|\s+[-–—>@:]+\s+|\s*:\s+")
_LEAD = re.compile(r"^(?:the |our |near |in |at |around |based in |office in |greater |site )+", re.I)
_TAIL = re.compile(
    r"(?: (?:area|office|offices|campus|site|sites|town centre|station|underground|tube|borough|branch|store|"
    r"region|boroughs|hub|council|civic centre|town hall|england|uk|gb|united kingdom|based|town|city centre|hq))+$"
)
_HOUSE_NUMBER = re.compile(r"^\d{1,4}[a-z]?(?:\s*[-–]\s*\d{1,4}[a-z]?)?\s+(?=\D)", re.I)
_LONDON_TAIL = re.compile(r" (?:greater london|(?:(?:north|south)?(?: ?(?:east|west))? |central )?london)$")
_LONDON_HEAD = re.compile(
    r"^(?:greater london|(?:(?:north|south)(?: ?(?:east|west))?|east|west|central) london|london) "
)
_COUNTY_TAIL = re.compile(rf" ({'|'.join(POSTAL_COUNTIES)})$")
MOST_PARTS = 50
"""Stretches of one text that are read: London has 33 boroughs."""
MIDDLE = (51.507, -0.128)
COMPASS = frozenset(("north west", "north east", "south west", "home counties"))
"""Regions of England that beside London are parts of it, or beyond it as well: neither outweighs the word."""
NOT_ALONE = frozenset(
    (
        "richmond",
        "sutton",
        "kingston",
        "hayes",
        "merton",
        "city",
        "the city",
        "barnes",
        "chelsea",
        "stratford",
    )
)


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch between commas and what it is."""

    text: str
    key: str
    borough: Borough | None
    named: tuple[Named, ...]
    london: bool
    county: str | None
    elsewhere: str | None

    @property
    def neutral(self) -> bool:
        return self.key in NEUTRAL or not self.key

    @property
    def places(self) -> bool:
        return bool(self.borough or self.named)


@dataclass(frozen=True)
class Parts:
    """All stretches of one text. `in_london`: something else, such as a postcode, already says so."""

    parts: tuple[Part, ...]
    in_london: bool

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts)

    @property
    def neutral(self) -> bool:
        return all(part.neutral for part in self.parts)

    @property
    def only_context(self) -> bool:
        """Nothing here but London, a county or a country."""
        return all(part.neutral or part.county or (part.london and not part.places) for part in self.parts)

    @property
    def whole_name(self) -> bool:
        """A single name that holds an "and" of its own: Hammersmith and Fulham."""
        return any(part.places and re.search(r"\band\b", part.key) for part in self.parts)

    @property
    def known(self) -> bool:
        return all(p.places or p.london or p.county or p.elsewhere or p.neutral for p in self.parts) and any(
            p.places or p.london or p.elsewhere for p in self.parts
        )

    @property
    def is_list(self) -> bool:
        """Names that do not explain one another: boroughs, or London and towns elsewhere, with nothing else said."""
        said = [part for part in self.parts if not part.neutral]
        named = [part.borough for part in said if part.borough and not part.london]
        if len(set(named)) > 1 and all(part.borough or part.london for part in said):
            return True
        cities = [p for p in said if (p.elsewhere == "town" and not p.places) or (p.london and not p.places)]
        return len(said) > 1 and len(cities) == len(said) and any(p.elsewhere == "town" for p in said)

    @property
    def one_borough(self) -> bool:
        """A borough's bare name and nothing else, even one that other towns bear."""
        return len(self.parts) == 1 and self.parts[0].borough is not None

    @property
    def boroughs_only(self) -> bool:
        """Nothing is named but boroughs, at least one of which means London by itself."""
        said = [part for part in self.parts if not part.neutral and not (part.london and not part.places)]
        return all(part.borough for part in said) and (self.context or any(map(_alone, said)))

    @cached_property
    def context(self) -> bool:
        """London is said, or boroughs and county agree that the place is in it."""
        return self.in_london or any(part.london for part in self.parts)

    @cached_property
    def _abroad(self) -> bool:
        """A region elsewhere in the address outweighs even the word London: London, Ontario."""
        regions = [p for p in self.parts if p.elsewhere == "region" and not p.county]
        said_london = any(part.london for part in self.parts)
        return any(not (said_london and part.key in COMPASS) for part in regions)

    @cached_property
    def inside(self) -> bool | None:
        if self._abroad and not self.in_london:
            return False
        if self.context:
            return True
        if any(part.elsewhere for part in self.parts):
            return False
        if self._county:
            return True if self.decided else self._beyond_county
        if self._stands_alone:
            return True
        return None

    @property
    def _beyond_county(self) -> bool | None:
        """A county without a London place in it: Kent and its like are no London, unless a name might be."""
        first = next((part for part in self.parts if not part.neutral and not part.county), None)
        county = self._county
        if first is None or county is None:
            return None if county in ("middlesex", "middx") else False
        if any(n.borough.slug in POSTAL_COUNTIES[county] for n in first.named):
            return None
        return None if county in ("middlesex", "middx") else False

    @property
    def _compass(self) -> frozenset[str]:
        """The directions that the text gives: "South West London" → south, west."""
        said = next((part.key for part in self.parts if part.london), "")
        found = re.search(r"((?:(?:north|south|east|west) ?)+)london$", said)
        return frozenset(re.findall("north|south|east|west", found[1])) if found else frozenset()

    @property
    def _county(self) -> str | None:
        return next((part.county for part in self.parts if part.county), None)

    @cached_property
    def _stands_alone(self) -> bool:
        return any(_alone(part) for part in self.parts) or self._agreeing

    @property
    def _agreeing(self) -> bool:
        """Two parts that are places of one borough (South Harrow, Harrow) tell each other apart from namesakes."""
        held = [set(_boroughs_of(part)) for part in self.parts if part.places]
        return len(held) > 1 and bool(set.intersection(*held[:2]))

    @cached_property
    def decided(self) -> Place | None:
        """The most exact place of the text, with its borough where all of its parts leave only one."""
        if (self._abroad or any(p.elsewhere for p in self.parts)) and not self.context:
            return None
        if not (self.context or self._county or self._stands_alone):
            return None
        spoken = [part for part in self.parts if part.places]
        if not spoken:
            return None
        fitting = [self._fitting(part) for part in spoken]
        if self._county and not self.context and not any(fitting):
            return None
        return self._place(spoken, [fit for fit in fitting if fit is not None])

    def _fitting(self, part: Part) -> set[Borough] | None:
        """The boroughs that a part allows, after the county; None where it allows all."""
        held = set(_boroughs_of(part))
        if len(held) > 1:
            held = {n.borough for n in _candidates(part) if _lies(n, self._compass)} or held
        if self._county and not self.context:
            held = {b for b in held if b.slug in POSTAL_COUNTIES[self._county]}
        return held

    def _place(self, spoken: list[Part], fitting: list[set[Borough]]) -> Place:
        left = set.intersection(*fitting) if fitting else set()
        first = spoken[0]
        borough = next(iter(left)) if len(left) == 1 else None
        if borough and not _settles(spoken, borough):
            borough = None
        spot = _best(first, borough)
        if spot:
            return Place(first.text, None, borough, spot.lat, spot.lon, spot.precision)
        precision = Precision.BOROUGH if borough else (Precision.PLACE if first.named else None)
        return Place(first.text, None, borough, precision=precision)


def read_parts(text: str, table: PlaceTable, *, in_london: bool = False) -> Parts:
    return Parts(tuple(_parts(text, table)), in_london)


def _parts(text: str, table: PlaceTable) -> Iterator[Part]:
    pieces = [_without_areas(piece) for piece in _COMMAS.split(BARE_STATE.sub(", ", text))]
    pieces = [piece for piece in pieces if name_key(piece)][:MOST_PARTS]
    at = 0
    while at < len(pieces):
        words, key = " ".join(pieces[at].split()).strip(" .-–—"), name_key(pieces[at])
        if joined := _one_name(pieces[at : at + 2], table):
            yield _part(words, joined, table)
            at += 1
        elif at and STATE.fullmatch(words):
            yield Part(words, key, None, (), False, None, "region")
        else:
            yield _part(words, key, table)
        at += 1


def _one_name(pair: list[str], table: PlaceTable) -> str | None:
    """The key of a name that holds a comma (St George's Hospital, Tooting); a county or London is no part of it."""
    if len(pair) < 2 or name_key(pair[1]) in POSTAL_COUNTIES or means_london(name_key(pair[1])):
        return None
    joined = " ".join(pair)
    return name_key(joined) if table.named(joined) else None


def _without_areas(text: str) -> str:
    kept, at = [], 0
    for _, (start, end) in sorted(areas_in(text), key=lambda area: area[1]):
        if start >= at:
            kept.append(text[at:start])
            at = end
    return " ".join((*kept, text[at:]))


def _part(text: str, key: str, table: PlaceTable) -> Part:
    bare = _TAIL.sub("", name_key(_LEAD.sub("", _HOUSE_NUMBER.sub("", text)))) or key
    if found := _known(text, key, table) or _known(text, bare, table):
        return found
    if before := _before_region(text, bare, table):
        return before
    if trimmed := _trimmed(_LONDON_TAIL, bare) or _trimmed(_LONDON_HEAD, bare):
        inner = _known(text, trimmed, table) or _known(text, _TAIL.sub("", trimmed), table)
        said = bool(inner and (inner.places or not inner.elsewhere)) or bool(_LONDON_TAIL.search(bare))
        return Part(
            text, key, inner.borough if inner else None, inner.named if inner else (), said, None, None
        )
    if county := _COUNTY_TAIL.search(bare):
        inner = _known(text, bare[: county.start()], table)
        return Part(
            text, key, inner.borough if inner else None, inner.named if inner else (), False, county[1], None
        )
    return Part(text, key, None, (), False, None, None)


def _before_region(text: str, key: str, table: PlaceTable) -> Part | None:
    """A place with its far region and no comma between: London Ohio."""
    words = key.split()
    for count in (1, 2):
        tail, rest = " ".join(words[-count:]), " ".join(words[:-count])
        if rest and tail not in COMPASS and elsewhere(tail) == "region" and _known(text, rest, table):
            return Part(text, key, None, (), False, None, "region")
    return None


def _trimmed(pattern: re.Pattern[str], key: str) -> str | None:
    short = pattern.sub("", key)
    return short if short != key else None


def _known(text: str, key: str, table: PlaceTable) -> Part | None:
    if key in POSTAL_COUNTIES:
        return Part(text, key, None, (), False, key, None)
    borough, named = table.borough_by(key), table.named(key)
    london = means_london(key) and not borough
    beyond = None if borough else elsewhere(key)
    if borough and (key.startswith(("london borough", "royal borough", "lb ")) or key == "city of london"):
        london = True
    if borough or named or london or beyond or key in NEUTRAL:
        return Part(text, key, borough, named, london, None, beyond)
    return None


def _alone(part: Part) -> bool:
    if part.key in NOT_ALONE:
        return False
    return part.borough is not None or any(named.alone for named in part.named)


def _candidates(part: Part) -> tuple[Named, ...]:
    """The best kind that bears the name: a ward counts only where neither locality nor station does."""
    better = tuple(named for named in part.named if named.kind != "ward")
    return better or part.named


def _boroughs_of(part: Part) -> tuple[Borough, ...]:
    if part.borough:
        return (part.borough,)
    return tuple(dict.fromkeys(named.borough for named in _candidates(part)))


def _lies(named: Named, compass: frozenset[str]) -> bool:
    """Whether a place lies in these directions from the middle of London, with a mile's grace."""
    north, east = named.lat - MIDDLE[0], (named.lon - MIDDLE[1]) * 0.62
    offsets = {"north": north, "south": -north, "east": east, "west": -east}
    return all(offsets[way] > -0.015 for way in compass)


def _settles(spoken: list[Part], borough: Borough) -> bool:
    """Whether some part decides the borough by itself: a borough's name, or a name whose surroundings agree."""
    return any(part.borough == borough or _sure(part, borough) for part in spoken)


def _sure(part: Part, borough: Borough) -> bool:
    here = [named for named in _candidates(part) if named.borough == borough]
    return bool(here) and all(named.sure for named in here)


def _best(part: Part, borough: Borough | None) -> Named | None:
    """The point to show: of the borough that was decided, or of a name with one point only."""
    if part.borough and not part.named:
        return None
    held = _candidates(part)
    here = [named for named in held if named.borough == borough] if borough else list(held)
    near = [n for n in here if abs(n.lat - here[0].lat) < 0.01 and abs(n.lon - here[0].lon) < 0.016]
    return here[0] if here and len(near) == len(here) else None
