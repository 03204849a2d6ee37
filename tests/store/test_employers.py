from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from foothold.cli import main
from foothold.errors import WrongUse
from foothold.model.levy import LevyPosition, PositionBasis
from foothold.store import employers
from foothold.store.open_store import Store
from tests.store.adverts import AT


def test_a_key_names_its_employer_and_only_its_hash_is_stored(store: Store) -> None:
    key = employers.add(store, "Brightworks  Ltd", at=AT)
    account = employers.by_key(store, key)
    assert account is not None
    assert (account.name, account.slug, account.levy_position) == (
        "Brightworks Ltd", "brightworks-ltd", LevyPosition.UNKNOWN,
    )  # fmt: skip
    with store.read() as connection:
        assert key not in str(connection.execute(text("SELECT * FROM employers")).all())


def test_a_foreign_key_names_nobody(store: Store) -> None:
    employers.add(store, "Brightworks", at=AT)
    assert employers.by_key(store, "foothold_guessed") is None
    assert employers.by_key(store, "") is None


@pytest.mark.parametrize("name", ["Brightworks", "BRIGHTWORKS LTD", "brightworks plc"])
def test_one_employer_is_added_once_however_it_is_spelt(store: Store, name: str) -> None:
    employers.add(store, "Brightworks", at=AT)
    with pytest.raises(WrongUse, match="there already"):
        employers.add(store, name, at=AT)


def test_a_revoked_key_stops_working_and_a_new_one_works(store: Store) -> None:
    key = employers.add(store, "Brightworks", at=AT)
    employers.revoke(store, "Brightworks Ltd")
    assert employers.by_key(store, key) is None
    assert [account.has_key for account in employers.every_employer(store)] == [False]
    renewed = employers.replace_key(store, "Brightworks")
    assert employers.by_key(store, renewed) == employers.by_slug(store, "brightworks")
    with pytest.raises(WrongUse, match="no employer"):
        employers.revoke(store, "Someone else")


def test_levy_positions_are_on_record_by_normalised_name(store: Store) -> None:
    employers.add(store, "Brightworks Ltd", at=AT, levy_position=LevyPosition.PAYS)
    employers.add(store, "Corner Café", at=AT)
    assert employers.positions(store) == {"brightworks": (LevyPosition.PAYS, PositionBasis.DECLARED)}


def test_the_command_prints_the_key_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    monkeypatch.delenv("FOOTHOLD_DATABASE_URL", raising=False)
    run = CliRunner().invoke
    assert run(main, ["employers", "add", "Brightworks"]).exit_code == 1
    run(main, ["store", "upgrade"])
    added = run(main, ["employers", "add", "Brightworks", "--levy", "pays"])
    assert added.exit_code == 0
    key = added.stdout.strip()
    assert key.startswith("foothold_")
    listed = run(main, ["employers", "list"])
    assert listed.stdout == "Brightworks\tpays\tkey\n"
    assert key not in listed.stdout
    assert run(main, ["employers", "add", "Brightworks"]).exit_code == 2
    assert run(main, ["employers", "revoke", "Brightworks"]).exit_code == 0
    assert run(main, ["employers", "key", "Brightworks"]).stdout.startswith("foothold_")
