"""Which search engine the settings name."""

from foothold.errors import WrongUse
from foothold.index.contract import SearchEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.settings import Settings


def open_engine(settings: Settings) -> SearchEngine:
    """Touches neither disk nor network: that waits for the first search or put."""
    if settings.search_url is not None:
        raise WrongUse(
            "FOOTHOLD_SEARCH_URL is set, but only the embedded search engine is built in: unset it, and the"
            f" index is kept in {settings.index_folder}."
        )
    return EmbeddedEngine(settings.index_folder)
