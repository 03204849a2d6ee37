"""What commands print of a store full of hostile words steers no terminal and forges no line."""

import ast
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console
from sqlalchemy import String, Text, select, update

import foothold.cli
from foothold.cli import main
from foothold.cli.crawl import summary
from foothold.index.open_index import open_engine
from foothold.index.rebuild import rebuild
from foothold.model.crawl_run import Verdict
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from foothold.store.tables import Words, metadata, opportunities, unanswered
from scheduler.runner import Outcome
from tests.foothold.cli.test_doctor_and_reread import SOURCE
from tests.store.backups import filled

HOSTILE = (
    "\x1b]0;owned\x07\x1b]8;;https://evil.example/\x1b\\here\x1b]8;;\x1b\\\x1b[2J\rover\nforged\tcolumn"
    "\x9b31m\x85\u202e\u2066\u200e\u2028\x7f[link=https://evil.example/]markup[/link]"
)
FREE = {
    *("opportunities.employer", "employers.name", "agreements.name", "pairs.why", "unanswered.words"),
    *("sightings.url", "sightings.page_url", "refused.why", "runs.source"),
}
JSON = {"opportunities.public", "sightings.content", "sightings.raw", "sightings.notes", "rejected.raw"}
LISTED = "runs.evidence"
LISTING = (
    "reports list --all",
    "adverts waiting",
    "adverts show {id}",
    "employers list",
    "sources",
    "sources show board",
    "sources show board --rejected",
    "search unanswered",
    "duplicates",
    "duplicates why {id}",
    "alerts list",
    "schedule list",
    "schedule check",
    "index status",
    "index verify",
    "index drain",
    "doctor",
)


def hostile(value: Any) -> Any:
    """The same shape with hostile words at the end of every text that is no date and no code."""
    if isinstance(value, dict):
        return {key: hostile(part) for key, part in value.items()}
    if isinstance(value, list):
        return [hostile(part) for part in value]
    return f"{value}{HOSTILE}" if isinstance(value, str) and (" " in value or "://" in value) else value


def make_hostile(store: Store) -> None:
    with store.write() as connection:
        connection.execute(update(unanswered).values(times=99, days=9))
        for table in metadata.sorted_tables:
            for column in table.columns:
                name = f"{table.name}.{column.name}"
                if not isinstance(column.type, String | Text | Words) or not (
                    isinstance(column.type, Words) or name in FREE | JSON or name == LISTED
                ):
                    continue
                keys = list(table.primary_key.columns)
                for held in connection.execute(select(column, *keys)).all():
                    if held[0] is None:
                        continue
                    changed = held[0]
                    if name in JSON or name == LISTED:
                        changed = json.dumps(hostile(json.loads(changed)))
                    elif name != "runs.source":
                        changed = changed[: 200 - len(HOSTILE)] + HOSTILE
                    which = [key == value for key, value in zip(keys, held[1:], strict=True)]
                    connection.execute(update(table).where(*which).values({column.name: changed}))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("hostile")
    (home / "sources").mkdir()
    (home / "sources" / "board.yml").write_text(SOURCE)
    settings = Settings(home=home)
    store = open_store(settings.store_url)
    store.upgrade()
    rebuild(filled(store), open_engine(settings))
    make_hostile(store)
    store.close()
    return home


def first_id(home: Path) -> str:
    store = open_store(Settings(home=home).store_url)
    with store.read() as connection:
        found: str = connection.execute(select(opportunities.c.id).limit(1)).scalar_one()
    store.close()
    return found


def steering(text: str) -> list[str]:
    return [one for one in text if not one.isprintable() and one not in "\n\t"]


@pytest.mark.parametrize("command", LISTING)
def test_nothing_that_a_command_lists_steers_the_terminal(home: Path, command: str) -> None:
    settings = {"FOOTHOLD_HOME": str(home), "FOOTHOLD_SOURCES_FOLDER": str(home / "sources")}
    done = CliRunner().invoke(main, command.format(id=first_id(home)).split(), env=settings)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.output
    assert steering(done.output) == []
    assert not [line for line in done.output.splitlines() if line.startswith("forged")]


def test_the_listings_really_hold_what_is_hostile(home: Path) -> None:
    settings = {"FOOTHOLD_HOME": str(home), "FOOTHOLD_SOURCES_FOLDER": str(home / "sources")}
    for command in (*LISTING[:4], *LISTING[5:9]):
        done = CliRunner().invoke(main, command.format(id=first_id(home)).split(), env=settings)
        assert "evil.example" in done.output, (command, done.output)


@pytest.mark.parametrize("reader", ["wage", "date", "place", "kind"])
def test_what_parse_prints_steers_nothing(reader: str) -> None:
    words = f"Hackney £9 an hour {HOSTILE}".replace("\n", " ")
    done = subprocess.run(
        [sys.executable, "-m", "foothold", "parse", reader], input=words.encode(), capture_output=True
    )
    assert json.loads(done.stdout)
    assert steering(done.stdout.decode()) == []


def test_what_read_prints_steers_nothing_and_says_the_same(tmp_path: Path) -> None:
    title = "Apprentice \x9b31m\u202e joiner\x7f"
    advert = {"@type": "JobPosting", "title": title, "description": "x", "employmentType": "Apprenticeship"}
    (tmp_path / "page.html").write_text(
        f'<script type="application/ld+json">{json.dumps(advert, ensure_ascii=False)}</script>', "utf-8"
    )
    done = CliRunner().invoke(
        main, ["read", "--family", "job_posting_page", "--seen", "2026-10-15", str(tmp_path / "page.html")]
    )
    assert json.loads(done.stdout)
    assert steering(done.output) == []


def test_an_error_that_quotes_a_stranger_steers_nothing() -> None:
    done = CliRunner().invoke(main, ["crawl", f"a{HOSTILE}"])
    assert done.exit_code == 2
    assert "owned" in done.output
    assert steering(done.output) == []


def test_evidence_of_a_crawl_is_no_markup() -> None:
    outcome = Outcome("board", Verdict.HEALTHY, (HOSTILE,))
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, markup=False, emoji=False, highlight=False, width=999)
    for line in summary(outcome):
        console.print(line, soft_wrap=True)
    left = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
    assert "[link=https://evil.example/]" in left
    assert steering(left) == []


def test_commands_print_through_one_module_alone() -> None:
    folder = Path(foothold.cli.__file__).parent
    for path in folder.glob("*.py"):
        if path.name == "terminal.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called not in ("click.echo", "click.secho", "print", "rich.print"), (
                f"{path.name}: {called}"
            )
            assert "Table(" not in called, path.name
