"""Lines of logs cannot be forged, whichever of the two logs they go to."""

import subprocess
import sys

import pytest

FORGED = "odd\n2026-11-30 10:00:00 [info     ] forged\r\x1b]0;owned\x07\x9b\u202e\u2028"
LOGS = {
    "structlog": "structlog.get_logger().warning(FORGED, title=FORGED, parts=[FORGED])",
    "an exception in structlog": "structlog.get_logger().error('failed', exc_info=ValueError(FORGED))",
    "the standard library": "logging.getLogger('x').warning('of %s', FORGED)",
    "an exception in the standard library": "logging.getLogger('x').error(FORGED, exc_info=ValueError(FORGED))",
    "what ends the process": "raise ValueError(FORGED)",
}


@pytest.mark.parametrize("statement", LOGS.values(), ids=LOGS)
def test_a_line_cannot_be_forged_and_steers_nothing(statement: str) -> None:
    program = (
        "import logging, structlog; from foothold.log_lines import guard_log_lines; guard_log_lines();"
        f"logging.basicConfig(format='%(asctime)s %(message)s'); FORGED = {FORGED!r}; {statement}"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True)
    written = (done.stdout + done.stderr).decode()
    assert "odd" in written
    assert not [line for line in written.split("\n")[1:] if line and not line.startswith("    ")]
    assert not [one for one in written if not (one.isprintable() or one == "\n")]
