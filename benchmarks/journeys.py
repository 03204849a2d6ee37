"""How far from journeys that are known do our minutes lie, by what they run on and how far they lead?

    FOOTHOLD_REAL_INPUT=FOLDER python -m benchmarks.journeys

`FOLDER/facts` holds the known ones (docs/travel.md). The first half of each table is the one by which waits were
chosen; the second judges.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from foothold.travel.built_in import built_in_network
from foothold.travel.spread import low_and_high
from tests.travel.known import Held, grid, journeys, network_of_2022, share_right, waits

DISTANCES = (0, 5, 10, 15, 20, 100)


def main() -> None:
    folder = os.environ.get("FOOTHOLD_REAL_INPUT")
    if not folder:
        print("Not measured: FOOTHOLD_REAL_INPUT names no folder of known journeys.")
        return
    facts = Path(folder) / "facts"
    tables = {
        "A planner's journeys of 2022, on the network of then": grid(facts, network_of_2022()),
        "A planner's journeys of 2022, on the network of now": grid(facts, built_in_network()),
        "Known journeys, on the networks of their time": journeys(facts, as_it_was=True),
        "Known journeys, on the network of now": journeys(facts),
        "Mean wait and ride to the terminals, 2025": waits(facts),
    }
    for name, held in tables.items():
        print(
            f"## {name}\n\n| journeys | number | right | error, median | error without sign, median | in the range |"
        )
        print("|---|---|---|---|---|---|")
        for half, rows in enumerate(([o for o in held if not o.half], [o for o in held if o.half])):
            if rows:
                print(row("the half that judges" if half else "the half that waits were chosen by", rows))
        for group, rows in (*grouped(held, lambda one: one.kind), *grouped(held, distance)):
            print(row(group, rows))
        print()


def grouped(held: list[Held], by: Callable[[Held], str]) -> Iterable[tuple[str, list[Held]]]:
    for group in sorted({by(one) for one in held}):
        yield group, [one for one in held if by(one) == group]


def distance(one: Held) -> str:
    upper = next(limit for limit in DISTANCES[1:] if one.kilometres < limit)
    lower = DISTANCES[DISTANCES.index(upper) - 1]
    return f"{lower:2} to {upper} km" if upper < DISTANCES[-1] else f"over {lower} km"


def row(name: str, held: list[Held]) -> str:
    errors = [one.error for one in held]
    within = sum(in_range(one) for one in held) / len(held)
    return (
        f"| {name} | {len(held)} | {share_right(held):.0%} | {median(errors):+.1f} "
        f"| {median(abs(error) for error in errors):.1f} | {within:.0%} |"
    )


def in_range(one: Held) -> bool:
    low, high = low_and_high(round((one.minutes or 0) * 60))
    return low <= one.known <= high


if __name__ == "__main__":
    main()
