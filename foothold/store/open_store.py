"""A `Store`: the record store behind a URL, SQLite or PostgreSQL, and its two kinds of transaction."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)

from foothold.errors import DiskFull, StoreUnavailable, WrongUse
from foothold.store.schemas import schemas

DISK_FULL = ("disk is full", "No space left on device")
"""How SQLite and PostgreSQL say it."""
BUSY_SECONDS = 10
"""How long a writer waits for another before it gives up."""
CONNECT_SECONDS = 5
UPGRADE_LOCK = 704_103_311
"""Names the advisory lock under which PostgreSQL lets one upgrade at a time through."""


def open_store(url: str) -> "Store":
    """Touches nothing yet: the first transaction connects. Raises WrongUse for a URL that names no store."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise WrongUse(
            "FOOTHOLD_DATABASE_URL is not a database URL like postgresql://host/foothold."
        ) from error
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise WrongUse(f"The store is sqlite:///FILE or postgresql://…, not {backend}.")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise WrongUse(
            "The store needs a file: several processes share it. Name one, as in sqlite:////var/foothold.db."
        )
    return Store(parsed)


class Store:
    """Safe across threads and forks: each process makes its own engine when it first needs one."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engines: dict[int, Engine] = {}
        self._checked: set[int] = set()
        self._lock = Lock()

    def __str__(self) -> str:
        return self._url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may write; commits at the end, rolls back on an error. Keep it short.

        Raises StoreUnavailable.
        """
        with self._telling(), self._ready().connect() as connection:
            connection.execution_options(foothold_writes=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot: everything read in it belongs to the same moment. Raises StoreUnavailable."""
        with self._telling(), self._ready().connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def check(self) -> None:
        """Raises StoreUnavailable unless the store answers and has the schema of this version."""
        with self._telling(), self._engine().connect() as connection:
            self._refuse_other_schemas(connection)

    def upgrade(self) -> None:
        """Create the tables, or bring them to this version's schema. Raises StoreUnavailable."""
        from foothold.store.upgrading import bring_up_to_date

        with self.remake() as connection:
            bring_up_to_date(connection)

    @contextmanager
    def remake(self) -> Iterator[Connection]:
        """One transaction that may make and change tables, a new store's too; one process at a time has it.

        Raises StoreUnavailable, also for a schema that this version does not know.
        """
        if self.is_sqlite:
            Path(str(self._url.database)).parent.mkdir(parents=True, exist_ok=True)
        with self._telling(), self._engine(create=True).connect() as connection:
            connection.execution_options(foothold_writes=True)
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": UPGRADE_LOCK})
                if schema_of(connection) not in (None, *schemas()):
                    raise StoreUnavailable(self._newer())
                yield connection

    def close(self) -> None:
        """Give this process's connections back; a later transaction opens new ones."""
        with self._lock:
            engine = self._engines.pop(os.getpid(), None)
            self._checked.discard(os.getpid())
        if engine:
            engine.dispose()

    def _ready(self) -> Engine:
        engine = self._engine()
        if os.getpid() not in self._checked:
            with engine.connect() as connection:
                self._refuse_other_schemas(connection)
            self._checked.add(os.getpid())
        return engine

    def _engine(self, create: bool = False) -> Engine:
        # A connection that is shared across a fork corrupts both sides, so the process id is the key.
        with self._lock:
            engine = self._engines.get(os.getpid())
            if engine is None:
                if self.is_sqlite and not create and not Path(str(self._url.database)).exists():
                    raise StoreUnavailable(
                        f"There is no record store at {self} yet. Run `foothold store upgrade`."
                    )
                engine = self._engines[os.getpid()] = (
                    _sqlite(self._url) if self.is_sqlite else _postgres(self._url)
                )
            return engine

    def _refuse_other_schemas(self, connection: Connection) -> None:
        schema = schema_of(connection)
        if schema is None:
            raise StoreUnavailable(
                f"The record store at {self} has no tables yet. Run `foothold store upgrade`."
            )
        if schema not in schemas():
            raise StoreUnavailable(self._newer())
        if schema != schemas()[-1]:
            raise StoreUnavailable(
                f"The record store at {self} has the older schema {schema}. Run `foothold store upgrade`."
            )

    def _newer(self) -> str:
        return (
            f"The record store at {self} has a schema that this version does not know: a newer Foothold made it. "
            "Install that version, then run `foothold store upgrade`."
        )

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            # Its subclasses for constraints and statements are our own mistakes, and stay what they are.
            if type(error) not in (OperationalError, InterfaceError, DatabaseError):
                raise
            said = " ".join(str(error.orig).split())[:200]
            if any(words in said for words in DISK_FULL):
                raise DiskFull(f"The disk of the record store at {self} is full. Make room there.") from error
            raise StoreUnavailable(
                f"The record store at {self} does not answer ({said}). Check that it runs and that its URL is "
                "right; after an update of Foothold run `foothold store upgrade`."
            ) from error


def schema_of(connection: Connection) -> str | None:
    """The migration that the store is at; None where it has no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        # The driver must not begin transactions by itself: `_begin` does.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        # NORMAL may forget the last commits at a power cut, and an index that has seen them would then take
        # their revisions, given out again, for old ones.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns into a writing one fails at once when another process writes.
        writes = connection.get_execution_options().get("foothold_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "options": f"-c lock_timeout={BUSY_SECONDS * 1000} -c timezone=UTC",
            },
        )
    except NoSuchModuleError as error:
        raise WrongUse(
            f"The store speaks to PostgreSQL through psycopg; {url.drivername} is not known."
        ) from error
