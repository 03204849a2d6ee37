"""Schemas: what `store upgrade` makes, and what is refused."""

import os
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import text

from foothold.cli import main
from foothold.errors import StoreUnavailable, WrongUse
from foothold.store.migrations import configuration
from foothold.store.open_store import Store, open_store
from foothold.store.records import head_revision, save
from foothold.store.schemas import schemas
from foothold.store.tables import metadata
from tests.store.adverts import AT, reading
from tests.store.reflected import shape_of


def test_a_fresh_upgrade_makes_just_the_tables_that_the_code_knows(store: Store) -> None:
    with store.remake() as connection:
        migrated = shape_of(connection)
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert migrated == shape_of(connection)


def test_the_schemas_are_the_migrations_in_their_order(store: Store) -> None:
    with store.read() as connection:
        folder = ScriptDirectory.from_config(configuration(connection))
    assert schemas() == tuple(step.revision for step in folder.walk_revisions())[::-1]


def test_upgrading_again_keeps_what_is_there(store: Store) -> None:
    save(store, "board", [reading()], at=AT)
    store.upgrade()
    assert head_revision(store) == 1


@pytest.mark.parametrize("act", [Store.check, Store.upgrade, head_revision])
def test_a_newer_schema_is_refused_in_so_many_words(store_url: str, store: Store, act: object) -> None:
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="a newer Foothold made it"):
        act(open_store(store_url))  # type: ignore[operator]


@pytest.mark.parametrize("act", [Store.check, head_revision])
def test_a_store_without_tables_says_which_command_makes_them(store_url: str, act: object) -> None:
    with pytest.raises(StoreUnavailable, match="foothold store upgrade"):
        act(open_store(store_url))  # type: ignore[operator]


def test_a_store_that_was_upgraded_since_works_without_a_restart(store_url: str) -> None:
    opened = open_store(store_url)
    with pytest.raises(StoreUnavailable):
        head_revision(opened)
    open_store(store_url).upgrade()
    assert head_revision(opened) == 0


def test_looking_for_a_store_leaves_no_empty_file(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no record store"):
        open_store(f"sqlite:///{tmp_path / 'foothold.db'}").check()
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_unavailable_and_its_password_unsaid() -> None:
    with pytest.raises(StoreUnavailable, match="does not answer") as raised:
        open_store("postgresql://someone:secret@127.0.0.1:1/foothold").check()
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "foothold.db").write_text("not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreUnavailable):
        open_store(f"sqlite:///{tmp_path / 'foothold.db'}").check()


@pytest.mark.parametrize("url", ["mysql://host/foothold", "sqlite://", "no url at all"])
def test_what_is_no_store_is_refused_at_once(url: str) -> None:
    with pytest.raises(WrongUse):
        open_store(url)


def test_a_fork_takes_connections_of_its_own(store: Store) -> None:
    head_revision(store)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            save(store, "board", [reading()], at=AT)
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert head_revision(store) == 1


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write() as connection:
        connection.execute(text("UPDATE revision_counter SET head = 9"))
        raise ZeroDivisionError
    assert head_revision(store) == 0


def test_the_command_makes_the_store_and_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FOOTHOLD_DATABASE_URL", raising=False)
    result = CliRunner().invoke(main, ["store", "upgrade"])
    assert result.exit_code == 0, result.output
    assert "foothold.db is up to date" in result.output
    open_store(f"sqlite:///{tmp_path / 'home' / 'foothold.db'}").check()


def test_the_command_fails_with_a_sentence_where_no_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_DATABASE_URL", "postgresql://127.0.0.1:1/foothold")
    result = CliRunner().invoke(main, ["store", "upgrade"])
    assert result.exit_code == 1
    assert "does not answer" in result.stderr
