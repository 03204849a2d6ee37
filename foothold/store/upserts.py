"""`INSERT … ON CONFLICT` in the words of both databases, and how many rows go together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

BATCH = 100
"""Rows that one transaction or statement takes: few enough for others to come between."""
T = TypeVar("T")


def insert_into(connection: Connection, table: Table) -> Any:
    """The dialect's own insert, which knows `on_conflict_do_update`."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows; where the key is there already, every other column given takes the new value."""
    if not rows:
        return
    statement = insert_into(connection, table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changes), rows)


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """In order, at most `BATCH` at a time."""
    rest = iter(rows)
    while batch := list(islice(rest, BATCH)):
        yield batch
