"""The sample city keeps to itself, whatever the environment of whoever starts it names."""

from pathlib import Path

import pytest

from demo.run import demo_settings
from foothold.settings import Settings
from scheduler.runner import environment


def test_its_processes_touch_neither_the_real_store_nor_cluster_nor_stand_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = {"DATABASE_URL": "postgresql://host/foothold", "SEARCH_URL": "https://search.example"}
    for name, value in (real | {"SEARCH_STANDBY": "/srv/standby", "HOME": str(tmp_path)}).items():
        monkeypatch.setenv(f"FOOTHOLD_{name}", value)
    child = environment(demo_settings(Settings(), 8000))
    assert not {"FOOTHOLD_DATABASE_URL", "FOOTHOLD_SEARCH_URL", "FOOTHOLD_SEARCH_STANDBY"} & set(child)
    assert child["FOOTHOLD_HOME"] == str(tmp_path / "demo")
    assert child["PATH"]
