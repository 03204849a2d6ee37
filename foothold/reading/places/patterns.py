"""Words about places that are no place in London: regions, counties, countries, and what a text says of them."""

import re
from functools import cache
from importlib.resources import files

from foothold.model.opportunity import Remote
from foothold.reading.clauses import Extent, extents
from foothold.reading.places.names import name_key

NATIONAL = re.compile(
    r"\b(?:u\.?k|england|britain|nation|country)[\s-]*wide\b|\bnational(?:ly)?\s*(?:\([^)]*\))?$|^national\b(?!\s+\w)"
    r"|\b(?:across|throughout|anywhere in|all over|all across|any(?:where)? (?:location )?(?:in|within))\s+(?:the\s+)?"
    r"(?:whole\s+(?:of\s+)?)?(?:the\s+)?(?:u\.?k|united kingdom|england|(?:great )?britain|country|nation)\b",
    re.I,
)
SEVERAL = re.compile(
    r"\+\s*(\d+)(?:\s+(?:more|other))?(?:\s+(?:locations?|sites?|places?|more|others?))?\s*$|\band\s+(\d+)\s+(?:more|other)s?\b.*$"
    r"|\b(?:and )?(?:various|multiple|several|other|many|numerous|all)\s+(?:other\s+)?(?:u\.?k\.?\s+)?(?:locations?|sites?|places?|offices?|cities)\b"
    r"(?!\s+(?:across|in|around|throughout|within)\b)",
    re.I,
)
_ON_SITE = r"(?:on[- ]?site|in[- ]?office|office[- ]based)"
_HYBRID = re.compile(
    rf"\bhybrid\b|\bpart(?:ly|ially)?[- ]remote\b|\bremote(?:ly)?\s*(?:/|\bor\b|&)\s*(?:office\b|{_ON_SITE}\b)"
    rf"|\b(?:{_ON_SITE}|office)\s*(?:/|\bor\b|&)\s*remote(?:ly)?\b",
    re.I,
)
_PRESENT = re.compile(rf"\b{_ON_SITE}\b|\bin[- ]person\b", re.I)
_NO_WORKPLACE = r"(?! (?:interviews?|assessments?|applications?|forms?|tests?|events?|open (?:days?|evenings?)|retail\w*|shops?|stores?)\b)"
_HOME = re.compile(
    r"\bremote(?:ly)?\b|\btelecommut\w+\b|\b(?:work(?:ing)? |days? |(?:a|per) week )(?:from|at) home\b|\bwfh\b"
    rf"|\bhome[- ]?(?:based|working)\b|\bvirtual\b{_NO_WORKPLACE}|(?<!\bapply )\bonline\b{_NO_WORKPLACE}",
    re.I,
)
"""The words for ways of working, in a field of their own, among places and in titles."""
_NOISE = re.compile(
    r"\b(?:fully|100\s*%|mostly|partially)?\s*(?:hybrid|remote(?:ly)?|on[- ]?site|in[- ]?office|office[- ]?based|in[- ]person|"
    r"work(?:ing)? (?:from|at) home|wfh|home[- ](?:based|working)|telecommut\w+|virtual|online)\b(?:\s*(?:working|work|role|job))?"
    r"|\b\d\s*(?:-\s*\d\s*)?days?\s+(?:a|per)\s+week\b|\b(?:location|address|based (?:in|at)|located (?:in|at)|office in|offices in)\s*:?\s+"
    r"|\(\s*(?:u\.?k\.?|uk|gb|gbr)\s*\)|^\s*flexible\b(?:\s+locations?)?",
    re.I,
)
_WAY = re.compile(rf"{_HYBRID.pattern}|{_PRESENT.pattern}|{_HOME.pattern}", re.I)
_BRACKET = re.compile(r"\([^()]{0,200}\)")
_MANNER = frozenset((
    "a", "after", "agreement", "all", "an", "and", "arrangement", "at", "available", "be", "by", "can",
    "considered", "day", "days", "fully", "home", "in", "is", "job", "limited", "may", "no", "non",
    "not", "occasional", "occasionally", "of", "offered", "office", "on", "one", "only", "option",
    "optional", "or", "partly", "per", "possible", "probation", "role", "some", "suitable", "the",
    "three", "to", "two", "up", "week", "wholly", "with", "without", "work", "working",
))  # fmt: skip
"""Words that stand around a way of working and name no place."""
_LEFT_OVER = re.compile(r"^\s*(?:or|and|/)\s+|\s+(?:or|and)\s*$|\s*/\s*(?=,|$)", re.I)
# What stands behind "Remote" in "Remote (London, GB)".
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*")
# Sites over one area: "Multiple sites across Lambeth", "Various locations, London".
SCATTERED = re.compile(
    r"^\s*(?:at\s+|in\s+)?(?:various|multiple|several|many|numerous|all|different)\s+(?:locations?|sites?|places?|offices?|stores?|branches|schools|hospitals)"
    r"\s*(?:[,:(–-]|\b(?:across|in|around|throughout|within)\b)\s*(?:the\s+)?(?=\S)",
    re.I,
)
# How applicant systems write an address in one word: GBR-London-Canary Wharf, GBR.London.20 Fenchurch Street.
_CODED = re.compile(r"\s*(?:GBR?|UK|United Kingdom|England)(?:\s?-|[._])(?=\S)", re.I)
_CODED_COUNTY = re.compile(r"(?:ENG|LND|LDN|LON)[-._](?=\S)", re.I)
_LONDON_CODE = re.compile(r"(?:LND|LDN|LON)", re.I)
_ONE_TEXT = re.compile(r"[^\n;|]+")
_FILLERS = frozenset(
    ("unavailable", "not available", "n/a", "n.a.", "n.a", "not applicable", "none", "null", "nil", "undefined", "unspecified", "not specified", "not provided", "not stated", "tbc", "tba", "tbd", "to be confirmed", "to be advised", "unknown", "see attached", "see advert", "see above", "see below", "see description", "as above")
)  # fmt: skip
"""What systems and people write into a part of an address that they leave empty."""
_US = "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|ID|IL|IA|KS|KY|LA|MA|MD|MI|MN|MO|MS|MT|NC|ND|NH|NJ|NM|NV|NY|OH|PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY|DC"
STATE = re.compile(_US + "|BC|AB|QC|NS|NB|SK|NSW|VIC|QLD|TAS")
"""States and provinces by their letters, where they follow a comma."""
# A state without a comma before it: Croydon PA.
BARE_STATE = re.compile(rf"(?<=[a-z])\s+(?=(?:{_US})(?:\s+\d{{5}})?\s*(?:$|,))")
LONDON = re.compile(
    r"(?:(?:greater|inner|outer|central|city of) )?london(?: (?:area|region|city|town|borough))?"
    r"|(?:(?:north|south|east|west|north ?east|north ?west|south ?east|south ?west|central|inner|outer)(?: (?:and|or) (?:north|south|east|west))? )london"
    r"|(?:all|any|various|multiple|several|most) (?:of )?london(?: boroughs?| locations?| sites?)?|(?:(?:various|multiple|several|all) )?(?:locations|sites|places|offices)? ?(?:pan|across|throughout|around|in|anywhere in|all over|within) (?:all )?(?:of )?(?:greater |central |inner )?london(?: boroughs?)?|pan london|london ?wide|london boroughs?"
    r"|london (?:north|south|east|west|central|nw|ne|sw|se)|greater london(?: area)?|london metropolitan area|london (?:england|uk|gb)"
    r"|(?:north|south|east|west|north ?east|north ?west|south ?east|south ?west|central|inner|outer) london boroughs?|london zones? [1-9](?: ?(?:to|and)? ?[1-9])?",
)
NEUTRAL = frozenset(
    ("uk", "u k", "united kingdom", "gb", "gbr", "great britain", "britain", "england", "england and wales", "eng", "south east", "south east england", "southern england", "europe", "emea", "site", "sites", "office", "hq", "head office", "headquarters", "area", "various", "the", "in", "near", "home", "m25")
)  # fmt: skip
POSTAL_COUNTIES: dict[str, frozenset[str]] = {
    "kent": frozenset(("bexley", "bromley")),
    "surrey": frozenset(("croydon", "sutton", "kingston-upon-thames", "richmond-upon-thames", "merton")),
    "essex": frozenset(("havering", "barking-and-dagenham", "redbridge", "waltham-forest")),
    "middlesex": frozenset(("hillingdon", "harrow", "brent", "ealing", "hounslow", "richmond-upon-thames", "enfield", "barnet")),
    "middx": frozenset(("hillingdon", "harrow", "brent", "ealing", "hounslow", "richmond-upon-thames", "enfield", "barnet")),
    "hertfordshire": frozenset(("barnet",)),
    "herts": frozenset(("barnet",)),
}  # fmt: skip
"""Old counties that stand in postal addresses inside today's London, with the boroughs where they may."""


