"""What counts as too slow, on a clock of our own."""

import pytest

from search_api.front.budgets import Budgets, Pace

BUDGETS = Budgets(head_seconds=10, grace_seconds=10, bytes_per_second=1024)


def ends_at(bytes_a_second: dict[int, int], until: int = 120) -> int | None:
    """The second at which a transfer is too slow that goes at these rates, each from its second on."""
    pace, total, rate = Pace(BUDGETS, 0, 0), 0, 0
    for second in range(1, until):
        rate = bytes_a_second.get(second - 1, rate)
        total += rate
        if pace.is_too_slow(second, total):
            return second
    return None


@pytest.mark.parametrize(
    ("course", "bytes_a_second"),
    [
        ("nothing comes", {0: 0}),
        ("a byte a second", {0: 1}),
        ("just below the floor", {0: 1023}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_what_is_slow_from_the_start_ends_with_the_grace(course: str, bytes_a_second: dict[int, int]) -> None:
    assert ends_at(bytes_a_second) == 10


@pytest.mark.parametrize("start", [1_024, 12_500, 5_000_000])
def test_a_fast_start_does_not_pay_for_standing_still(start: int) -> None:
    ended = ends_at({0: start, 20: 0})
    assert ended and ended - 20 <= 21


@pytest.mark.parametrize(
    ("course", "bytes_a_second"),
    [
        ("at the floor", {0: 1024}),
        ("a megabit a second", {0: 125_000}),
        ("nine seconds of silence at the start", {0: 0, 9: 20_000}),
        ("fifteen seconds in a tunnel", {0: 12_500, 30: 0, 45: 12_500}),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_an_honest_line_passes(course: str, bytes_a_second: dict[int, int]) -> None:
    assert ends_at(bytes_a_second) is None


def test_everything_is_looked_at_often_enough_for_the_shortest_budget() -> None:
    assert BUDGETS.look_seconds == 1
    assert Budgets(10, 0.5, 1024).look_seconds == 0.05
