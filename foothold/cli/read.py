"""`foothold read`: one payload through its family's reader and the core, stored nowhere."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import orjson
import yaml

from crawlers.families import families
from crawlers.family import Family
from foothold.cli.terminal import say
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.courses import built_in_courses
from foothold.model.opportunity import Kind
from foothold.model.posting import POSTING_FIELDS, Reason, Rejected
from foothold.model.source import BRITISH_FAMILIES
from foothold.reading.faults import Faults
from foothold.reading.intake import Reading, intake, line
from foothold.reading.normalise import Context
from foothold.reading.places.gazetteer import PlaceTable
from foothold.settings import Settings


@click.command()
@click.option("--family", "family_name", required=True, help="The kind of site that the file comes from.")
@click.option("--url", help="The address that the file was found at.")
@click.option(
    "--set", "settings", multiple=True, metavar="FIELD=VALUE", help="A fact that holds for every posting."
)
@click.option(
    "--values",
    "values_file",
    type=click.Path(path_type=Path),
    help="A source's YAML, or its values alone: where the family finds what.",
)
@click.option("--scope", type=click.Choice(["on", "off"]), default="on", show_default=True)
@click.option("--seen", metavar="ISO", help="When the file was seen; now unless said.")
@click.argument("file", type=click.Path(path_type=Path))
def read(
    family_name: str,
    url: str | None,
    settings: tuple[str, ...],
    values_file: Path | None,
    scope: str,
    seen: str | None,
    file: Path,
) -> None:
    """Read FILE and print one JSON object a line: {"opportunity": …} or {"rejected": …}."""
    family = _family(family_name)
    values = {**_values_in(values_file), **_values(settings)}
    instant = _instant(seen)
    body = _body(file)
    context = Context(
        places=PlaceTable.load(Settings().places_folder),
        courses=built_in_courses(),
        values=values,
        scope=scope == "on",
        british=family_name in BRITISH_FAMILIES,
    )
    faults = Faults(family_name)
    try:
        for found in family.read(body, url, instant, values):
            _print(line(intake(found, context, faults), family_name, instant))
    except SourceMisconfigured as error:
        raise click.BadParameter(str(error), param_hint="--values") from None
    except Unreadable as error:
        _print(line(Reading(None, Rejected(Reason.UNREADABLE, url=url)), family_name, instant))
        say(str(error), err=True)
        sys.exit(1)
    for sentence in faults.sentences():
        say(sentence, err=True)


def _print(told: dict[str, Any]) -> None:
    say(orjson.dumps(told).decode())


def _family(name: str) -> Family:
    known = families()
    if name not in known:
        raise click.BadParameter(
            f"“{name}” is not a family. There are: {', '.join(sorted(known))}.", param_hint="--family"
        )
    return known[name]


def _values(settings: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise click.BadParameter(f"“{setting}” is not FIELD=VALUE.", param_hint="--set")
        if name == "kind":
            _check_kind(value, "--set")
        if name not in POSTING_FIELDS:
            fields = ", ".join(POSTING_FIELDS)
            raise click.BadParameter(
                f"“{name}” is not a field of a posting. There are: {fields}.", param_hint="--set"
            )
        values[name] = value
    return values


def _check_kind(kind: Any, option: str) -> None:
    if kind is not None and kind not in set(Kind):
        raise click.BadParameter(f"kind is one of: {', '.join(Kind)}.", param_hint=option)


def _values_in(file: Path | None) -> dict[str, Any]:
    """The values of a source's YAML. What a crawl would ask for besides is not asked for here, so that a list is
    read itself."""
    if file is None:
        return {}
    try:
        said = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--values") from None
    values = said.get("values", said) if isinstance(said, dict) else None
    if not isinstance(values, dict):
        raise click.BadParameter(f"{file} holds no values.", param_hint="--values")
    _check_kind(values.get("kind"), "--values")
    return {**values, "details": False}


def _instant(text: str | None) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"“{text}” is not an ISO date and time.", param_hint="--seen") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _body(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.BadParameter(f"{file}: {error.strerror}.", param_hint="FILE") from None
