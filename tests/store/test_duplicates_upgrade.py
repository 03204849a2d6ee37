"""A store and a backup of the schema before this one: copies are found in what they hold, as if it were saved today."""

import io
from pathlib import Path

import orjson
import pytest
from sqlalchemy import MetaData, Table, insert, select, text

from foothold.claims import BLOCKS
from foothold.identity import opportunity_id
from foothold.standing import Standing
from foothold.store.backup import write_backup
from foothold.store.backup_file import Heading, Manifest, Reader, Writer
from foothold.store.copies import why
from foothold.store.migrations import migrate
from foothold.store.open_store import Store, open_store
from foothold.store.records import find, save
from foothold.store.restore import restore
from foothold.store.tables import metadata, opportunities, sightings
from tests.store.adverts import AT, day, reading

VACANCY = "VAC1000123456"
MERGED = opportunity_id("national_api", VACANCY)
LATER = (
    "pairs", "checks", "job_runs", "alerts", "alert_sent", "mails", "unanswered", "reports", "agreements", "reviews",
    "allowances", "holds", "notices",
)  # fmt: skip
NEW = {
    "sightings": {"standing", *BLOCKS},
    "opportunities": {"provenance", "hidden_until"},
    "runs": {"drop", "accepted", "accepted_by", "accepted_note"},
}


@pytest.fixture
def today(tmp_path: Path) -> Store:
    """A store of this version: an upload, a merged record of two sources, and one alone."""
    store = open_store(f"sqlite:///{tmp_path / 'today.db'}")
    store.upgrade()
    save(store, "national_api", [reading(VACANCY)], at=AT, standing=Standing.API)
    save(store, "college", [reading("1000123456")], at=day(1))
    save(store, "upload-brightworks", [reading("1", title="Trainee gardener")], at=AT, standing=Standing.OWN)
    return store


def as_it_was(store: Store) -> bytes:
    """Its backup as the version before this one wrote it."""
    whole, older = io.BytesIO(), io.BytesIO()
    write_backup(store, whole, clock=lambda: AT)
    whole.seek(0)
    reader, writer = Reader(whole), Writer(older)
    said = reader.manifest()
    tables = {name: count for name, count in said.tables.items() if name not in LATER}
    writer.manifest(Manifest(said.foothold_backup, said.foothold, "0001", said.taken, said.head, tables))
    kept: list[int] | None = None
    for line in reader.rows():
        if isinstance(line, Heading):
            left_out = NEW.get(line.table, set())
            kept = [n for n, name in enumerate(line.columns) if name not in left_out]
            if line.table in LATER:
                kept = None
            else:
                writer.table(line.table, [line.columns[n] for n in kept])
        elif kept is not None:
            writer.row([line[n] for n in kept])
    writer.finish()
    return older.getvalue()


def older_store(url: str, today: Store) -> Store:
    """A store that `foothold store upgrade` of the version before this one made and that was used since."""
    store = open_store(url)
    with store.remake() as connection, today.read() as source:
        migrate(connection, "0001")
        connection.execute(text("DELETE FROM revision_counter"))
        for known in metadata.sorted_tables:
            if known.name in LATER:
                continue
            table = Table(known.name, MetaData(), autoload_with=connection, resolve_fks=False)
            rows = [dict(row) for row in source.execute(select(known)).mappings()]
            for row in rows:
                for name in NEW.get(known.name, ()):
                    del row[name]
            if rows:
                connection.execute(insert(table), rows)
    return store


def filled_columns(store: Store) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    s, o = sightings.c, opportunities.c
    with store.read() as connection:
        views = select(s.own_id, s.standing, *(s[name] for name in BLOCKS)).order_by(s.own_id)
        told = select(o.id, o.revision, o.public).order_by(o.id)
        return (
            [tuple(row) for row in connection.execute(views)],
            [tuple(row) for row in connection.execute(told)],
        )


def check(store: Store, today: Store) -> None:
    assert filled_columns(store) == filled_columns(today)
    with store.read() as connection:
        told = select(opportunities.c.provenance).where(opportunities.c.provenance.is_not(None))
        [provenance] = connection.execute(told).scalars()
    assert orjson.loads(provenance)["title"] == {"source": "national_api", "why": "first"}
    assert why(store, MERGED).fields


def test_an_upgrade_fills_the_new_columns_from_what_is_stored(store_url: str, today: Store) -> None:
    store = older_store(store_url, today)
    store.upgrade()
    check(store, today)
    copy = save(store, "board", [reading("77", closing_date=day(30).date())], at=day(2))
    assert copy[0].id == opportunity_id("board", "77"), "no more than employer, title and place agree"
    assert find(store, MERGED)


@pytest.fixture
def new_store(store_url: str) -> Store:
    return open_store(store_url)


def test_a_backup_of_the_schema_before_is_restored_and_filled(new_store: Store, today: Store) -> None:
    restore(new_store, io.BytesIO(as_it_was(today)))
    check(new_store, today)
    new_store.check()
