"""`foothold parse`: single strings through the core's readers, one answer a line."""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import click
import orjson

from foothold.cli.terminal import say


@click.group()
def parse() -> None:
    """Read lines from standard input as wages, dates, places or kinds; print one JSON answer a line."""


@parse.command()
@click.option("--start", metavar="DATE", help="The start date, for legal rates: 2026-11-02.")
def wage(start: str | None) -> None:
    """What each line says of pay."""
    from foothold.model.wage import wage_json
    from foothold.reading.wage.reading import read_wage

    day = _day(start)
    _answer(lambda text: wage_json(read_wage(text, start=day)))


@parse.command("date")
@click.option(
    "--seen", metavar="DATE", help="The day (or instant) on which the text was seen, for relative dates."
)
def date_command(seen: str | None) -> None:
    """What each line says of a date."""
    from foothold.reading.dates.reading import date_json, read_date

    instant = _instant(seen)
    _answer(lambda text: date_json(read_date(text, instant)))


@parse.command()
def place() -> None:
    """What each line says of a place."""
    from foothold.reading.places.gazetteer import PlaceTable
    from foothold.reading.places.reading import read_place, reading_json
    from foothold.settings import Settings

    table = PlaceTable.load(Settings().places_folder)
    _answer(lambda text: reading_json(read_place(text, table)))


@parse.command()
def kind() -> None:
    """Which kind of opportunity each line names."""
    from foothold.reading.kind import kind_json, read_kind

    _answer(lambda text: kind_json(read_kind(text)))


def _answer(read: Callable[[str], Mapping[str, object]]) -> None:
    """Lines end at LF alone: a carriage return or a separator inside one belongs to its text."""
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    for line in lines:
        answer = read(line) if line.strip() else _nothing(read(""))
        say(orjson.dumps(answer).decode())


def _nothing(answer: Mapping[str, object]) -> dict[str, object]:
    """What a blank line gives: the same keys, all null, lists empty."""
    return {key: [] if isinstance(value, list) else None for key, value in answer.items()}


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"“{text}” is not a date like 2026-11-02.") from None


def _instant(text: str | None) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"“{text}” is not a date like 2026-11-02.") from None
    return instant.replace(tzinfo=UTC) if instant and not instant.tzinfo else instant
