"""The slots of a source: the times in London at which its schedule, a line of cron, wants it crawled."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from foothold.clock import LONDON
from foothold.errors import SourceMisconfigured

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
LOOK_BACK = (
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(days=8),
    timedelta(days=32),
    timedelta(days=366),
)


def trigger(schedule: str) -> CronTrigger:
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
            timezone=LONDON,
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


def next_slot(schedule: str, now: datetime) -> datetime | None:
    """The first slot after now."""
    found: datetime | None = trigger(schedule).get_next_fire_time(None, now + timedelta(microseconds=1))
    return found


def latest_slot(schedule: str, now: datetime) -> datetime | None:
    """The last slot up to now: however many were missed, it stands for them all."""
    cron = trigger(schedule)
    for span in LOOK_BACK:
        slot: datetime | None = cron.get_next_fire_time(None, now - span)
        latest: datetime | None = None
        while slot and slot <= now:
            latest, slot = slot, cron.get_next_fire_time(slot, slot + timedelta(microseconds=1))
        if latest:
            return latest
    return None
