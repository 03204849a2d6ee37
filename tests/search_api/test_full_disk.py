"""A disk that is full is told, takes nothing with it, and leaves no half files."""

import os
import subprocess
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from foothold.durable import write_once, write_over
from foothold.errors import DiskFull
from foothold.store.open_store import open_store
from tests.search_api.test_serve import served, until

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own, of 32 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4_096):
                pass
        except OSError:
            pass
    return ballast


def test_a_full_disk_is_told_and_what_can_be_read_is_read(small: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    (small / "log").symlink_to(log)
    with served(small) as site:
        site.upload("Apprentice plumber")
        until(lambda: site.get("/api/v1/opportunities?q=plumber")["total"] == 1)
        ballast = fill(small)
        with pytest.raises(urllib.error.HTTPError) as refused:
            site.get("/readyz")
        assert refused.value.code == 503
        assert int(refused.value.headers["Retry-After"]) > 0
        assert b"disk" in refused.value.read()
        assert site.get("/healthz")["status"] == "ok"
        assert site.get("/api/v1/opportunities?q=plumber")["total"] == 1
        with pytest.raises(urllib.error.HTTPError) as unsaved:
            site.upload("Apprentice glazier")
        assert unsaved.value.code == 503, log.read_text()
        until(lambda: b"disk is full" in log.read_bytes(), 15)
        ballast.unlink()
        assert site.get("/readyz")["status"] == "ready"
        site.upload("Apprentice glazier")
        until(lambda: site.get("/api/v1/opportunities?q=glazier")["total"] == 1, 20)
        until(lambda: b"disk has room again" in log.read_bytes(), 15)
        assert b"Traceback" not in log.read_bytes()
    assert not [path for path in small.rglob("*") if "draft" in path.name or path.name.startswith(".secret")]


def test_the_store_says_that_its_disk_is_full(small: Path) -> None:
    store = open_store(f"sqlite:///{small / 'foothold.db'}")
    fill(small)
    with pytest.raises(DiskFull, match="is full"):
        store.upgrade()
    store.close()


def test_a_file_that_finds_no_room_leaves_the_old_one_and_no_half(small: Path) -> None:
    write_over(small / "CURRENT", b"old")
    ballast = fill(small)
    for write, name in ((write_over, "CURRENT"), (write_once, "secret.key")):
        with pytest.raises(OSError, match="No space left"):
            write(small / name, b"new" * 10_000)
    assert sorted(small.iterdir()) == [small / "CURRENT", ballast]
    assert (small / "CURRENT").read_bytes() == b"old"
