"""Cursors: a caller can hand one back and do nothing else with it."""

import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from foothold.errors import SecretUnusable
from foothold.index.query import Position
from foothold.secret import home_secret
from search_api.search.cursor import read_cursor, write_cursor
from tests.search_api.world import World

LIST = "/api/v1/opportunities"
SECRET = b"s" * 32
POSITIONS = [
    Position(offset=40),
    Position(key=(9_223_372_036_854_775_807,)),
    Position(key=(20, "k7f2q9xw3m1a")),
]


@pytest.mark.parametrize("position", POSITIONS, ids=str)
def test_a_cursor_gives_back_its_position(position: Position) -> None:
    assert read_cursor(write_cursor(position, "q=a", SECRET), "q=a", SECRET) == position


def test_any_change_of_one_character_is_refused() -> None:
    cursor = write_cursor(Position(offset=40), "q=a", SECRET)
    for at in range(len(cursor)):
        for other in "Aa0_-é":
            changed = cursor[:at] + other + cursor[at + 1 :]
            assert changed == cursor or read_cursor(changed, "q=a", SECRET) is None


@pytest.mark.parametrize("text", ["", "a", "====", "AAAA", "é", "\x00", "A" * 5000], ids=repr)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    assert read_cursor(text, "q=a", SECRET) is None


def test_a_cursor_belongs_to_its_search_and_its_installation() -> None:
    cursor = write_cursor(Position(offset=40), "q=a", SECRET)
    assert read_cursor(cursor, "q=b", SECRET) is None
    assert read_cursor(cursor, "q=a", b"t" * 32) is None


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first = home_secret(tmp_path / "home")
    assert home_secret(tmp_path / "home") == first
    assert len(first) == 32
    path = tmp_path / "home" / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list((tmp_path / "home").iterdir()) == [path]


@pytest.mark.parametrize("size", [0, 1, 31])
def test_a_secret_that_is_empty_or_half_written_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "secret.key").write_bytes(b"s" * size)
    with pytest.raises(SecretUnusable, match="Put it back from a backup"):
        home_secret(tmp_path)


def test_a_secret_that_cannot_be_written_leaves_no_file(tmp_path: Path) -> None:
    program = (
        "import resource, signal; from pathlib import Path; from foothold.secret import home_secret;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        f"home_secret(Path({str(tmp_path)!r}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "File too large" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sort", ["newest", "closing", "pay", "relevance"])
def test_a_cursor_of_one_search_does_not_continue_another(london: World, sort: str) -> None:
    link = london.client.get(f"{LIST}?q=apprentice&sort={sort}&per_page=5").get_json()["links"]["next"]
    cursor = parse_qs(urlsplit(link).query)["cursor"][0]
    other = london.client.get(
        LIST, query_string={"q": "apprentice", "sort": sort, "level": "2", "cursor": cursor}
    )
    assert other.status_code == 400
    assert other.get_json()["errors"][0]["parameter"] == "cursor"
    bigger = london.client.get(
        LIST, query_string={"q": "apprentice", "sort": sort, "per_page": 7, "cursor": cursor}
    )
    assert bigger.status_code == 200