def remote_in(text: str) -> Remote | None:
    """What a text says of how the work is done, which is nothing where it says only a place.

    Home working on some days, or that is only possible, is hybrid; where it is denied, the work is on site."""
    tidy = text.replace("_", " ").replace("’", "'")
    home = set(extents(tidy, _HOME))
    if Extent.PARTLY in home or _affirmed(tidy, _HYBRID):
        return Remote.HYBRID
    if _affirmed(tidy, _PRESENT):
        return Remote.ON_SITE
    if Extent.WHOLLY in home:
        return Remote.REMOTE
    return Remote.ON_SITE if home else None


def _affirmed(text: str, words: re.Pattern[str]) -> bool:
    return any(extent is not Extent.DENIED for extent in extents(text, words))


def without_noise(text: str) -> str:
    """The text without the ways of working and the lead-ins that stand among places."""
    bare = _LEFT_OVER.sub("", _NOISE.sub(" ", _without_ways(text)))
    whole = _IN_BRACKETS.fullmatch(bare)
    return whole[1] if whole else bare


def _without_ways(text: str) -> str:
    """Without the brackets and parts between commas that tell how the work is done and nothing of where."""
    if not _NOISE.search(text):
        return text
    outside = name_key(_NOISE.sub(" ", _BRACKET.sub(" ", text)))
    if outside and outside not in NEUTRAL:
        text = _BRACKET.sub(lambda bracket: " " if _WAY.search(bracket[0]) else bracket[0], text)
    return ",".join(part for part in text.split(",") if not _only_a_way(part))


