"""Make `config/courses.csv` from a table of apprenticeship standards: `build_courses.py STANDARDS.csv`.

Keeps the figures and names of the public register (Open Government Licence); a route is kept only where its
basis is the register or a secondary register, never a keyword guess. Apprenticeship units are left out: they
train people who already have the job.
"""

import csv
import sys
from pathlib import Path

COLUMNS = ("reference", "title", "level", "route", "lars_code", "foundation")
KNOWN_ROUTE = ("register", "secondary")


def main(standards: Path, out: Path) -> None:
    with standards.open(encoding="utf-8", newline="") as rows:
        courses = [_reduced(row) for row in csv.DictReader(rows) if row["product"] != "apprenticeship unit"]
    with out.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(courses, key=lambda course: course["reference"]))
    print(f"{len(courses)} courses, {sum(1 for c in courses if c['route'])} with a route")


def _reduced(row: dict[str, str]) -> dict[str, str]:
    return {
        "reference": row["reference"],
        "title": row["title"],
        "level": row["level"],
        "route": row["route"] if row["route_basis"] in KNOWN_ROUTE else "",
        "lars_code": row["lars_code"],
        "foundation": "1" if row["product"] == "foundation apprenticeship" else "",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent.parent / "config" / "courses.csv")
