"""The weekday that stands for all: of those the feed covers, the one on which most trips run."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from foothold.errors import Unreadable
from foothold.travel.gtfs.feed import Feed

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_DAYS = 400
SATURDAY = 5


class ServiceDays:
    """Which services run on which day."""

    def __init__(self, feed: Feed) -> None:
        self._weekly: dict[str, tuple[str, date, date]] = {}
        self._added: defaultdict[date, set[str]] = defaultdict(set)
        self._removed: defaultdict[date, set[str]] = defaultdict(set)
        if feed.has("calendar.txt"):
            self._read_weekly(feed)
        if feed.has("calendar_dates.txt"):
            self._read_exceptions(feed)

    def _read_weekly(self, feed: Feed) -> None:
        for line, row in feed.rows("calendar.txt", ("service_id", *WEEKDAYS, "start_date", "end_date")):
            start, end = _date(row[8]), _date(row[9])
            if start is None or end is None:
                feed.skip("calendar.txt", line, f"“{row[8]}” to “{row[9]}” are no two dates.")
            else:
                self._weekly[row[0]] = "".join(row[1:8]), start, end

    def _read_exceptions(self, feed: Feed) -> None:
        for line, row in feed.rows("calendar_dates.txt", ("service_id", "date", "exception_type")):
            day = _date(row[1])
            if day is None or row[2] not in ("1", "2"):
                feed.skip("calendar_dates.txt", line, f"“{row[1]}” with type “{row[2]}” is no exception.")
            else:
                (self._added if row[2] == "1" else self._removed)[day].add(row[0])

    def on(self, day: date) -> frozenset[str]:
        weekly = {
            service
            for service, (days, start, end) in self._weekly.items()
            if start <= day <= end and days[day.weekday() : day.weekday() + 1] == "1"
        }
        return frozenset((weekly - self._removed[day]) | self._added[day])

    def weekdays(self) -> Iterator[date]:
        """Mondays to Fridays that it covers, the first 400 days of them."""
        bounds = [bound for _, *both in self._weekly.values() for bound in both] + list(self._added)
        if not bounds:
            return
        first = min(bounds)
        for after in range(min((max(bounds) - first).days + 1, MOST_DAYS)):
            day = first + timedelta(days=after)
            if day.weekday() < SATURDAY:
                yield day


def typical_day(services: ServiceDays, trips: Counter[str]) -> date:
    """`trips`: how many there are by service. Raises Unreadable where none runs on a weekday."""
    best, most = None, 0
    for day in services.weekdays():
        count = sum(trips[service] for service in services.on(day))
        if count > most:
            best, most = day, count
    if best is None:
        raise Unreadable("No trip of it runs from Monday to Friday.")
    return best


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 (a date has no time zone)
    except ValueError:
        return None
