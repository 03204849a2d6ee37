"""Miles along the great circle, the same for both engines."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_MILES = 3958.7613


def miles_between(lat: float, lon: float, lats: Any, lons: Any) -> NDArray[np.float64]:
    """Haversine distance of one point to many."""
    a, b = np.radians(lat), np.radians(np.asarray(lats, dtype=np.float64))
    half_lat, half_lon = (b - a) / 2, np.radians(np.asarray(lons, dtype=np.float64) - lon) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    miles: NDArray[np.float64] = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return miles
