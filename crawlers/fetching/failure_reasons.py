"""Why a request got no answer, in words for the person who looks after the source."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawlers.fetching.guard import refused_names

LONGEST = 200
WORDS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "it did not answer in time"),
    (DownloadConnectionRefusedError, "it refuses connections"),
    (CannotResolveHostError, "its name leads to no address"),
    (DownloadCancelledError, "its answer is larger than FOOTHOLD_CRAWL_MAX_BYTES"),
    (ResponseDataLossError, "its answer breaks off"),
    (DownloadFailedError, "the connection broke"),
)


def why_failed(error: BaseException, host: str) -> str:
    """One clause without a full stop."""
    address = refused_names.get(host.partition(":")[0])
    if address and isinstance(error, CannotResolveHostError):
        return f"{host} resolves to {address}, which is not a public address"
    if isinstance(error, IgnoreRequest) and "during decompression" in str(error):
        return "its answer unpacks to more than FOOTHOLD_CRAWL_MAX_BYTES"
    said = " ".join(str(error).split())[:LONGEST] or type(error).__name__
    return next((words for kind, words in WORDS if isinstance(error, kind)), said)
