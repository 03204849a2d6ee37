"""Paths as the logs may have them."""

import re

from foothold.printable import escaped

_KEYED = re.compile(r"^(/+alerts/+(?:confirm|stop|renew)/+).+", re.DOTALL | re.IGNORECASE)


def loggable(path: str) -> str:
    """`/alerts/stop/…`: whoever reads the log must not be able to follow the link in a stranger's mail. One line,
    whatever the request says."""
    # Quotes are escaped by a backslash in the log of requests: one of a request's own must not undo that.
    return escaped(_KEYED.sub(r"\1…", path).replace("\\", r"\\"))
