"""How names of places compare: case, accents, "St." and "&", hyphens and apostrophes make no difference."""

import re
import unicodedata

_MARKS = re.compile(r"['’‘`´.]")
_GAPS = re.compile(r"[^a-z0-9]+")
_STATION = re.compile(
    r"\s*\((?!kent\b|surrey\b)[^)]*\)|\s+(?:underground|overground|dlr|rail|railway|tube|train)?\s*station$"
    r"|-underground$|\s+(?:ell|nll)$",
    re.I,
)


def name_key(text: str) -> str:
    """`St. Paul's` → `st pauls`, `Hammersmith & Fulham` → `hammersmith and fulham`."""
    plain = unicodedata.normalize("NFKD", _STATION.sub("", _MARKS.sub("", text)))
    plain = plain.encode("ascii", "ignore").decode().lower().replace("&", " and ")
    words = _GAPS.sub(" ", plain).split()
    return " ".join("st" if word == "saint" else word for word in words)
