"""Postcodes as text: the unit, sector and district that a string states. Nothing is guessed: O stays O."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OUT = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_UNIT = re.compile(rf"(?<![A-Z0-9])({_OUT})\s*([0-9])\s*([ABD-HJLNP-UW-Z]{{2}})(?![A-Z0-9])", re.I)
_SECTOR = re.compile(rf"(?<![A-Z0-9])({_OUT})\s([0-9])(?=\s*(?:$|[,;|)\]]))", re.I)
_DISTRICT = re.compile(rf"(?<![A-Z0-9&'’.-])({_OUT})(?![A-Z0-9'’]|-\w)", re.I)
_NOT_A_POSTCODE = re.compile(
    r"\b(?:unit|room|rooms|block|floor|building|suite|gate|zone|bay|door|shed|level|terminal|plot|hall|"
    r"junction|motorway|grade|band|wing|lot)\s*$",
    re.I,
)
_LONGEST_WORD = 20
"""Characters in which one of these words is looked for."""


@dataclass(frozen=True, slots=True)
class Postcode:
    """`SE1 9PZ` in parts. Only a unit has all three."""

    district: str
    sector: str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        return self.unit or self.sector or self.district


def read_postcode(text: str | None) -> Postcode | None:
    """A string that is a postcode and nothing else, in any case and spacing: unit, sector or district."""
    tidy = " ".join((text or "").split())
    if len(tidy) > 10:
        return None
    for pattern in (_UNIT, _SECTOR, _DISTRICT):
        if found := pattern.fullmatch(tidy):
            return _of(*found.groups())
    return None


def units_in(text: str) -> Iterator[tuple[Postcode, tuple[int, int]]]:
    """Every full postcode in a text, with where it stands."""
    for found in _UNIT.finditer(text):
        yield _of(*found.groups()), found.span()


def areas_in(text: str) -> Iterator[tuple[Postcode, tuple[int, int]]]:
    """What looks like a sector or a district: whether there is one of that name, a table must say."""
    taken = [found.span() for found in _SECTOR.finditer(text)]
    for found in _SECTOR.finditer(text):
        yield _of(*found.groups()), found.span()
    for found in _DISTRICT.finditer(text):
        start, end = found.span()
        inside = any(left <= start < right for left, right in taken)
        if not inside and not _NOT_A_POSTCODE.search(text[max(0, start - _LONGEST_WORD) : start]):
            yield _of(found[1]), (start, end)


def _of(out: str, digit: str | None = None, letters: str | None = None) -> Postcode:
    district = out.upper()
    sector = f"{district} {digit}" if digit else None
    return Postcode(district, sector, f"{sector}{letters.upper()}" if sector and letters else None)
