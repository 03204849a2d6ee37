"""The one process that drains the store into the index, or into the stand-by, as a child of the site's own."""

import ctypes
import signal
import subprocess
import sys
import time

import structlog

log = structlog.get_logger()

COMMAND = (sys.executable, "-P", "-m", "foothold", "index", "drain", "--follow")
"""`-P` keeps the folder it is started in out of the search for modules: a folder `demo` there is no package."""

LONGEST_PAUSE_SECONDS = 60.0
STOP_SECONDS = 10.0
PR_SET_PDEATHSIG = 1


class DrainProcess:
    """Started, kept running and stopped by its process id; it starts again later each time it dies at once."""

    def __init__(self, *options: str) -> None:
        self._command = (*COMMAND, *options)
        self._child: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 1.0

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        self._started = time.monotonic()
        self._child = subprocess.Popen(
            self._command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )
        log.info("drain started", pid=self._child.pid, options=self._command[len(COMMAND) :])

    def keep_running(self) -> None:
        """Called about once a second."""
        if self._child is None or self._child.poll() is None:
            return
        lived = time.monotonic() - self._started
        if lived < self._pause:
            return
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS) if lived < LONGEST_PAUSE_SECONDS else 1.0
        log.warning("drain ended, starting it again", seconds=round(lived, 1))
        self.start()

    def stop(self) -> None:
        child, self._child = self._child, None
        if child is None or child.poll() is not None:
            return
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _end_with_parent() -> None:
    """Linux ends the child when the site is killed without a chance to stop it; elsewhere its lease runs out."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
