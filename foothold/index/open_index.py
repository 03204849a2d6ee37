"""Which search engine the settings name."""

from foothold.errors import WrongUse
from foothold.index.contract import SearchEngine
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.standby import Standby, StandbyEngine
from foothold.settings import Settings


def open_search(settings: Settings) -> SearchEngine:
    """The engine for those who only search: with the stand-by behind it, where there is one."""
    main, standby = open_engine(settings), open_standby(settings)
    return StandbyEngine(main, standby) if standby else main


def open_standby(settings: Settings) -> Standby | None:
    """This machine's stand-by, where one is set and there is a cluster that it stands by for."""
    if settings.search_url is None or settings.search_standby is None:
        return None
    return Standby(settings.search_standby)


def open_engine(settings: Settings) -> SearchEngine:
    """The engine that holds the index, and is filled, rebuilt and checked.

    Touches neither disk nor network: that waits for the first search or put. Raises WrongUse where
    FOOTHOLD_SEARCH_URL is not the address of a cluster."""
    if settings.search_url is None:
        return EmbeddedEngine(settings.index_folder)
    try:
        # Only those who have a cluster install its client.
        from foothold.index.elastic.engine import ElasticEngine
        from foothold.index.elastic.mapping import Layout
    except ImportError as error:
        raise WrongUse(
            "FOOTHOLD_SEARCH_URL needs the Elasticsearch client: install Foothold with its extra"
            f" `elasticsearch`. Unset it, and the index is kept in {settings.index_folder}."
        ) from error
    layout = Layout.read(settings.search_shards, settings.search_replicas)
    return ElasticEngine(settings.search_url.get_secret_value(), layout)
