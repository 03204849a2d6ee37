"""Opportunities that are like one: the same occupation, and near it in kind, level or place. None where none is."""

from collections.abc import Iterator, Mapping

from foothold.clock import london_date
from foothold.duplicates.candidate import place_words
from foothold.duplicates.similarity import stem, title_of
from foothold.errors import IndexUnavailable
from foothold.index.query import SearchQuery, Sort
from foothold.model.opportunity import Kind
from foothold.model.organisations import slugify
from foothold.model.places import straight_metres
from foothold.model.public import PublicOpportunity, present
from search_api.http.degraded import noted
from search_api.services import Services
from search_api.web.card import Card, card_of

MOST = 4
LOOKED_AT = 30
"""The best matches of the words that are compared."""
LEAST_OCCUPATION = 0.5
"""At least half of all that both titles say of the work is said by both, or it is the same course."""
THRESHOLD = 0.6
WEIGHTS: Mapping[str, float] = {"occupation": 0.5, "kind": 0.2, "level": 0.15, "place": 0.15}
NEAR_METRES = 8_000.0
_OF_A_KIND = frozenset(
    stem(word)
    for word in ("work", "internship", "intern", "placement", "insight", "day", "mentoring", "volunteer", "year", "industry")
)  # fmt: skip


def similar(services: Services, public: PublicOpportunity) -> tuple[Card, ...]:
    """At most four, the likest first; nothing where the index does not answer: the advert stands without it."""
    words = _searched(public)
    if not words:
        return ()
    query = SearchQuery(at=services.clock(), text=words, sort=Sort.RELEVANCE, size=LOOKED_AT)
    try:
        hits = noted(services.engine.active().search(query)).hits
    except IndexUnavailable:
        return ()
    scored = [(likeness(public, hit.public), hit.public) for hit in hits if hit.id != public["id"]]
    best = sorted((one for one in scored if one[0] >= THRESHOLD), key=lambda one: (-one[0], one[1]["id"]))
    return tuple(_card(services, found) for _, found in best[:MOST])


def likeness(a: PublicOpportunity, b: PublicOpportunity) -> float:
    """0 for another occupation, whatever else they share; else up to 1."""
    occupation = _occupation(a, b)
    if occupation < LEAST_OCCUPATION:
        return 0.0
    alike = {
        "occupation": occupation,
        "kind": float(a["kind"] == b["kind"]),
        "level": float(_same_level(a, b)),
        "place": _place(a, b),
    }
    return round(sum(WEIGHTS[name] * share for name, share in alike.items()), 4)


def _occupation(a: PublicOpportunity, b: PublicOpportunity) -> float:
    if a["course"] and b["course"] and slugify(a["course"]["title"]) == slugify(b["course"]["title"]):
        return 1.0
    ours, theirs = _work(a), _work(b)
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else 0.0


def _same_level(a: PublicOpportunity, b: PublicOpportunity) -> bool:
    """Two apprenticeships that do not say their level are not of one level."""
    stated = a["level"] or a["kind"] != Kind.APPRENTICESHIP
    return bool(stated) and a["level"] == b["level"]


def _work(public: PublicOpportunity) -> frozenset[str]:
    """The stems of what the title says of the work, without the kind, the place and the employer."""
    besides = place_words(public)
    if public["employer"]:
        besides |= frozenset(public["employer"]["slug"].split("-"))
    return title_of(public["title"], besides).work - _OF_A_KIND


def _searched(public: PublicOpportunity) -> str:
    work = _work(public)
    said = " ".join(word for word in slugify(public["title"]).split("-") if stem(word) in work)
    return public["course"]["title"] if public["course"] else said


def _place(a: PublicOpportunity, b: PublicOpportunity) -> float:
    """1 in one borough, a half within five miles or where both are open to the whole country."""
    if _boroughs(a) & _boroughs(b):
        return 1.0
    if a["national"] and b["national"]:
        return 0.5
    near = any(straight_metres(*here, *there) <= NEAR_METRES for here in _points(a) for there in _points(b))
    return 0.5 if near else 0.0


def _boroughs(public: PublicOpportunity) -> set[str]:
    return {place["borough"]["code"] for place in public["places"] if place["borough"]}


def _points(public: PublicOpportunity) -> Iterator[tuple[float, float]]:
    for place in public["places"][:20]:
        if place["lat"] is not None and place["lon"] is not None:
            yield place["lat"], place["lon"]


def _card(services: Services, public: PublicOpportunity) -> Card:
    at = services.clock()
    shown = present(public, at=at, public_url=services.settings.public_url)
    return card_of(shown, london_date(at))
