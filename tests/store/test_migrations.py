"""Migrations: an upgrade from any earlier schema loses nothing, and none changes when the code does."""

import ast
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, insert

from foothold.model.authority import Standing
from foothold.model.identity import opportunity_id
from foothold.store import migrations
from foothold.store.backup_file import BackupWriter, Manifest
from foothold.store.migrations import migrate
from foothold.store.open_store import Store, open_store
from foothold.store.records import Moved, find, save
from foothold.store.restore import restore
from foothold.store.schemas import schemas
from foothold.store.upgrading import bring_up_to_date
from tests.postgres import empty_database
from tests.store.adverts import day, reading, record, sources
from tests.store.reflected import in_order, rows_of, shape_of, tables_of
from tests.store.schema_rows import BARE, ITS_COPY, MERGED, TEXT, UPLOADED, Row, rows_at, upgraded_from

FOLDER = Path(migrations.__file__).parent
FROZEN = "foothold.store.migrations.frozen"
FILES = sorted(FOLDER.rglob("*.py"))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A database that stays empty: what a test does in it is rolled back."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'foothold.db'}")
        yield opened
        opened.close()
        return
    server: URL = request.getfixturevalue("postgres_server")
    with empty_database(server) as url:
        opened = open_store(url)
        yield opened
        opened.close()


@pytest.fixture
def connection(empty: Store) -> Iterator[Connection]:
    with empty.remake() as connection:
        yield connection
        undo(connection)


def undo(connection: Connection) -> None:
    transaction = connection.get_transaction()
    assert transaction
    transaction.rollback()


def names(path: Path) -> Iterator[str]:
    """What a file imports, by its whole name."""
    package = ("foothold", "store", "migrations", *path.relative_to(FOLDER).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            parent = ".".join((*base, *filter(None, [node.module])))
            yield from (f"{parent}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_migration_imports_nothing_that_may_change(path: Path) -> None:
    """The frozen helpers are among the files, so nothing comes in through them either."""
    lasting = {*sys.stdlib_module_names, "alembic", "sqlalchemy"}
    living = {
        name
        for name in names(path)
        if name.partition(".")[0] not in lasting and not name.startswith(f"{FROZEN}.")
    }
    assert not living, f"copy what it needs of them into {FROZEN}"


def test_what_is_frozen_says_so_and_is_used() -> None:
    used = {name for path in FILES for name in names(path)}
    for path in FOLDER.glob("frozen/v*.py"):
        assert "never changes" in str(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))
        assert any(name.startswith(f"{FROZEN}.{path.stem}.") for name in used)


@pytest.fixture(scope="module")
def newest(empty: Store) -> set[tuple[str, str, str]]:
    """The shape of a store that was made today."""
    with empty.remake() as connection:
        migrate(connection)
        shape = shape_of(connection)
        undo(connection)
    return shape


@pytest.mark.parametrize("schema", schemas())
def test_an_upgrade_loses_nothing_and_ends_as_a_new_store_begins(
    connection: Connection, schema: str, newest: set[tuple[str, str, str]]
) -> None:
    migrate(connection, schema)
    held = rows_at(schema)
    tables = {table.name: table for table in tables_of(connection)}
    assert columns_with_something(held) == {
        name: set(table.columns.keys()) for name, table in tables.items()
    }, "write rows of the new schema into tests/store/schema_rows.py"
    for name, rows in held.items():
        # Some rows the migrations themselves made.
        connection.execute(tables[name].delete())
        connection.execute(insert(tables[name]), rows)
    bring_up_to_date(connection)
    assert in_order(rows_of(connection)) == in_order(upgraded_from(schema))
    assert shape_of(connection) == newest


def columns_with_something(held: Mapping[str, Sequence[Row]]) -> dict[str, set[str]]:
    return {
        name: {column for row in rows for column, value in row.items() if value is not None}
        for name, rows in held.items()
    }


def backup_at(schema: str, rows: Mapping[str, Sequence[Row]]) -> bytes:
    """As the version of this schema wrote it, with all that it held."""
    file = io.BytesIO()
    writer = BackupWriter(file)
    counts = {name: len(listed) for name, listed in rows.items()}
    head = rows["revision_counter"][0]["head"]
    writer.manifest(Manifest(1, "0.1.0", schema, "2026-11-05T09:00:00Z", head, counts))
    for name, listed in rows.items():
        writer.table(name, list(listed[0]))
        for row in listed:
            writer.row(list(row.values()))
    writer.finish()
    return file.getvalue()


@pytest.mark.parametrize("schema", [schemas()[0], schemas()[-2]])
def test_a_backup_of_an_earlier_schema_is_restored_whole(new: Store, schema: str) -> None:
    restore(new, io.BytesIO(backup_at(schema, rows_at(schema))))
    with new.read() as connection:
        assert in_order(rows_of(connection)) == in_order(upgraded_from(schema))


def test_copies_are_found_of_what_an_upgrade_numbered(new: Store) -> None:
    """Both adverts lack a common reference or address: nothing but the numbers leads from one to the other."""
    restore(new, io.BytesIO(backup_at("0001", rows_at("0001"))))
    copy = reading(
        "77", title="Electrician Apprentice", description_html=f"<p>{TEXT}</p>", closing_date=day(29).date()
    )
    save(new, "reed", [copy], at=day(4), standing=Standing.BOARD)
    assert find(new, opportunity_id("reed", "77")) == Moved(MERGED)
    assert sources(new, MERGED) == ["national_api", "college", "reed"]


@pytest.mark.parametrize("schema", ["0001", "0007"])
def test_an_upgrade_parts_the_owners_that_earlier_versions_merged(new: Store, schema: str) -> None:
    """An upload that is a source's copy: it was merged into the record, and its id led there."""
    rows = rows_at(schema)
    for sighting in rows["sightings"]:
        if sighting["own_id"] == UPLOADED:
            sighting["opportunity_id"] = BARE
    for stub in rows["opportunities"]:
        if stub["id"] == UPLOADED:
            stub |= {"status": "withdrawn", "content_hash": "moved"}
    rows["aliases"].append({"id": UPLOADED, "opportunity_id": BARE, "at": day(1)})
    restore(new, io.BytesIO(backup_at(schema, rows)))
    assert (sources(new, UPLOADED), sources(new, BARE)) == (["upload-brightworks"], ["board"])
    assert record(new, UPLOADED).public["title"] == "Trainee gardener – “Spring” ☘"
    assert find(new, ITS_COPY) == Moved(MERGED)
