"""Slots are those of cron, in London's time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from foothold.clock import LONDON
from foothold.errors import SourceMisconfigured
from scheduler.slots import latest_slot, next_slot

SUNDAY_NOON = datetime(2026, 11, 22, 12, 0, tzinfo=LONDON)

NEXT = [
    ("15 5 * * *", "2026-11-23 05:15"),
    ("0 13 * * *", "2026-11-22 13:00"),
    ("0 5 * * 0", "2026-11-29 05:00"),
    ("0 5 * * 7", "2026-11-29 05:00"),
    ("0 5 * * 1", "2026-11-23 05:00"),
    ("0 5 * * 1-5", "2026-11-23 05:00"),
    ("0 5 * * 6-1", "2026-11-23 05:00"),
    ("0 5 * * tue,thu", "2026-11-24 05:00"),
    ("0 5 * * */2", "2026-11-24 05:00"),
    ("0 5 1 * *", "2026-12-01 05:00"),
    ("*/20 * * * *", "2026-11-22 12:20"),
]


@pytest.mark.parametrize(("schedule", "expected"), NEXT, ids=[schedule for schedule, _ in NEXT])
def test_the_next_slot_is_the_one_that_cron_would_take(schedule: str, expected: str) -> None:
    slot = next_slot(schedule, SUNDAY_NOON)
    assert slot is not None
    assert f"{slot.astimezone(LONDON):%Y-%m-%d %H:%M}" == expected


def test_missed_slots_count_as_one_the_latest() -> None:
    slot = latest_slot("15 5 * * *", SUNDAY_NOON)
    assert slot == datetime(2026, 11, 22, 5, 15, tzinfo=LONDON)


def test_a_slot_of_last_month_is_found() -> None:
    assert latest_slot("0 5 1 * *", SUNDAY_NOON) == datetime(2026, 11, 1, 5, 0, tzinfo=LONDON)


def test_a_slot_at_this_very_moment_is_the_latest_and_not_the_next() -> None:
    at = datetime(2026, 11, 22, 5, 15, tzinfo=LONDON)
    assert latest_slot("15 5 * * *", at) == at
    assert next_slot("15 5 * * *", at) == datetime(2026, 11, 23, 5, 15, tzinfo=LONDON)


def test_a_slot_keeps_its_hour_when_the_clocks_change() -> None:
    summer = datetime(2026, 10, 24, 12, 0, tzinfo=LONDON)
    slot = next_slot("15 5 * * *", summer)
    assert slot is not None
    assert slot.astimezone(LONDON).isoformat() == "2026-10-25T05:15:00+00:00"


CLOCKS_CHANGE = [
    ("30 1 * * *", date(2026, 10, 25), "00:30"),
    ("30 1 * * *", date(2027, 3, 28), "01:00"),
    ("0 1 * * *", date(2026, 10, 25), "00:00"),
    ("0 2 * * *", date(2026, 10, 25), "02:00"),
    ("0 2 * * *", date(2027, 3, 28), "01:00"),
    ("15 5 * * *", date(2026, 10, 25), "05:15"),
    ("15 5 * * *", date(2027, 3, 28), "04:15"),
]


@pytest.mark.parametrize(
    ("schedule", "day", "utc"), CLOCKS_CHANGE, ids=[f"{s} on {d:%d %b}" for s, d, _ in CLOCKS_CHANGE]
)
def test_a_daily_job_runs_once_on_the_day_that_the_clocks_change(schedule: str, day: date, utc: str) -> None:
    """The clock is moved through the whole day, a quarter of an hour at a time."""
    midnight = datetime.combine(day, time(), LONDON).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)
    passed = [
        midnight + timedelta(minutes=15 * n) for n in range(int((end - midnight).total_seconds() // 900))
    ]
    came = {slot for at in passed if (slot := latest_slot(schedule, at)) and slot >= midnight}
    assert [f"{slot:%H:%M}" for slot in came] == [utc]
    announced = {next_slot(schedule, at) for at in passed}
    assert {slot for slot in announced if slot and slot < end} <= came


@pytest.mark.parametrize("schedule", ["", "daily", "15 5 * *", "99 5 * * *", "0 5 * * 8", "0 5 * * someday"])
def test_what_is_no_schedule_is_refused_with_a_sentence(schedule: str) -> None:
    with pytest.raises(SourceMisconfigured, match="schedule"):
        next_slot(schedule, SUNDAY_NOON)
