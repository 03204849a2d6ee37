"""Facts in words."""

from datetime import date
from typing import Any

import pytest

from search_api.web import facts, words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("closing", "time", "said"),
    [
        ("2026-11-22", None, "Closes today, 22 November"),
        ("2026-11-22", "17:30", "Closes today, 22 November at 5:30pm"),
        ("2026-11-23", "12:00", "Closes tomorrow, 23 November at midday"),
        ("2026-11-25", None, "Closes in 3 days, 25 November"),
        ("2026-12-06", "23:59", "Closes in 14 days, 6 December"),
        ("2026-12-07", None, "Closes on 7 December 2026"),
        ("2026-11-21", "09:00", "Closed on 21 November 2026 at 9am"),
        (None, None, "Closing date not stated"),
    ],
)
def test_a_closing_date_says_how_long_is_left(closing: str | None, time: str | None, said: str) -> None:
    assert words.closes(closing, time, TODAY) == said


def wage(**changed: Any) -> dict[str, Any]:
    unread = dict.fromkeys(("text", "low", "high", "per", "hourly_low", "hourly_high"))
    return {**unread, "paid": "paid", "flags": [], **changed}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (None, None),
        (wage(low=7.55, high=7.55, per="hour", hourly_low=7.55, hourly_high=7.55), "£7.55 an hour"),
        (
            wage(low=14500, high=16000, per="year", hourly_low=7.44, hourly_high=8.2),
            "£14,500 to £16,000 a year, about £7.44 to £8.20 an hour",
        ),
        (wage(high=27, per="hour", hourly_high=27), "up to £27.00 an hour"),
        (wage(low=18000, per="year"), "from £18,000 a year"),
        (wage(low=259, high=259), "£259"),
        (wage(paid="unpaid", flags=["unpaid"]), "Unpaid"),
        (wage(paid="unpaid", flags=["expenses_only"]), "Unpaid, but expenses are met"),
        (wage(text="Competitive", flags=["competitive"]), "“Competitive”: the advert gives no figure"),
        (wage(text="NMW", flags=["national_minimum"]), "The national minimum wage"),
        (wage(text="€2,000 a month", flags=["not_sterling"]), "€2,000 a month"),
        (wage(text="x" * 61), "Paid: the advert says how much"),
        (wage(low=8, high=8, per="hour", hourly_low=8, hourly_high=8), "£8.00 an hour"),
        (
            wage(low=300, high=300, per="week", hourly_low=10, hourly_high=10),
            "£300 a week, about £10.00 an hour",
        ),
        (wage(text="Band 2", paid="paid"), "Band 2"),
        (wage(text="TBC", paid="unknown"), None),
        (wage(text="Salary: to be confirmed", paid="unknown"), None),
        (wage(text="See attached.", paid="unknown"), None),
        (wage(text="#N/A", paid="unknown"), None),
        (wage(paid="unknown"), None),
    ],
)
def test_pay_is_told_in_figures_where_there_are_any(told: dict[str, Any] | None, said: str | None) -> None:
    assert words.pay(told) == said


def place(name: str | None, postcode: str | None, borough: str | None) -> dict[str, Any]:
    return {"name": name, "postcode": postcode, "borough": {"name": borough} if borough else None}


@pytest.mark.parametrize(
    ("told", "short", "whole"),
    [
        (place("Dalston", "E8 1EA", "Hackney"), "Dalston, Hackney", "Dalston, E8 1EA, Hackney"),
        (place("Hackney", None, "Hackney"), "Hackney", "Hackney"),
        (place("12 Mill Row, Upminster, London", "RM14 2TH", "Havering"), "Upminster, Havering",
         "12 Mill Row, Upminster, London, RM14 2TH, Havering"),
        (place("12 Mill Row", "E8 1EA", "Hackney"), "E8 1EA, Hackney", "12 Mill Row, E8 1EA, Hackney"),
        (place("London", None, None), "London", "London"),
        (place(None, "E8 1EA", None), "E8 1EA", "E8 1EA"),
    ],
)  # fmt: skip
def test_a_place_is_told_without_saying_anything_twice(told: dict[str, Any], short: str, whole: str) -> None:
    assert (facts.short_place(told), facts.place(told)) == (short, whole)
