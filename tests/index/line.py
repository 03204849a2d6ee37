"""A loopback line to a server, for tests of what happens while it is cut, silent or slow."""

import contextlib
import select
import socket
import threading
import time
from urllib.parse import urlsplit


class Line:
    """`silent` lets nothing through either way, and `slow_seconds` is how much later answers come; `cut` ends
    it, and `join` makes it again on the same port."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._to = (parts.hostname, parts.port)
        self.silent = False
        self.slow_seconds = 0.0
        self._open: list[socket.socket] = []
        self._listening: socket.socket | None = None
        self.port = 0
        self.join()

    def join(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def cut(self) -> None:
        assert self._listening
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                ours = listening.accept()[0]
                theirs = socket.create_connection(self._to)
                self._open += [ours, theirs]
                threading.Thread(target=self._carry, args=(ours, theirs), daemon=True).start()

    def _carry(self, ours: socket.socket, theirs: socket.socket) -> None:
        with contextlib.suppress(OSError), ours, theirs:
            while True:
                for ready in select.select([ours, theirs], [], [])[0]:
                    said = ready.recv(65_536)
                    if not said:
                        return
                    if ready is theirs and self.slow_seconds:
                        time.sleep(self.slow_seconds)
                    if not self.silent:
                        (theirs if ready is ours else ours).sendall(said)
