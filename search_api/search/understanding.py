"""The words of a search read as filters: on pages unless somebody wants exactly the words, at the API if asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from foothold.index.evaluation import Asking
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.filters import BY_NAME
from foothold.searching.intents import Allows, Filters, Intent, understand
from foothold.searching.locate import Located
from search_api.search.parameters import Intents, NotAllowed, Parameter, search_parameters
from search_api.search.request import Asked, read_value

PLACE = ("near", "borough")


@dataclass(frozen=True, slots=True)
class UnderstoodSearch:
    """`asked` is as somebody asked, `search` what is searched for: the same where the words mean no filter."""

    asked: Asked
    search: Asked
    intents: tuple[Intent, ...] = ()

    @property
    def ambiguous(self) -> Intent | None:
        """The words that name several places, which is for a person to say."""
        return next((intent for intent in self.intents if intent.candidates), None)


class IntentReader:
    """`parameters` say which filters there are: the words for others stay words."""

    def __init__(self, places: PlaceTable, parameters: Mapping[str, Parameter]) -> None:
        self._places = places
        self._parameters = parameters

    def understood(self, asked: Asked, usual: Intents) -> UnderstoodSearch:
        """`usual` holds where the search does not say. What is chosen wins over what the words say of it."""
        if not asked.q or (asked.intents or usual) is Intents.IGNORE:
            return UnderstoodSearch(asked, asked)
        found = understand(asked.q, self._places, self._allowing(), asked.as_words)
        intents = tuple(replace(intent, filters=_open(asked, intent.filters)) for intent in found.intents)
        search = replace(asked, q=found.text, liked=found.liked)
        for intent in intents:
            for name, values in intent.filters.items():
                search = self._with(search, name, values, intent.located)
        return UnderstoodSearch(asked, search, intents)

    def means_filters(self, asked: Asked) -> bool:
        """Whether a search for exactly these words could be read otherwise."""
        plain = replace(asked, intents=Intents.APPLY, as_words=())
        return any(intent.filters for intent in self.understood(plain, Intents.APPLY).intents)

    def settled(self, asked: Asked, read: str) -> Asked:
        """A form that came back: it was shown with the filters of the words `read` chosen, which are no choice
        of the person's. Where all of one are gone, its words are to be words; other choices are choices."""
        if not read:
            return asked
        before = Asked(q=read, as_words=asked.as_words, intents=asked.intents)
        intents = self.understood(before, Intents.APPLY).intents
        if read != asked.q:
            asked = replace(asked, intents=None, as_words=())
        for intent in intents if read == asked.q else ():
            if not all(_chosen(asked, name) for name in intent.filters):
                asked = replace(asked, as_words=(*asked.as_words, intent.words))
        shown = _together(intent for intent in intents if intent.words not in asked.as_words)
        return _lifted(asked, shown)

    def _allowing(self) -> Allows:
        """Filters that there are. Of one that has a single value the first words decide."""
        taken: set[str] = set()

        def allows(filters: Filters) -> bool:
            single = {name for name in filters if name not in BY_NAME}
            if single & taken or any(self._read(name, filters[name]) is None for name in filters):
                return False
            taken.update(single)
            return True

        return allows

    def _read(self, name: str, values: Iterable[str]) -> tuple[Any, ...] | None:
        if name not in self._parameters:
            return None
        try:
            return tuple(self._parameters[name].read(value) for value in values)
        except NotAllowed:
            return None

    def _with(self, asked: Asked, name: str, values: tuple[str, ...], located: Located | None) -> Asked:
        read = self._read(name, values) or ()
        if name in BY_NAME:
            return asked.filtered(name, tuple(dict.fromkeys((*asked.filters.get(name, ()), *read))))
        changes: dict[str, Any] = {name: read_value(name, read[0])}
        if name == "near":
            changes["located"] = located
        return replace(asked, **changes)


def as_pages_ask(places: PlaceTable) -> Asking:
    """What the search page makes of words alone: the judged queries ask it too."""
    reader = IntentReader(places, search_parameters(places.boroughs()))
    return lambda text, at: reader.understood(Asked(q=text), Intents.APPLY).search.search_query(at)


def without_intents(asked: Asked) -> Asked:
    """The same search for exactly these words."""
    return replace(asked, intents=Intents.IGNORE, as_words=(), cursor=None)


def without_intent(asked: Asked, intent: Intent) -> Asked:
    """The same search, in which those words are only words."""
    return replace(asked, as_words=(*asked.as_words, intent.words), cursor=None)


def _open(asked: Asked, filters: Filters) -> Filters:
    """Those of which nothing is chosen; of several places, none where one is."""
    return {
        name: values
        for name, values in filters.items()
        if not any(_chosen(asked, one) for one in (PLACE if name in PLACE else (name,)))
    }


def _chosen(asked: Asked, name: str) -> bool:
    return bool(asked.filters.get(name)) if name in BY_NAME else getattr(asked, name) is not None


def _together(intents: Iterable[Intent]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for intent in intents:
        for name, values in intent.filters.items():
            found.setdefault(name, set()).update(values)
    return found


def _lifted(asked: Asked, shown: Mapping[str, set[str]]) -> Asked:
    """Without the filters that are chosen just as the words chose them."""
    for name, values in shown.items():
        if name in BY_NAME:
            asked = asked.filtered(name, ()) if set(asked.filters.get(name, ())) == values else asked
        elif str(getattr(asked, name)).lower() in {value.lower() for value in values}:
            changes: dict[str, Any] = {name: None} | ({"located": None} if name == "near" else {})
            asked = replace(asked, **changes)
    return asked
