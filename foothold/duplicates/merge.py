"""One advert's facts from what several sources say of it: each from the best of them, what belongs together whole."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from foothold.model.authority import Standing
from foothold.model.public import PublicOpportunity, fact

Content = PublicOpportunity
"""What one source says of an advert, in the public shape."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """What one source says, in the public shape. Views come in the order in which they were first seen."""

    source: str
    standing: Standing
    content: Content


@dataclass(frozen=True, slots=True)
class Unit:
    """Fields that move together. `fullness` is 0 where the source says nothing of them, 1 where it says part, and
    2 and more where it says enough to be shown, the more the fuller."""

    fields: tuple[str, ...]
    fullness: Callable[[Content], int]


def _is_said(*names: str) -> Callable[[Content], int]:
    return lambda content: _enough(fact(content, name) is not None for name in names)


def _enough(known: Iterable[bool]) -> int:
    count = sum(known)
    return count and count + 1


def _text(name: str) -> Callable[[Content], int]:
    """A text that breaks off is part of one; another is the fuller by every 400 characters."""

    def fullness(content: Content) -> int:
        text = str(fact(content, name) or "").removesuffix("</p>").rstrip()
        if not text:
            return 0
        return 1 if text.endswith(("…", "...", "[...]")) else 2 + len(text) // 400

    return fullness


def _wage(content: Content) -> int:
    wage = content["wage"]
    if not wage:
        return 0
    figures: int = sum(wage[name] is not None for name in ("low", "high", "hourly_low"))
    return 1 + figures + int(wage["paid"] == "unpaid")


def _learning(content: Content) -> int:
    course = content["course"]
    of_course = (course["title"], course["lars_code"]) if course else ()
    return _enough(known is not None for known in (content["level"], *of_course))


def _places(content: Content) -> int:
    """A borough is enough; a postcode and a point are more."""
    places = content["places"]
    if not places:
        return int(content["national"])
    if not any(place["borough"] for place in places):
        return 1
    return 2 + all(place["postcode"] for place in places) + all(place["lat"] is not None for place in places)


def _levy(content: Content) -> int:
    levy = content["levy"]
    seeks = levy["seeks_transfer"] is not None
    return _enough((levy["employer_position"] != "unknown", levy["funding"] != "unknown", seeks))


UNITS = (
    Unit(("url",), _is_said("url")),
    Unit(("title",), _is_said("title")),
    Unit(("kind",), _is_said("kind")),
    Unit(("level", "course", "foundation", "route"), _learning),
    Unit(("employer",), _is_said("employer")),
    Unit(("provider",), _is_said("provider")),
    Unit(("summary",), _text("summary")),
    Unit(("description_html",), _text("description_html")),
    Unit(("requirements",), _is_said("requirements")),
    Unit(("apply_url",), _is_said("apply_url")),
    Unit(("positions",), _is_said("positions")),
    Unit(("places", "national"), _places),
    Unit(("remote",), _is_said("remote")),
    Unit(("wage",), _wage),
    Unit(("hours_per_week", "working_week"), _is_said("hours_per_week", "working_week")),
    Unit(("duration",), _is_said("duration")),
    Unit(("posted_date",), _is_said("posted_date")),
    Unit(("closing_date", "closing_time"), _is_said("closing_date")),
    Unit(("start_date", "end_date"), _is_said("start_date")),
    Unit(("age",), _is_said("age")),
    Unit(("levy",), _levy),
)
WHY = {
    "only": "the only one that says it",
    "fuller": "says more than one that would come first",
    "own": "the employer's or provider's own word comes first",
    "api": "a national service comes before a board",
    "complete": "the fullest of sources that stand alike",
    "first": "seen first",
}
"""Why a source's word won, by the code that is stored."""
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Composition:
    """`provenance` is `{field: {"source", "why"}}` for each fact that is known, `why` a key of `WHY`."""

    content: Content
    provenance: dict[str, dict[str, str]]


def compose(views: Sequence[SourceView]) -> Composition:
    """Each unit from the view that says enough of it, then of the best standing, then the fullest, then the first."""
    content: dict[str, object] = {**views[0].content}
    provenance: dict[str, dict[str, str]] = {}
    for unit in UNITS:
        said = [(unit.fullness(view.content), view) for view in views]
        said = [(fullness, view) for fullness, view in said if fullness]
        if not said:
            continue
        fullness, best = min(said, key=lambda one: (one[0] < _ENOUGH, one[1].standing.rank, -one[0]))
        why = _why(fullness, best, said)
        for name in unit.fields:
            content[name] = fact(best.content, name)
            if content[name] is not None:
                provenance[name] = {"source": best.source, "why": why}
    return Composition(cast(Content, content), provenance)


def _why(fullness: int, best: SourceView, said: Sequence[tuple[int, SourceView]]) -> str:
    others = [(full, view) for full, view in said if view is not best]
    if not others:
        return "only"
    if any(view.standing.rank < best.standing.rank for _, view in others):
        return "fuller"
    alike = [full for full, view in others if view.standing is best.standing]
    if not alike:
        return best.standing.value
    return "complete" if any(full < fullness for full in alike) else "first"
