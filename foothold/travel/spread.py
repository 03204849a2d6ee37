"""How far from the true minutes ours may lie, and what follows for a range and for a filter.

Held against a planner's journeys all over London, five of six lie within eight minutes, long ones no worse than
others (docs/travel.md has the figures). Below half an hour a quarter of the time says more than eight minutes.
"""

MOST_SECONDS = 8 * 60
SHARE = 0.25
FEWEST_MINUTES, MOST_MINUTES = 15, 90
"""What may be asked for."""


def low_and_high(seconds: int) -> tuple[int, int]:
    """In whole minutes, at least one."""
    spread = min(MOST_SECONDS, seconds * SHARE)
    return max(1, round((seconds - spread) / 60)), max(1, round((seconds + spread) / 60))


def furthest_seconds(minutes: int) -> int:
    """The longest time of ours whose lower end is within so many minutes."""
    return int(min(minutes * 60 + MOST_SECONDS, minutes * 60 / (1 - SHARE)))
