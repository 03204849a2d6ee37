"""Paths as the logs may have them."""

import re

_KEYED = re.compile(r"^(/alerts/(?:confirm|stop|renew)/).+")


def loggable(path: str) -> str:
    """`/alerts/stop/…`: whoever reads the log must not be able to follow the link in a stranger's mail."""
    return _KEYED.sub(r"\1…", path)
