"""How far apart two points are, and how long the walk is."""

from typing import Any

METRES_A_SECOND = 4_800 / 3_600
"""4.8 kilometres an hour, an adult's ordinary pace."""
DETOUR = 1.25
"""Streets are about a quarter longer than the straight line."""
SECONDS_A_METRE = DETOUR / METRES_A_SECOND


def walk_seconds(metres: Any) -> Any:
    """Of one straight distance, or of an array of them."""
    return metres * SECONDS_A_METRE
