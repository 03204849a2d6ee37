"""A worker of the site: gunicorn's event worker, with the app in threads and an eye on every connection."""

import asyncio
import math
import os
import resource
import sys
from typing import Any

import structlog
from gunicorn.workers.gasgi import ASGIWorker

from foothold.settings import Settings
from search_api.front.bridge import Bridge
from search_api.front.budgets import Budgets
from search_api.front.connections import Connection, Connections
from search_api.front.protocol import FrontProtocol
from search_api.http.traffic import traffic_of

ACCEPTED_AT_ONCE = 8
"""So that one worker does not take a whole burst of connections while others have nothing to do."""
BACKLOG = 2048
MOST_UNREAD_BYTES = 128 * 1024 * 1024
"""Answers that wait in one worker's memory for their readers."""
FILES_OF_A_CONNECTION = 2
OTHER_FILES = 200
IDLE_SECONDS = 1.0
SWITCH_SECONDS = 0.001
TOLD_EVERY_SECONDS = 60.0

log = structlog.get_logger()


class FrontWorker(ASGIWorker):  # type: ignore[misc] # Gunicorn has no types.
    connections: Connections
    budgets: Budgets
    bridge: Bridge
    asgi = None
    """Each connection brings its own, which asks the bridge."""
    _told = -math.inf
    _heard, _looked = 0.0, 0.0

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        """Unlike its parent's, this one has threads."""

    def load_wsgi(self) -> None:
        # After every call of the system the loop waits for whichever thread computes, five milliseconds by default.
        sys.setswitchinterval(SWITCH_SECONDS)
        settings: Settings = self.app.settings
        app = self.app.wsgi()
        self.budgets = Budgets.of(settings)
        self.connections = Connections(settings)
        self.connections.reduce(_room_for_connections(settings.connections))
        self.bridge = Bridge(app, self.cfg.threads, traffic_of(app))

    @property
    def clock(self) -> float:
        """Seconds in which this worker could listen: where it was held up itself, no client pays for it."""
        passed: float = self.loop.time() - self._looked
        return self._heard + min(passed, 2 * self.budgets.look_seconds)

    async def _serve(self) -> None:
        self._looked = self.loop.time()
        for listener in self.sockets:
            server = await self.loop.create_server(
                lambda: FrontProtocol(self), sock=listener.sock, backlog=ACCEPTED_AT_ONCE
            )
            # Asyncio takes one number for both: how many are accepted at once, and how many may wait for it.
            listener.sock.listen(BACKLOG)
            self.servers.append(server)
        while self.alive and self.ppid == os.getppid():
            self.notify()
            await self._look_after(self.budgets.look_seconds)
            self._tell_of_refused()
        await self._end()

    async def _look_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._heard, self._looked = self.clock, self.loop.time()
        unread = {connection: _looked_at(connection) for connection in self.connections}
        over = sum(unread.values()) - MOST_UNREAD_BYTES
        while over > 0:
            largest = max(unread, key=unread.__getitem__)
            largest.cut()
            over -= unread.pop(largest)

    def _tell_of_refused(self) -> None:
        """Once a minute at most: whoever floods the site must not flood its log."""
        if self.clock - self._told >= TOLD_EVERY_SECONDS and (number := self.connections.refused()):
            self._told = self.clock
            log.warning("connections refused", number=number, open=len(self.connections))

    async def _end(self) -> None:
        """Takes no more, finishes what has begun within the time that gunicorn gives, and leaves."""
        for server in self.servers:
            server.close()
        until = self.loop.time() + self.cfg.graceful_timeout - 1
        while len(self.connections) and self.loop.time() < until and not self._quick_shutdown:
            await self._look_after(0.05)
            for connection in self.connections:
                connection.retire(IDLE_SECONDS)
        for connection in self.connections:
            connection.cut()
        self.bridge.stop()


def _looked_at(connection: Connection) -> int:
    """What is wrong with one connection ends that one."""
    try:
        return connection.look()
    except Exception:
        log.exception("connection cut")
        connection.cut()
        return 0


def _room_for_connections(wanted: int) -> int:
    """Raises this process's own limit of open files as far as it goes; how many connections that leaves."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted * FILES_OF_A_CONNECTION + OTHER_FILES
    if needed > soft:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, (soft - OTHER_FILES) // FILES_OF_A_CONNECTION)
