"""How names of places compare: case, accents, "St." and "&", hyphens and apostrophes make no difference."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 500
"""No name has more characters; what follows is not read."""
_MARKS = re.compile(r"['’‘`´.]")
_GAPS = re.compile(r"[^a-z0-9]+")
_STATION = re.compile(
    r"(?<!\s)\s*+\((?!kent\b|surrey\b)[^()]*+\)"
    r"|(?<!\s)\s++(?:underground|overground|dlr|rail|railway|tube|train)?+\s*+station$|-underground$|(?<!\s)\s++(?:ell|nll)$",
    re.I,
)


def name_key(text: str) -> str:
    """`St. Paul's` → `st pauls`, `Hammersmith & Fulham` → `hammersmith and fulham`."""
    return _key(text[:LONGEST])


# One reading asks several times for the key of the same name.
@lru_cache(maxsize=2_048)
def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", _STATION.sub("", _MARKS.sub("", text)))
    plain = plain.encode("ascii", "ignore").decode().lower().replace("&", " and ")
    words = _GAPS.sub(" ", plain).split()
    return " ".join("st" if word == "saint" else word for word in words)
