"""A backup becomes the content of an empty record store, of either database, whichever it was taken from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import IO, Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    MetaData,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import InterfaceError, OperationalError, StatementError

from foothold.errors import Unreadable, WrongUse
from foothold.store import revisions
from foothold.store.backup_file import BackupHeader, BackupReader, Manifest
from foothold.store.migrations import migrate
from foothold.store.open_store import Store, schema_of
from foothold.store.schemas import schemas
from foothold.store.tables import (
    allowances,
    job_runs,
    leases,
    metadata,
    opportunities,
    refused,
    revision_counter,
)
from foothold.store.upgrading import bring_up_to_date

_TOGETHER = 500
_AS_NEW = (revision_counter, leases, job_runs, refused, allowances)
"""A store that has nothing but these has no content: at most a process has looked at it."""


def restore(store: Store, file: IO[bytes]) -> Manifest:
    """All of it or nothing, in one transaction. Makes the tables where there are none, and brings what an older
    version wrote to this version's schema.

    Raises WrongUse where the store is not empty, Unreadable where the file is not a whole backup that this
    version knows, StoreUnavailable.
    """
    reader = BackupReader(file)
    manifest = reader.manifest()
    if manifest.schema not in schemas():
        raise Unreadable(
            f"The backup has the schema {manifest.schema}, which this version does not know: Foothold"
            f" {manifest.foothold} made it. Install that version or a newer one."
        )
    with store.remake() as connection:
        _make_ready(store, connection, manifest.schema)
        _take(connection, reader, manifest)
        bring_up_to_date(connection)
    return manifest


def _make_ready(store: Store, connection: Connection, schema: str) -> None:
    """Empty tables of the schema that the backup has."""
    found = schema_of(connection)
    if found == schemas()[-1]:
        _refuse_content(store, connection)
    elif found is not None:
        raise WrongUse(
            f"The record store at {store} has the older schema {found}. Run `foothold store upgrade`."
        )
    if found not in (None, schema):
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
    migrate(connection, schema)


def _refuse_content(store: Store, connection: Connection) -> None:
    content = [table for table in metadata.sorted_tables if table not in _AS_NEW]
    held = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in content
    }
    said = [f"{count} {name}" for name, count in held.items() if count]
    if said or revisions.lock(connection):
        raise WrongUse(
            f"The record store at {store} is not empty ({', '.join(said) or 'it was used before'}). A backup is"
            " restored into a new one: name another in FOOTHOLD_DATABASE_URL, or move this one away."
        )


def _take(connection: Connection, reader: BackupReader, manifest: Manifest) -> None:
    tables = _Tables(connection, manifest)
    try:
        for table, rows in tables.batches(reader):
            connection.execute(insert(table), rows)
    except (OperationalError, InterfaceError):
        raise
    except (StatementError, ValueError, TypeError) as error:
        raise Unreadable("The backup is damaged: the record store cannot hold what it says.") from error
    tables.check_counts()
    for table in tables.found.values():
        _count_on(connection, table)
    _check_head(connection, manifest)


class _Tables:
    """The tables as this moment's schema has them, which may be older than the one that the code knows."""

    def __init__(self, connection: Connection, manifest: Manifest) -> None:
        self.found: dict[str, Table] = {}
        self._connection = connection
        self._wanted = Counter(manifest.tables)
        self._taken: Counter[str] = Counter()

    def batches(self, reader: BackupReader) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        """Some hundred rows of one table at a time."""
        table: Table | None = None
        rows: list[dict[str, Any]] = []
        for line in reader.rows():
            if table is not None and rows and (isinstance(line, BackupHeader) or len(rows) == _TOGETHER):
                yield table, rows
                rows = []
            if isinstance(line, BackupHeader):
                table, columns = self._begin(line), line.columns
            elif table is None:
                raise ValueError("a row before any table")
            else:
                self._taken[table.name] += 1
                rows.append(_row(table, dict(zip(columns, line, strict=True))))
        if table is not None and rows:
            yield table, rows

    def check_counts(self) -> None:
        if +self._taken != +self._wanted:
            raise Unreadable("The backup is damaged: it does not hold the rows that it says it holds.")

    def _begin(self, heading: BackupHeader) -> Table:
        if heading.table not in self._wanted or heading.table in self.found:
            raise ValueError("not a table of a backup")
        table = Table(heading.table, MetaData(), autoload_with=self._connection, resolve_fks=False)
        if set(heading.columns) != set(table.columns.keys()):
            raise ValueError("not the columns of the table")
        # A new store has its counter already.
        self._connection.execute(table.delete())
        self.found[heading.table] = table
        return table


def _row(table: Table, said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(table, name, value) for name, value in said.items()}


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if value is None:
        return None
    if isinstance(kind, DateTime):
        instant = datetime.fromisoformat(value).astimezone(UTC)
        return instant if kind.timezone else instant.replace(tzinfo=None)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Boolean):
        return bool(value)
    return value


def _count_on(connection: Connection, table: Table) -> None:
    """New rows take numbers above those restored. SQLite does by itself."""
    numbered = table.autoincrement_column
    if connection.dialect.name == "sqlite" or numbered is None:
        return
    name = {"table": table.name, "column": numbered.name}
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), name).scalar()
    highest = connection.execute(select(func.max(numbered))).scalar()
    if sequence and highest:
        connection.execute(select(func.setval(sequence, highest)))


def _check_head(connection: Connection, manifest: Manifest) -> None:
    """The next change must take a higher revision than any that is there."""
    highest = connection.execute(select(func.max(opportunities.c.revision))).scalar() or 0
    if not highest <= revisions.head(connection) == manifest.head:
        raise Unreadable("The backup is damaged: its records are ahead of its counter of revisions.")
