"""`deploy/compose.yml` as it stands, its variables filled in as Compose fills them in."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import click
import yaml

from foothold.cli import main

DEPLOY = Path(__file__).parents[2] / "deploy"
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::([-?])([^}]*))?\}")
ONCE = ("search-user", "upgrade")
"""These end when they are done; all others run until they are stopped."""


@cache
def composition() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    return loaded


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = composition()["services"]
    return found


def example() -> dict[str, str]:
    """The variables of `.env.example`, those that it leaves as comments too."""
    text = (DEPLOY / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", text, re.M))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Raises KeyError for a variable that must be set and is not."""

    def value(match: re.Match[str]) -> str:
        name, sign, otherwise = match.groups()
        said = values.get(name, "")
        if sign == "?" and not said:
            raise KeyError(name)
        return said or (otherwise if sign == "-" else "")

    return VARIABLE.sub(value, text).replace("$$", "$")


def parse(arguments: list[str]) -> click.Command:
    """The command that `foothold ARGUMENTS` would run. Raises click.UsageError where there is none, or where
    it lacks one of the options."""
    command: click.Command = main
    context: click.Context | None = None
    rest = arguments
    while True:
        context = command.make_context(command.name, list(rest), parent=context)
        rest = [*context._protected_args, *context.args]
        if not isinstance(command, click.Group) or not rest:
            return command
        _, inner, rest = command.resolve_command(context, rest)
        assert inner is not None
        command = inner
