"""`foothold index status --within`: whoever watches a drain is told when it does not follow."""

import os
import subprocess
import sys
from pathlib import Path

from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.sync import drain
from tests.index.stored import keep, new_store


def status(home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "foothold", "index", "status", *options]
    return subprocess.run(
        command, env=os.environ | {"FOOTHOLD_HOME": str(home)}, capture_output=True, text=True
    )


def test_an_index_that_follows_is_well_and_one_that_does_not_is_told(tmp_path: Path) -> None:
    store = new_store(tmp_path)
    keep(store, 1, 3)
    assert status(tmp_path, "--within", "0").returncode == 1
    drain(store, EmbeddedEngine(tmp_path / "index"))
    assert status(tmp_path, "--within", "0").returncode == 0
    keep(store, 4, 5)
    behind = status(tmp_path, "--within", "0.3")
    assert (behind.returncode, "has not reached it after 0.3 seconds" in behind.stderr) == (1, True)
    assert status(tmp_path).returncode == 0
    store.close()
