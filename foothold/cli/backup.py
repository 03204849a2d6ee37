"""`foothold backup` and `foothold restore`: the record store in one file, whichever database holds it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import click

from foothold.cli.opened import opened_store
from foothold.cli.terminal import say


@click.command()
@click.argument("target", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|FOLDER|-")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--keep",
    type=click.IntRange(1),
    metavar="N",
    help="Keep the N newest backups of the folder and remove older ones; makes the folder.",
)
@click.option(
    "--with-alerts",
    is_flag=True,
    help="Take e-mail alerts along, to move the store; remove the file after that.",
)
def backup(target: Path, force: bool, keep: int | None, with_alerts: bool) -> None:
    """Write the record store into one file, while everything goes on running.

    In a folder it is named by the time in UTC; - is standard output.
    """
    from foothold.clock import system_clock
    from foothold.store.backup import back_up, write_backup

    with opened_store() as store:
        began = time.monotonic()
        if str(target) == "-":
            write_backup(store, sys.stdout.buffer, clock=system_clock, with_alerts=with_alerts)
            sys.stdout.buffer.flush()
            return
        done = back_up(store, target, clock=system_clock, keep=keep, force=force, with_alerts=with_alerts)
    rows = sum(done.manifest.tables.values())
    say(
        f"{done.path}: {done.manifest.tables['opportunities']:,} records, {rows:,} rows up to revision"
        f" {done.manifest.head}, {done.size_bytes / 1e6:.1f} MB in {time.monotonic() - began:.1f} s."
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE|-")
def restore(file: Path) -> None:
    """Fill an empty record store from a backup, all of it or nothing; - is standard input."""
    from foothold.store.restore import restore as restore_store

    with opened_store() as store, _opened(file) as stream:
        done = restore_store(store, stream)
        say(
            f"The record store at {store} holds {done.tables['opportunities']:,} records up to revision"
            f" {done.head}, as they were at {done.taken}."
        )
    say("Now run `foothold index rebuild`, before anything crawls or serves.")


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    with file.open("rb") as stream:
        yield stream
