"""The wage and date strings of real adverts, beside the readings that people gave them."""

from datetime import UTC, datetime
from pathlib import Path

from foothold.reading.dates.reading import DateReading, read_date
from foothold.reading.wage.reading import read_wage
from tests.foothold.reading.tables import rows

SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
NULL_BY_CONTRACT = {"unpaid", "expenses_only"}


def test_at_least_95_in_100_real_wages_read_as_people_read_them(real_input: Path) -> None:
    table = rows(real_input / "payloads" / "salary_strings.tsv")
    misses = [said for row in table if (said := _wage_difference(row))]
    print(*misses, sep="\n")  # noqa: T201 - the misses are the point of a failing run
    assert len(misses) <= 0.05 * len(table), misses


def test_at_least_95_in_100_real_dates_read_as_people_read_them(real_input: Path) -> None:
    table = rows(real_input / "payloads" / "date_strings.tsv")
    misses = [said for row in table if (said := _date_difference(row))]
    print(*misses, sep="\n")  # noqa: T201 - as above
    assert len(misses) <= 0.05 * len(table), misses


def _wage_difference(row: dict[str, str]) -> str | None:
    wage = read_wage(row["string"])
    expected = tuple(float(row[name]) if row[name] else None for name in ("min", "max"))
    per = None if row["period"] == "none" else row["period"]
    marks = set(row["qualifiers"].split(","))
    if row["currency"] not in ("GBP", "") or marks & NULL_BY_CONTRACT:
        expected, per = (None, None), None
    found = tuple(None if value is None else float(value) for value in (wage.low, wage.high))
    return None if (found, wage.per) == (expected, per) else f"{row['string']!r}: {found} {wage.per}"


def _date_difference(row: dict[str, str]) -> str | None:
    seen = datetime.fromisoformat(row["reference"]).replace(tzinfo=UTC) if len(row["reference"]) == 10 and row["reference"][0] == "2" else SEEN  # fmt: skip
    found = read_date(row["string"], seen)
    expected = _expected(row, seen)
    return None if (found.date, found.end_date) == expected else f"{row['string']!r}: {found} not {expected}"


def _expected(row: dict[str, str], seen: datetime) -> tuple[str | None, str | None]:
    """The first of several, its range's end; none where the text itself leaves the year or the day open."""
    reading = row["reading"].split(";")[0]
    if row["reference"] in ("2019", "2022") or reading.startswith(("--", "<=")) or not reading:
        return None, None
    if reading[0] in "+-":
        counted = read_date(f"{reading[1:-1]} days ago", seen)
        return counted.date, None
    first, _, last = reading.partition("/")
    instant: DateReading = read_date(first.removesuffix("Z") + "Z" if first.endswith("Z") else first, seen)
    return instant.date, last or None
