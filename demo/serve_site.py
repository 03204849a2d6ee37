"""`python -m demo.serve_site PORT COUNT`: the sample city's local web, until it is told to stop."""

import sys
from datetime import UTC, datetime

from gunicorn.app.base import BaseApplication

from demo.site import create_site
from foothold.clock import london_date

LOOPBACK = "127.0.0.1"


class _Site(BaseApplication):
    def __init__(self, port: int, count: int) -> None:
        self.port, self.count = port, count
        super().__init__()

    def load_config(self) -> None:
        options = {"bind": f"{LOOPBACK}:{self.port}", "workers": 1, "threads": 8, "worker_class": "gthread"}
        for name, value in {**options, "loglevel": "error", "control_socket_disable": True}.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return create_site(self.count, london_date(datetime.now(UTC)))


if __name__ == "__main__":
    _Site(int(sys.argv[1]), int(sys.argv[2])).run()
