"""The errors that cross a module's border. Only `search_api.http.problems` turns them into HTTP."""


class FootholdError(Exception):
    """Base of all: its text is a sentence that a person can act on."""


class WrongUse(FootholdError):
    """The caller asked for something that does not exist or does not fit; the text says what does."""


class Unreadable(FootholdError):
    """A whole payload could not be read: not the format that its family reads."""


class TooLarge(Unreadable):
    """A payload has more bytes, rows or cells than are read; the text says how many are."""


class UnsupportedType(Unreadable):
    """A payload of a kind that is not read at all; the text says which kinds are."""


class SourceMisconfigured(FootholdError):
    """A source's YAML breaks a rule; the text names the file, the key and the rule."""


class MissingKey(FootholdError):
    """A source needs a key from the environment and there is none."""


class StoreUnavailable(FootholdError):
    """The record store does not answer, or has a schema that this version does not know."""


class DiskFull(StoreUnavailable):
    """Nothing more can be saved before somebody has made room."""


class IndexUnavailable(FootholdError):
    """The search index does not answer or is not there yet."""


class IndexDamaged(IndexUnavailable):
    """What is there of the search index cannot be used as it is; the text says what makes it whole again."""


class SearchRefused(IndexUnavailable):
    """The search index answers, and will not take this one search."""


class SecretUnusable(FootholdError):
    """The file of this installation's secret is empty or half-written."""


class AmbiguousPlace(FootholdError):
    """A typed place names several; `candidates` are the readings to ask back with."""

    def __init__(self, text: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"“{text}” could be {' or '.join(candidates)}. Say which one you mean.")
        self.text = text
        self.candidates = candidates


class UnknownPlace(FootholdError):
    """A typed place is not one that Foothold knows."""


class OutsideLondon(UnknownPlace):
    """A typed place is known not to be in London; `nearest` is the name of the nearest borough, where the place
    is on our map, and `miles` how far off that begins."""

    def __init__(self, text: str, nearest: str | None = None, miles: float | None = None) -> None:
        away = f"about {miles:.0f} miles" if miles and miles >= 1.5 else "about a mile"
        lead = f" The nearest borough is {nearest}, {away} away." if nearest else ""
        super().__init__(f"“{text}” is outside London, and we only have what is in London.{lead}")
        self.text = text
        self.nearest = nearest
