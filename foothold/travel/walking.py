"""How far apart two points are, and how long the walk is."""

import math
from typing import Any

METRES_A_DEGREE = 111_200.0
METRES_A_SECOND = 4_800 / 3_600
"""4.8 kilometres an hour, an adult's ordinary pace."""
DETOUR = 1.25
"""Streets are about a quarter longer than the straight line."""
SECONDS_A_METRE = DETOUR / METRES_A_SECOND


def straight_metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """As the crow flies; exact enough within a region."""
    north = (other_lat - lat) * METRES_A_DEGREE
    east = (other_lon - lon) * METRES_A_DEGREE * math.cos(math.radians(lat))
    return math.hypot(north, east)


def walk_seconds(metres: Any) -> Any:
    """Of one straight distance, or of an array of them."""
    return metres * SECONDS_A_METRE
