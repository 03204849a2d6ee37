"""The command line. Each command has its own module; heavy imports wait inside the commands."""

import importlib
import os
from typing import Any

import click

import foothold
from foothold.printable import escaped

COMMANDS = {
    "read": "foothold.cli.read:read",
    "parse": "foothold.cli.parse:parse",
    "crawl": "foothold.cli.crawl:crawl",
    "sources": "foothold.cli.sources:sources",
    "reread": "foothold.cli.reread:reread",
    "index": "foothold.cli.index:index",
    "search": "foothold.cli.search:search",
    "serve": "foothold.cli.serve:serve",
    "schedule": "foothold.cli.schedule:schedule",
    "demo": "foothold.cli.demo:demo",
    "places": "foothold.cli.places:places",
    "travel": "foothold.cli.travel:travel",
    "employers": "foothold.cli.employers:employers",
    "adverts": "foothold.cli.adverts:adverts",
    "alerts": "foothold.cli.alerts:alerts",
    "reports": "foothold.cli.reports:reports",
    "duplicates": "foothold.cli.duplicates:duplicates",
    "store": "foothold.cli.store:store",
    "backup": "foothold.cli.backup:backup",
    "restore": "foothold.cli.backup:restore",
    "doctor": "foothold.cli.doctor:doctor",
}
"""Command → where it lives. A command is imported only when it is called, so that each starts quickly."""


class LazyGroup(click.Group):
    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """As a process of its own: what it writes, from the store to the logs, only its owner may read."""
        os.umask(0o077)
        return self.main(*arguments, **named)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """What goes wrong may quote a stranger, too."""
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            vars(error)["message"] = escaped(error.message)
            raise


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(foothold.__version__, prog_name="foothold")
def main() -> None:
    """London's apprenticeships and work-experience placements in one searchable place."""
    from foothold.log_lines import guard_log_lines

    guard_log_lines()
