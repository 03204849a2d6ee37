"""Times that are written as seconds or milliseconds since 1970."""

import re
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS = re.compile(r"1[0-9]{9}")
MILLISECONDS = re.compile(r"1[0-9]{12}")


def moment(text: str | None) -> str | None:
    """A count of ten or thirteen digits (2001 to 2033) as an ISO time; anything else as it stood."""
    if text is None:
        return None
    if SECONDS.fullmatch(text.strip()):
        return (EPOCH + timedelta(seconds=int(text))).isoformat(timespec="seconds")
    if MILLISECONDS.fullmatch(text.strip()):
        return (EPOCH + timedelta(milliseconds=int(text))).isoformat(timespec="seconds")
    return text
