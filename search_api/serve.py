"""The site under gunicorn: workers behind our front, and beside them the drain and that of the stand-by."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from foothold.disk import WHAT_TO_DO, room_for
from foothold.index.open_index import open_standby
from foothold.settings import Settings
from search_api.app import create_app
from search_api.drain_process import DrainProcess
from search_api.front.worker import FrontWorker
from search_api.http.access_log import AccessLog

log = structlog.get_logger()

LOOPBACK = "127.0.0.1"
DISK_SECONDS = 10.0
ACCESS_LOG = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(b)s %(M)sms'
"""`%(U)s` is the path alone: what people search for stays out of the log."""


@dataclass(frozen=True, slots=True)
class Served:
    host: str = LOOPBACK
    port: int = 8000
    workers: int = 2
    threads: int = 4
    drain: bool = True


class SiteServer(BaseApplication):  # type: ignore[misc] # Gunicorn has no types.
    """Gunicorn's application object; each worker makes its own app after the fork."""

    def __init__(self, settings: Settings, served: Served) -> None:
        self.settings = settings
        self.served = served
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self.served.host}:{self.served.port}",
            "workers": self.served.workers,
            "threads": self.served.threads,
            "worker_class": FrontWorker,
            "asgi_loop": "asyncio",
            "asgi_lifespan": "off",
            # Who asks for nothing any more is worked for no more.
            "asgi_disconnect_grace_period": 0,
            "http_parser": "python",
            "timeout": 30,
            "graceful_timeout": 10,
            "keepalive": 5,
            "limit_request_line": 8190,
            "accesslog": "-",
            "access_log_format": ACCESS_LOG,
            "logger_class": AccessLog,
            # Warnings quote requests that could not be read, with what was searched for.
            "loglevel": "error",
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self.settings)

    def run(self) -> None:
        SiteArbiter(self, self._drains() if self.served.drain else ()).run()

    def _drains(self) -> tuple[DrainProcess, ...]:
        """The stand-by's is a process of its own: a full disk here must not keep the cluster from following."""
        standby = (DrainProcess("--standby"),) if open_standby(self.settings) else ()
        return (DrainProcess(), *standby)


class DiskWatch:
    """Tells in the log when the disk is full, and when it has room again."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._full = False
        self._looked = float("-inf")

    def look(self) -> None:
        """Called about once a second; looks every ten."""
        if time.monotonic() - self._looked < DISK_SECONDS:
            return
        self._looked = time.monotonic()
        room = room_for(self._home)
        if room.full and not self._full:
            log.error("disk is full", folder=str(self._home), free_bytes=room.free, remedy=WHAT_TO_DO)
        if self._full and not room.full:
            log.info("disk has room again", folder=str(self._home), free_bytes=room.free)
        self._full = room.full


class SiteArbiter(Arbiter):  # type: ignore[misc] # As above.
    """Gunicorn's master, which also keeps the drains running."""

    def __init__(self, app: SiteServer, drains: tuple[DrainProcess, ...]) -> None:
        self.drains = drains
        self.drain_owner = os.getpid()
        self.disk = DiskWatch(app.settings.home)
        super().__init__(app)

    def start(self) -> None:
        super().start()
        for drain in self.drains:
            drain.start()

    def manage_workers(self) -> None:
        super().manage_workers()
        self.disk.look()
        for drain in self.drains:
            drain.keep_running()

    def stop(self, graceful: bool = True) -> None:
        super().stop(graceful)
        # Workers are forks of this process and run this method's name too; the drains are the master's alone.
        if os.getpid() == self.drain_owner:
            for drain in self.drains:
                drain.stop()
