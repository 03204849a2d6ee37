"""Importing a current table of postcodes."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from foothold.cli.places import places
from foothold.errors import Unreadable
from foothold.model.postcode import read_postcode
from foothold.reading.places import importing
from foothold.reading.places.gazetteer import PlaceTable
from foothold.reading.places.importing import degrees, import_places

LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def _units() -> list[str]:
    """1,200 invented units of a sector that lies in Hackney; the import is told they are in Newham."""
    return [f"E8 {d}{a}{b}" for d in "123" for a in LETTERS for b in LETTERS]


def _onspd() -> str:
    lines = ["pcds,doterm,oslaua,lat,long"]
    lines += [f"{unit},,E09000025,51.545,-0.056" for unit in _units()]
    lines += ["E8 4AA,201501,E09000025,51.5,-0.05", "LS1 4AP,,E08000035,53.79,-1.54", "broken"]
    return "\n".join(lines)


def _code_point() -> str:
    return "\n".join(f"{u},10,534800,184600,E92000001,E1,E1,,E09000025,E05" for u in _units())


@pytest.mark.parametrize("form", ["csv", "zip", "code-point zip", "code-point folder"])
def test_an_imported_table_wins(form: str, tmp_path: Path) -> None:
    source = tmp_path / "table"
    if form == "csv":
        source.write_text(_onspd(), encoding="utf-8")
    elif form == "code-point folder":
        source.mkdir()
        (source / "e.csv").write_text(_code_point(), encoding="utf-8")
    else:
        with zipfile.ZipFile(source, "w") as packed:
            packed.writestr("Data/e.csv", _onspd() if form == "zip" else _code_point())
            packed.writestr("Documents/names.csv", "code,name\nE09000025,Newham\n")
    assert import_places(source, tmp_path / "places") == 1_200
    table = PlaceTable.load(tmp_path / "places")
    unit = read_postcode("E8 1EA")
    assert unit
    spot = table.spot(unit)
    assert spot and spot.borough and spot.borough.name == "Newham"
    assert spot.lat == pytest.approx(51.545, abs=0.002)


@pytest.mark.parametrize("body", ["", "a,b\n1,2\n", "pcds,oslaua,lat,long\nE8 1EA,E09000012,51.5,-0.05\n"])
def test_a_table_that_cannot_be_whole_is_refused(body: str, tmp_path: Path) -> None:
    source = tmp_path / "table.csv"
    source.write_text(body, encoding="utf-8")
    with pytest.raises(Unreadable):
        import_places(source, tmp_path / "places")
    assert not (tmp_path / "places" / "units.npz").exists()


def test_a_failed_import_leaves_the_old_table(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(_onspd(), encoding="utf-8")
    bad.write_bytes(b"PK\x03\x04 not a zip")
    import_places(good, tmp_path / "places")
    with pytest.raises(Unreadable):
        import_places(bad, tmp_path / "places")
    assert [file.name for file in (tmp_path / "places").iterdir()] == [importing.IMPORTED_UNITS]


def test_the_command_imports_into_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    source = tmp_path / "onspd.csv"
    source.write_text(_onspd(), encoding="utf-8")
    done = CliRunner().invoke(places, ["import", str(source)])
    assert (done.exit_code, "1,200" in done.output) == (0, True)
    assert CliRunner().invoke(places, ["import", str(tmp_path / "missing")]).exit_code == 1


def test_grid_references_become_degrees() -> None:
    lat, lon = degrees(530_034, 180_381)
    assert lat == pytest.approx(51.5074, abs=0.0003)
    assert lon == pytest.approx(-0.1277, abs=0.0003)
