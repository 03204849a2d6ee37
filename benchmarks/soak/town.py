"""`python -m benchmarks.soak.town PORT SEED EVERY`: the sample city's sites, whose adverts come, change and go.

Every so many seconds there are other ones, until SIGUSR1: then the city stays as it is, until it is told to stop.
"""

import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from demo.site import create_site
from foothold.clock import london_date

FEWEST, MOST = 150, 200
LATEST_DAYS = 3
"""By so many days the adverts' dates differ from turn to turn."""


class Town:
    """A WSGI app whose answers turn with time. The same seed has the same turns."""

    def __init__(self, seed: int, every: float) -> None:
        self._seed, self._every = seed, every
        self._began = time.monotonic()
        self._turn, self._site = -1, create_site(FEWEST, london_date(datetime.now(UTC)))
        self._stays = threading.Event()
        self._turning = threading.Lock()

    def stay(self) -> None:
        self._stays.set()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        turn = int((time.monotonic() - self._began) / self._every)
        with self._turning:
            if turn != self._turn and not self._stays.is_set():
                pick = random.Random(f"{self._seed}:{turn}")
                day = london_date(datetime.now(UTC)) + timedelta(days=pick.randint(0, LATEST_DAYS))
                self._turn, self._site = turn, create_site(pick.randint(FEWEST, MOST), day)
            site = self._site
        return site(environ, start)


class _Silent(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def main() -> None:
    port, seed, every = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    town = Town(seed, every)
    signal.signal(signal.SIGUSR1, lambda *_: town.stay())
    make_server("127.0.0.1", port, town, threaded=True, request_handler=_Silent).serve_forever()


if __name__ == "__main__":
    main()