def _only_a_way(part: str) -> bool:
    if not _WAY.search(part):
        return False
    return all(word in _MANNER for word in re.findall(r"[a-z]+", _NOISE.sub(" ", part).lower()))


def without_codes(text: str) -> str:
    """The texts with commas between their parts where a system wrote codes, and without the country's code."""
    return _ONE_TEXT.sub(lambda one: _without_codes(one[0]), text)


def _without_codes(text: str) -> str:
    country = _CODED.match(text)
    if not country:
        return text
    separator = country[0][-1]
    rest = text[country.end() :].strip()
    county = _CODED_COUNTY.match(rest)
    rest = rest[county.end() :] if county else rest
    city, _, address = rest.partition(separator)
    city = "London" if _LONDON_CODE.fullmatch(city) else city
    between = ", " if " " in address or separator == "." else " "
    parts = (city.replace("_", " "), address.replace(separator, between).replace("_", " "))
    return ", ".join(part for part in parts if part)


def without_fillers(text: str) -> str:
    """The text without the parts that only say that there is nothing to say."""
    return _ONE_TEXT.sub(lambda one: _without_fillers(one[0]), text)


def _without_fillers(text: str) -> str:
    parts = text.split(",")
    kept = [part for part in parts if part.strip(" ()[]-").lower() not in _FILLERS]
    return _BRACKET.sub(_without_filler, text if len(kept) == len(parts) else ",".join(kept).strip())


def _without_filler(bracket: re.Match[str]) -> str:
    return " " if bracket[0].strip("( )").lower() in _FILLERS else bracket[0]


def means_london(key: str) -> bool:
    """Whether a part of a text (by its `name_key`) is London or a compass part of it, and no more."""
    return LONDON.fullmatch(key) is not None


@cache
def _elsewhere() -> dict[str, str]:
    """Kind (`town` or `region`) by key of places that are surely not in London."""
    kinds: dict[str, str] = {}
    kind = "town"
    for line in (files("config") / "places" / "elsewhere.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[] \n")
        elif line and not line.startswith("#"):
            kinds.update((name_key(name), kind) for name in line.split(","))
    return kinds


def elsewhere(key: str) -> str | None:
    """`town` or `region` (a county, state or country) where the key is one outside London."""
    return _elsewhere().get(key)
