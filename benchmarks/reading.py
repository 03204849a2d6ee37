"""How much of real adverts each family reads as the people who labelled them, with what it reads otherwise.

    FOOTHOLD_REAL_INPUT=FOLDER python -m benchmarks.reading

`FOLDER/payloads` holds what boards, services and sheets sent (docs/reading-figures.md). The answer is that of
`foothold read --scope off`.
"""

import os
from pathlib import Path

from tests.real_payloads.figures import FIELDS, Figures, figures, left_out


def main() -> None:
    folder = os.environ.get("FOOTHOLD_REAL_INPUT")
    if not folder:
        print("Not measured: FOOTHOLD_REAL_INPUT names no folder of real payloads.")
        return
    by_family = figures(Path(folder) / "payloads")
    every = Figures()
    for of_family in by_family.values():
        every.add(of_family)
    print(f"| family | postings | {' | '.join(FIELDS)} | wrong boroughs |")
    print("|---" * (len(FIELDS) + 3) + "|")
    for name, of_family in [*sorted(by_family.items()), ("**all**", every)]:
        print(_row(name, of_family))
    of_stated = ("{} of {}".format(*every.found(field)) for field in FIELDS)
    print(f"| of what is stated | | {' | '.join(of_stated)} | |")
    print(f"\nLeft out, because people may answer either way: {left_out()}.\n")
    for miss in every.misses:
        print(f"- {miss.family}: {miss}")


def _row(name: str, told: Figures) -> str:
    shares = " | ".join(_share(told.share(field)) for field in FIELDS)
    return f"| {name} | {told.postings} | {shares} | {len(told.wrong_boroughs)} |"


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


if __name__ == "__main__":
    main()
