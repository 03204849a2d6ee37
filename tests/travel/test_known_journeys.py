"""Minutes are held to journeys that are known: 85% of each half within six minutes or a quarter."""

from pathlib import Path

import pytest

from foothold.travel.built_in import built_in_network
from foothold.travel.spread import low_and_high
from tests.travel.known import Held, grid, journeys, network_of_2022, share_right, waits

WANTED = 0.85


@pytest.mark.parametrize("half", [0, 1], ids=["the half that waits were chosen by", "the half that judges"])
@pytest.mark.parametrize("then", [True, False], ids=["as it was then", "as it is now"])
def test_known_journeys_take_about_as_long(real_input: Path, then: bool, half: int) -> None:
    held = [one for one in journeys(real_input / "facts", as_it_was=then) if one.half == half]
    assert len(held) > 50
    assert share_right(held) >= WANTED, _worst(held)


@pytest.mark.parametrize("half", [0, 1], ids=["the half that waits were chosen by", "the half that judges"])
@pytest.mark.parametrize("then", [True, False], ids=["as it was then", "as it is now"])
def test_a_planners_journeys_all_over_london_take_about_as_long(
    real_input: Path, then: bool, half: int
) -> None:
    network = network_of_2022() if then else built_in_network()
    held = [one for one in grid(real_input / "facts", network) if one.half == half]
    assert len(held) > 500
    assert share_right(held) >= WANTED, _worst(held)


def test_trains_to_the_terminals_take_about_as_long_with_the_wait(real_input: Path) -> None:
    assert share_right(waits(real_input / "facts")) >= WANTED


def test_four_of_five_journeys_lie_within_the_range_that_is_shown(real_input: Path) -> None:
    held = [one for one in grid(real_input / "facts", network_of_2022()) if one.half == 1]
    within = 0
    for one in held:
        assert one.minutes is not None
        low, high = low_and_high(round(one.minutes * 60))
        within += low <= one.known <= high
    assert within / len(held) >= 0.8


def _worst(held: list[Held]) -> list[Held]:
    return sorted(held, key=lambda one: -abs(one.error))[:10]
