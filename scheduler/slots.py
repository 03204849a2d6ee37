"""The slots of a job: the times in London at which its schedule, a line of cron, wants it run.

They are found on the wall's clock first. An hour that a night has twice has its slots in the first of the two; an hour
that a night lacks has them at its end: whatever the clocks do, a daily job runs once a day.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from foothold.clock import LONDON
from foothold.errors import SourceMisconfigured

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
CHANGE = time(1, tzinfo=UTC)
"""London's clocks change at this hour."""
LOOK_BACK = (
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=8),
    timedelta(days=32),
    timedelta(days=366),
)


class Slots(BaseTrigger):  # type: ignore[misc] # APScheduler has no types.
    """A schedule's slots, for APScheduler."""

    def __init__(self, schedule: str) -> None:
        self.schedule = schedule

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        return next_slot(self.schedule, now)


def next_slot(schedule: str, now: datetime) -> datetime | None:
    """The first slot after now, in UTC. Raises SourceMisconfigured."""
    now = now.astimezone(UTC)
    for slot in _slots_from(schedule, now - LOOK_BACK[0]):
        if slot > now:
            return slot
    return None


def latest_slot(schedule: str, now: datetime) -> datetime | None:
    """The last slot up to now: however many were missed, it stands for them all; in UTC. Raises
    SourceMisconfigured."""
    # In one zone throughout: instants of a doubled hour compare wrongly with those of another.
    now = now.astimezone(UTC)
    for span in LOOK_BACK:
        latest = None
        for slot in _slots_from(schedule, now - span):
            if slot > now:
                break
            latest = slot
        if latest:
            return latest
    return None


def _slots_from(schedule: str, begin: datetime) -> Iterator[datetime]:
    """In order; one that stands for another at the same instant comes twice."""
    cron = _cron(schedule)
    # As if the wall's clock were UTC, which never changes.
    after = begin.astimezone(LONDON).replace(tzinfo=UTC, fold=0)
    while wall := cron.get_next_fire_time(None, after):
        yield _instant(wall)
        after = wall + timedelta(microseconds=1)


def _instant(wall: datetime) -> datetime:
    """When the clock on the wall shows this for the first time, or passes over it."""
    said = wall.replace(tzinfo=LONDON).astimezone(UTC)
    there = said.astimezone(LONDON).replace(tzinfo=UTC, fold=0) == wall
    return said if there else datetime.combine(wall.date(), CHANGE)


def _cron(schedule: str) -> CronTrigger:
    """Five fields as cron reads them. Raises SourceMisconfigured.

    APScheduler counts days of the week from Monday, cron from Sunday: "0 5 * * 1" is a Monday here.
    """
    fields = schedule.split()
    if len(fields) != 5:
        raise SourceMisconfigured(
            f"“{schedule}” is not a schedule: cron has five fields, as in “15 5 * * *”."
        )
    minute, hour, day, month, weekday = fields
    try:
        return CronTrigger(
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=",".join(_weekdays(weekday)) or "*",
            timezone=UTC,
        )
    except ValueError as error:
        raise SourceMisconfigured(f"“{schedule}” is not a schedule: {error}.") from error


def _weekdays(field: str) -> Iterator[str]:
    """The days that a field of cron names; none where it names all."""
    if field == "*":
        return
    for part in field.lower().split(","):
        days, _, step = part.partition("/")
        first, _, last = days.partition("-")
        if days == "*":
            first, last = "0", "6"
        begin = _day(first)
        end = _day(last) if last else begin
        for number in range(begin, (end if end >= begin else end + 7) + 1, int(step or 1)):
            yield DAYS[number % 7]


def _day(text: str) -> int:
    if text[:3] in DAYS:
        return DAYS.index(text[:3])
    number = int(text)
    if not 0 <= number <= 7:
        raise ValueError(f"{text} is no day of the week")
    return number
