"""Every file of the embedded index damaged in every way, under everything that looks at it."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from click.testing import CliRunner
from werkzeug.test import TestResponse

from foothold.cli import main
from foothold.index.embedded.engine import CURRENT, EmbeddedEngine
from foothold.index.sync import drain
from foothold.reading.places.gazetteer import PlaceTable
from foothold.settings import Settings
from foothold.store.open_store import Store, open_store
from search_api import create_app
from tests.index.stored import NOW, keep, new_store

SHOWN = 36
"""Of 40 adverts, every ninth has closed."""

PLACES = PlaceTable.load(None)
LIST = "/api/v1/opportunities?near=Hackney&within=30&national=include&remote=include"
OFFSETS = (0.0, 0.3, 0.6, 0.99)
Fault = Callable[[Path], None]


@dataclass
class Town:
    """One home with its store and index, and the site over it as a worker holds it."""

    home: Path
    store: Store

    @property
    def folder(self) -> Path:
        return self.home / "index"

    def settings(self) -> Settings:
        return Settings(home=self.home, rate_limit="1000000 per minute")

    def site(self) -> Callable[[str], TestResponse]:
        app = create_app(self.settings(), store=self.store, clock=lambda: NOW)
        # All of them share what does not change, as forked workers do.
        app.extensions["foothold"].__dict__["places"] = PLACES
        return app.test_client().get

    def run(self, *words: str) -> tuple[int, str]:
        answer = CliRunner().invoke(main, words)
        assert answer.exception is None or isinstance(answer.exception, SystemExit), (words, answer.exception)
        assert "Traceback" not in answer.output
        return answer.exit_code, answer.output


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a previous generation and a live one of two segments, one with deletions."""
    home = tmp_path_factory.mktemp("sound")
    store = new_store(home)
    keep(store, 1, 38)
    engine = EmbeddedEngine(home / "index")
    drain(store, engine)
    town = Town(home, store)
    with pytest.MonkeyPatch.context() as patch:
        at_home(patch, home)
        assert town.run("index", "rebuild")[0] == 0
    keep(store, 1, 3, title="Changed")
    keep(store, 39, 40)
    drain(store, EmbeddedEngine(home / "index"))
    store.close()
    return home


def at_home(patch: pytest.MonkeyPatch, home: Path) -> None:
    for name in ("FOOTHOLD_DATABASE_URL", "FOOTHOLD_SEARCH_URL", "FOOTHOLD_SEARCH_STANDBY"):
        patch.delenv(name, raising=False)
    patch.setenv("FOOTHOLD_HOME", str(home))


@pytest.fixture
def town(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    home = tmp_path / "home"
    shutil.copytree(sound, home)
    at_home(monkeypatch, home)
    store = open_store(f"sqlite:///{home / 'foothold.db'}")
    yield Town(home, store)
    store.close()


def flipped(share: float) -> Fault:
    def flip(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[min(int(len(content) * share), len(content) - 1)] ^= 0x10
        path.write_bytes(content)

    return flip


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def deleted(path: Path) -> None:
    path.unlink()


def one_line(path: Path) -> None:
    path.write_text(path.read_text().splitlines()[0])


def garbage(path: Path) -> None:
    path.write_bytes(b"\xff\xfe nothing\n\x00")


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


FAULTS: dict[str, Fault] = {f"flipped at {share}": flipped(share) for share in OFFSETS} | {
    fault.__name__: fault for fault in (cut, emptied, deleted)
}
COMMANDED = ("flipped at 0.6", "deleted")
KINDS = (
    "meta.json",
    ".managed.json",
    "points.bin",
    *["del", "fast", "fieldnorm", "idx", "pos", "store", "term"],
)


def live(town: Town) -> Path:
    return town.folder / (town.folder / CURRENT).read_text().splitlines()[0]


def files_of(town: Town, kind: str) -> list[Path]:
    exact = live(town) / kind
    found = [exact] if exact.exists() else sorted(live(town).glob(f"*.{kind}"))
    assert found
    return found


def crossed() -> Iterator[ParameterSet]:
    """Each kind of file with two faults, and each fault with some kinds; the whole is a cross."""
    for place, kind in enumerate(KINDS):
        for number, fault in enumerate(FAULTS):
            marks = () if (number - place) % len(FAULTS) in (0, 3) else (pytest.mark.cross,)
            yield pytest.param(kind, fault, marks=marks, id=f"{kind} {fault}")


@pytest.mark.parametrize(("kind", "fault"), list(crossed()))
def test_a_damaged_file_ends_in_no_traceback_and_a_rebuild_heals_it(
    town: Town, kind: str, fault: str
) -> None:
    warm = town.site()
    assert found(warm) == SHOWN
    for path in files_of(town, kind)[:1]:
        FAULTS[fault](path)
    time.sleep(0.21)
    everything_answers(town, warm, commands=fault in COMMANDED)
    heals(town, warm)


@pytest.mark.parametrize("fault", [emptied, one_line, garbage, deleted, flipped(0.1), flipped(0.4)])
def test_a_damaged_name_of_the_live_index_is_told_and_a_rebuild_heals_it(town: Town, fault: Fault) -> None:
    warm = town.site()
    assert found(warm) == SHOWN
    fault(town.folder / CURRENT)
    refused(town, warm)
    everything_answers(town, warm)
    heals(town, warm)


@pytest.mark.parametrize("which", ["the live one", "all"])
def test_a_lost_folder_is_told_and_a_rebuild_heals_it(town: Town, which: str) -> None:
    warm = town.site()
    shutil.rmtree(live(town) if which == "the live one" else town.folder)
    refused(town, warm)
    everything_answers(town, warm)
    heals(town, warm)


def found(get: Callable[[str], TestResponse]) -> int:
    answer = get(LIST)
    assert answer.status_code == 200, answer.text
    assert "incomplete" not in answer.get_json()
    return int(answer.get_json()["total"])


def refused(town: Town, warm: Callable[[str], TestResponse]) -> None:
    for get in (warm, town.site()):
        assert {get(path).status_code for path in (LIST, "/", "/readyz")} == {503}


def everything_answers(town: Town, warm: Callable[[str], TestResponse], *, commands: bool = True) -> None:
    """A worker that has searched before and one that starts now; then each command, none of which mends it."""
    for get in (warm, town.site()):
        answers = {path: get(path) for path in (LIST, "/", "/boroughs", "/feed.atom", "/readyz")}
        for path, answer in answers.items():
            assert answer.status_code in (200, 503), path
            assert answer.status_code == 200 or int(answer.headers["Retry-After"]) > 0
        if answers[LIST].status_code == 200:
            assert answers[LIST].get_json()["total"] == SHOWN, "right, or not at all"
        assert answers["/readyz"].status_code == answers[LIST].status_code
    healthy = answers["/readyz"].status_code == 200
    code, said = town.run("index", "status")
    assert healthy or code != 0 or "opportunities-" not in said
    for words in (("index", "verify"), ("index", "prune"), ("doctor",)) if commands else ():
        code, said = town.run(*words)
        assert said
        assert healthy or code == 1 or "prune" in words or "There is no search index yet" in said


def heals(town: Town, warm: Callable[[str], TestResponse]) -> None:
    code, said = town.run("index", "rebuild")
    assert code == 0, said
    time.sleep(0.21)
    for get in (warm, town.site()):
        assert found(get) == SHOWN
        assert get("/readyz").get_json()["status"] == "ready"
        assert get("/").status_code == 200
    for words in (("index", "status"), ("index", "prune")):
        code, said = town.run(*words)
        assert code == 0, said
