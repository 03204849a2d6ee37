"""What is given to others as a wheel is the whole product: it runs far from this folder."""

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.end_to_end.city import environment, gone, sample_city

ROOT = Path(__file__).parents[2]
PACKAGES = ("foothold", "crawlers", "search_api", "scheduler", "config", "demo")
NOT_BUILT_FROM = (
    ".*",
    "node_modules",
    "var",
    "build",
    "dist",
    "tests",
    "docs",
    "benchmarks",
    "__pycache__",
    "*.egg-info",
)
NOT_SHIPPED = (".pyc", ".scss", ".done")
PARTS = (
    "foothold/store/migrations/versions/v0001_first.py",
    "foothold/store/migrations/script.py.mako",
    "config/default.toml",
    "config/places/units.npz",
    "config/search/everyday.tsv",
    "config/search/synonyms.txt",
    "search_api/templates/search.html",
    "search_api/static/plain.css",
    "demo/jobs.csv",
    "demo/sources/sample_colleges.yml",
)


@dataclass(frozen=True)
class Installed:
    wheel: Path
    folder: Path

    @property
    def python(self) -> str:
        return str(self.folder / "bin" / "python")

    @property
    def command(self) -> str:
        return str(self.folder / "bin" / "foothold")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel of a copy of the project, alone in a virtual environment; its dependencies are this one's."""
    home = tmp_path_factory.mktemp("wheel")
    copy = home / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_BUILT_FROM))
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(home), str(copy))
    wheel = next(home.glob("*.whl"))
    folder = home / "venv"
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    _run(sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet", "--no-deps",
         "--no-index", str(wheel))  # fmt: skip
    site = next(folder.glob("lib/python*/site-packages"))
    # A folder that a .pth file adds has its own .pth files ignored, so the editable project is not in it.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(wheel, folder)


def test_the_wheel_holds_every_file_of_its_packages(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert set(_files()) - held == set()
    assert held - set(_files()) == set()


@pytest.mark.parametrize("part", PARTS)
def test_the_wheel_holds_each_sort_of_part(installed: Installed, part: str) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        assert archive.getinfo(part).file_size > 0


def test_the_wheel_carries_the_sources_and_the_licences(installed: Installed) -> None:
    with zipfile.ZipFile(installed.wheel) as archive:
        names = archive.namelist()
    assert [name for name in names if name.startswith("config/sources/") and name.endswith(".yml")]
    for licence in ("LICENSE", "NOTICE"):
        assert [name for name in names if ".dist-info/" in name and name.endswith(f"/{licence}")]


def test_the_sample_city_runs_from_the_wheel_in_an_empty_folder(installed: Installed, tmp_path: Path) -> None:
    env = _far_from_here()
    where = _run(
        installed.python, "-c", "import foothold, demo; print(foothold.__file__, demo.__file__)", cwd=tmp_path
    )
    assert where.count(str(installed.folder)) == 2
    with sample_city(None, 50, tmp_path, command=(installed.command,), env=env) as city:
        found = city.search(("q", "apprentice"))
        assert found["total"] > 5
        page = city.ask("/")
        assert (page.status, b"<h1" in page.body) == (200, True)
        for asset in _assets(page.body.decode()):
            assert city.ask(asset).status == 200, asset
        children = city.children()
        assert city.stop() == 0
    assert gone(children)
    assert (tmp_path / "var" / "demo" / "foothold.db").exists()


def _assets(page: str) -> Iterator[str]:
    for piece in page.split('"'):
        if piece.startswith("/static/"):
            yield piece


def _files() -> Iterator[str]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and path.suffix not in NOT_SHIPPED and path.name != ".done":
                yield path.relative_to(ROOT).as_posix()


def _far_from_here() -> dict[str, str]:
    return {name: value for name, value in environment(None).items() if name != "PYTHONPATH"}


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=_far_from_here(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
