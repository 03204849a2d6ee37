"""How many requests a network may make, and how programs are told of it.

Three buckets, because they cost so differently and one page brings several of the others along: what searches or
writes a page, files that never change, and suggestions while somebody types. Each worker counts these by itself; what
is rare and grave is counted in the store, for all workers together (`spend`).
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from flask import Flask, Response, request
from flask_limiter import Limit, Limiter
from limits import parse_many
from limits.storage import MemoryStorage
from werkzeug.exceptions import TooManyRequests

from foothold.settings import Settings
from foothold.store.allowances import Allowance, take
from search_api.services import Services

TOLD = ("/api/", "/feed.atom", "/closing.ics")
"""Where an answer tells of the limit: people have no use for it."""
PAGES, STATICS = "pages", "statics"


class OneAtATime(MemoryStorage):
    """The counts of this process, each step alone: two threads at once may make `limits` start one timer twice, which
    ends in a traceback in the log."""

    STORAGE_SCHEME = ["foothold-memory"]  # noqa: RUF012 # As the class above it has it.

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        self._alone = threading.Lock()
        super().__init__(uri, wrap_exceptions, **options)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        with self._alone:
            return super().incr(key, expiry, amount)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self._alone:
            return super().acquire_entry(key, limit, expiry, amount)

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        with self._alone:
            return super().acquire_sliding_window_entry(key, limit, expiry, amount)


def register(app: Flask, settings: Settings) -> Limiter:
    services: Services = app.extensions["foothold"]
    # It would write a network beside each refusal.
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
    # A word that cannot be read ends the start, and not the first report.
    for use, rate in (("alerts", settings.alerts_rate_limit), ("reports", settings.reports_rate_limit)):
        allowances(use, rate)
    limiter = Limiter(
        _visitor(services),
        app=app,
        default_limits=[Limit(settings.rate_limit, scope=PAGES, shared=True)],
        storage_uri=settings.rate_limit_storage.replace("memory:", f"{OneAtATime.STORAGE_SCHEME[0]}:", 1),
        # A limiter whose storage is away must not take the site with it.
        swallow_errors=True,
    )
    _limit_the_rest(app, services, limiter)

    @app.after_request
    def tell(response: Response) -> Response:
        if request.path.startswith(TOLD):
            # As above: the storage is asked what is left.
            with suppress(Exception):
                response.headers.update(_told(limiter))
        return response

    return limiter


def _visitor(services: Services) -> Callable[[], str]:
    """Under what a network is counted: what leaves this process says nothing of it."""
    in_memory = services.settings.rate_limit_storage.startswith("memory:")
    return services.visitors if in_memory else services.marked_visitor


def _limit_the_rest(app: Flask, services: Services, limiter: Limiter) -> None:
    """Flask-Limiter passes over static files and addresses at which nothing is."""
    visitor = _visitor(services)
    buckets = {
        STATICS: parse_many(services.settings.rate_limit_statics),
        PAGES: parse_many(services.settings.rate_limit),
    }

    @app.before_request
    def count() -> None:
        if request.endpoint not in ("static", None):
            return
        bucket = STATICS if request.endpoint else PAGES
        for limit in buckets[bucket]:
            allowed = True
            with suppress(Exception):
                allowed = limiter.limiter.hit(limit, visitor(), bucket)
            if not allowed:
                raise TooManyRequests(retry_after=limit.get_expiry())


def allowances(use: str, rate: str) -> tuple[Allowance, ...]:
    """`30 per hour`, or several with semicolons between them."""
    return tuple(Allowance(use, limit.amount, limit.get_expiry()) for limit in parse_many(rate))


def spend(services: Services, some: Sequence[Allowance]) -> Allowance | None:
    """Count the current request against each; the one that its network has used up, None where it may go on."""
    mark, at = services.network().mark, services.clock()
    with services.store.write() as connection:
        return next((one for one in some if take(connection, one, mark, at) is None), None)


class Repeats:
    """What a network did already, counted by this worker: only what was noted counts, so the first is never refused."""

    def __init__(self, services: Services, limiter: Limiter, rate: str) -> None:
        self._visitor = _visitor(services)
        self._limiter = limiter
        self._limits = parse_many(rate)

    def too_many(self, *what: str) -> bool:
        with suppress(Exception):
            return not all(self._limiter.limiter.test(one, *self._key(what)) for one in self._limits)
        return False

    def note(self, *what: str) -> None:
        with suppress(Exception):
            for one in self._limits:
                self._limiter.limiter.hit(one, *self._key(what))

    def _key(self, what: Sequence[str]) -> Sequence[str]:
        return self._visitor(), "repeats", *what


def _told(limiter: Limiter) -> dict[str, str]:
    """The fields of draft-ietf-httpapi-ratelimit-headers-06, which programs in use read: seconds, not a time."""
    limited = limiter.current_limit
    if limited is None:
        return {}
    most, window = limited.limit.amount, limited.limit.get_expiry()
    reset = max(0, limited.reset_at - int(time.time()))
    return {
        "RateLimit-Limit": str(most),
        "RateLimit-Remaining": str(max(0, limited.remaining)),
        "RateLimit-Reset": str(min(reset, window)),
        "RateLimit-Policy": f"{most};w={window}",
    }
