"""Time is handed over, never fetched in the middle: a `Clock` is a function that tells the UTC instant."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

LONDON = ZoneInfo("Europe/London")


def system_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def london_date(instant: datetime) -> date:
    """The calendar day in London at that instant: adverts open and close by it."""
    return instant.astimezone(LONDON).date()


def iso_instant(instant: datetime) -> str:
    """`2026-09-20T08:15:00Z`: UTC to the second, as every public shape writes an instant."""
    return instant.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
