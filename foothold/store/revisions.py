"""The store's one counter: each changed record takes the next number in the transaction that changes it."""

from sqlalchemy import Connection, select, update

from foothold.store.tables import revision_counter


def lock(connection: Connection) -> int:
    """The head, held until the transaction ends, so that commit order is number order.

    SQLite lets one writer in at a time anyway; on PostgreSQL the row lock makes it so.
    """
    return int(connection.execute(select(revision_counter.c.head).with_for_update()).scalar_one())


def advance(connection: Connection, head: int) -> None:
    connection.execute(update(revision_counter).values(head=head))


def head(connection: Connection) -> int:
    """The number of the last change that is committed, 0 in a new store."""
    return int(connection.execute(select(revision_counter.c.head)).scalar_one())
