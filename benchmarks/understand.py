"""How long the words of a search take to be read, and how long the table of places takes to load.

    python -m benchmarks.understand

The searches are the judged ones, each read again when all were read once. Every process loads the table when it first
needs it, so the best of several loads counts; the reference is the unpacking of its arrays alone.
"""

import time
from collections.abc import Callable
from importlib.resources import as_file, files

import numpy as np

from foothold.index.evaluation import golden_queries
from foothold.reading.places.gazetteer import PlaceTable
from foothold.searching.intents import understand

ROUNDS = 5


def main() -> None:
    table = PlaceTable.load()
    texts = [golden.text for golden in golden_queries()]

    def searches() -> None:
        for text in texts:
            understand(text, table, lambda _: True)

    searches()
    print(f"search read: {1000 * best(searches) / len(texts):.3f} ms (wanted: at most 1)")
    print(f"table loaded: {1000 * best(lambda: PlaceTable.load().named('x')):.0f} ms (wanted: at most 150)")
    print(f"its arrays alone: {1000 * best(unpacked):.0f} ms")


def unpacked() -> None:
    with as_file(files("config").joinpath("places", "units.npz")) as path, np.load(path) as arrays:
        for name in arrays.files:
            arrays[name]


def best(work: Callable[[], object]) -> float:
    """Seconds of the processor."""
    taken = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


if __name__ == "__main__":
    main()
