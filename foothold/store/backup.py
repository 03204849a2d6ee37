"""Backups of the record store: one file from one snapshot, while others go on writing."""

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Table, func, select

import foothold
from foothold.clock import Clock, iso_instant
from foothold.errors import WrongUse
from foothold.store import revisions
from foothold.store.backup_file import FORMAT, BackupWriter, Manifest
from foothold.store.open_store import Store
from foothold.store.schemas import schemas
from foothold.store.tables import (
    alert_sent,
    alerts,
    allowances,
    job_runs,
    leases,
    mails,
    metadata,
    refused,
    unanswered,
)

OF_ALERTS = (alerts, alert_sent, mails)
LEFT_OUT = (leases, job_runs, refused, unanswered, allowances, *OF_ALERTS)
"""They speak of this moment's processes and of this index's generations; a restored store has neither. And a backup
must neither keep the address of whoever stopped an alert, or what people searched for, nor bring it back; one that
only moves the store may keep alerts."""
CARRIED = tuple(table for table in metadata.sorted_tables if table not in LEFT_OUT)
_NAME = re.compile(r"foothold-\d{8}T\d{6}Z\.jsonl\.gz(\.\w+\.draft)?")
_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class BackedUp:
    path: Path
    manifest: Manifest
    size_bytes: int


def back_up(
    store: Store,
    target: Path,
    *,
    clock: Clock,
    keep: int | None = None,
    force: bool = False,
    with_alerts: bool = False,
) -> BackedUp:
    """One whole file, or none: it gets its name when it is complete. In a folder it is named by the time in UTC;
    `keep` then leaves so many of the newest and makes the folder where it is missing. `force` writes over a file.

    Raises WrongUse, StoreUnavailable and OSError.
    """
    if keep is not None and with_alerts:
        raise WrongUse(
            "Backups that stay must hold no alerts: people may stop them, and are then to be forgotten."
        )
    if keep is not None:
        if target.exists() and not target.is_dir():
            raise WrongUse(f"{target} is a file; --keep is for a folder of backups.")
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = target if target.is_dir() else None
    path = folder / f"foothold-{clock():%Y%m%dT%H%M%SZ}.jsonl.gz" if folder else target
    with _complete_or_absent(path, force) as file:
        manifest = write_backup(store, file, clock=clock, with_alerts=with_alerts)
    if folder and keep is not None:
        _prune(folder, keep)
    return BackedUp(path, manifest, path.stat().st_size)


def write_backup(store: Store, file: IO[bytes], *, clock: Clock, with_alerts: bool = False) -> Manifest:
    """The backup as a stream of bytes; memory holds a few hundred rows. Raises StoreUnavailable."""
    writer = BackupWriter(file)
    carried = (*CARRIED, *OF_ALERTS) if with_alerts else CARRIED
    with store.read() as connection:
        manifest = _manifest(connection, iso_instant(clock()), carried)
        writer.manifest(manifest)
        for table in carried:
            writer.table(table.name, table.columns.keys())
            rows = connection.execute(select(table), execution_options={"yield_per": _TOGETHER})
            for row in rows:
                writer.row(tuple(row))
    writer.finish()
    return manifest


def _manifest(connection: Connection, taken: str, carried: Sequence[Table]) -> Manifest:
    counts = {
        str(table.name): connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in carried
    }
    return Manifest(FORMAT, foothold.__version__, schemas()[-1], taken, revisions.head(connection), counts)


@contextmanager
def _complete_or_absent(path: Path, force: bool) -> Iterator[IO[bytes]]:
    """Readable by its owner alone, as the hashes of upload keys are in it."""
    _refuse_existing(path, force)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _refuse_existing(path, force)
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def _refuse_existing(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise WrongUse(f"{path} is there already. Name another file, or write over it with --force.")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prune(folder: Path, keep: int) -> None:
    """Older backups, and drafts that a backup which was killed left before the oldest that stays."""
    ours = sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
    whole = [path for path in ours if path.suffix == ".gz"]
    oldest = whole[:keep][-1]
    for path in ours:
        if path.name < oldest.name:
            path.unlink(missing_ok=True)
