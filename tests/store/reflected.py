"""A database as it is, whatever the code knows of it: its tables, its rows, and every key and index."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, select

_OF_ALEMBIC = "alembic_version"


def tables_of(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection, only=lambda name, _: name != _OF_ALEMBIC)
    return found.sorted_tables


def rows_of(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """By table; instants are in UTC, which SQLite does not say."""
    return {
        table.name: [
            {name: _aware(value) for name, value in row.items()}
            for row in connection.execute(select(table)).mappings()
        ]
        for table in tables_of(connection)
    }


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


def in_order(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Mapping[str, Any]]]:
    """One order for rows that databases hold in any."""
    return {name: sorted(rows[name], key=lambda row: repr(sorted(row.items()))) for name in sorted(rows)}


def shape_of(connection: Connection) -> set[tuple[str, str, str]]:
    """Table, kind of thing, and all that is known of it: of every column, key, constraint and index."""
    database = inspect(connection)
    found = {
        "column": database.get_multi_columns(),
        "primary key": {name: [key] for name, key in database.get_multi_pk_constraint().items()},
        "foreign key": database.get_multi_foreign_keys(),
        "unique": database.get_multi_unique_constraints(),
        "check": database.get_multi_check_constraints(),
        "index": database.get_multi_indexes(),
    }
    return {
        (str(table), kind, repr(sorted((str(key), repr(value)) for key, value in one.items())))
        for kind, tables in found.items()
        for (_, table), listed in tables.items()
        for one in listed
        if table != _OF_ALEMBIC
    }
