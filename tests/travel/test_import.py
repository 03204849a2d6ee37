"""`foothold travel import`, tried on a small GTFS folder written by hand (`feed/`)."""

import shutil
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from foothold.cli import main
from foothold.errors import Unreadable
from foothold.model.places import straight_metres
from foothold.travel import Leg, Point, RailNetwork, about_minutes, cells_within, network_of
from foothold.travel.built_in import built_in_network
from foothold.travel.gtfs.build import import_gtfs, near_pairs
from foothold.travel.gtfs.feed import seconds_of
from foothold.travel.saved import IMPORTED

FEED = Path(__file__).parent / "feed"
HIGH, TOWN, CROSS, FORD = (
    Point(51.54, -0.10),
    Point(51.52, -0.10),
    Point(51.5202, -0.1002),
    Point(51.5202, 0.04),
)
EAST, QUAY, ISLE = Point(51.5202, -0.03), Point(51.519, -0.03), Point(51.50, -0.03)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> RailNetwork:
    folder = tmp_path_factory.mktemp("home") / "travel"
    import_gtfs(FEED, folder)
    return network_of(folder)


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FEED, tmp_path / "feed"))


def test_an_imported_table_wins(tmp_path: Path) -> None:
    assert network_of(tmp_path) is built_in_network()
    import_gtfs(FEED, tmp_path)
    assert network_of(tmp_path).names[0] == "High Street"
    assert network_of(tmp_path) is network_of(tmp_path)


def test_a_bus_a_change_on_foot_and_a_tube_that_is_given_by_its_interval(imported: RailNetwork) -> None:
    """Bus: 1 from the street, 10 for a bus every hour, 12 on it. The folder says 2½ for the change. Tube: 4 from
    the street, 2 for a train every 4 minutes, 20 on it."""
    journey = about_minutes(imported, HIGH, FORD)
    assert journey is not None
    assert journey.legs == (
        Leg("bus", 23, "bus 38", "High Street", "Town Hall, Stop B"),
        Leg("walk", 3, None, "Town Hall, Stop B", "The Cross"),
        Leg("tube", 26, "Cross line", "The Cross", "The Ford"),
    )
    assert journey.minutes == 52


def test_a_stop_without_a_time_lies_evenly_between_its_neighbours(imported: RailNetwork) -> None:
    journey = about_minutes(imported, HIGH, Point(51.53, -0.10))
    assert journey is not None
    assert journey.minutes == 1 + 10 + 6


def test_a_train_that_goes_on_out_of_reach_ends_at_its_last_stop_in_reach(imported: RailNetwork) -> None:
    journey = about_minutes(imported, FORD, EAST)
    assert journey is not None
    assert journey.legs == (Leg("rail", 29, "Ford Railway", "The Ford", "East End"),)


def test_a_change_that_the_folder_rules_out_is_none(imported: RailNetwork) -> None:
    there, back = (about_minutes(imported, *ends) for ends in ((CROSS, ISLE), (QUAY, EAST)))
    assert there is None or all(leg.start != "East End" for leg in there.legs)
    assert back is not None


def test_a_change_that_takes_no_time_goes_round_in_no_circle(feed: Path, tmp_path: Path) -> None:
    rows = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\nTOWN,CROSS,2,0\nCROSS,TOWN,2,0\nTOWN,EAST,2,soon"
    (feed / "transfers.txt").write_text(rows)
    imported = import_gtfs(feed, tmp_path / "travel")
    journey = about_minutes(network_of(tmp_path / "travel"), HIGH, FORD)
    assert journey is not None
    assert [leg.mode for leg in journey.legs] == ["bus", "tube"]
    assert "transfers.txt, line 4: “soon” are no seconds." in imported.skipped


def test_what_runs_at_night_or_once_is_no_way_to_work(imported: RailNetwork) -> None:
    assert "N1" not in {imported.lines[int(at)].name for at in imported.trains.line}
    assert "Sunday" not in imported.source
    journey = about_minutes(imported, TOWN, HIGH)
    assert journey is not None
    assert [leg.mode for leg in journey.legs] == ["walk"]


def test_its_cells_can_be_asked_for_as_well(imported: RailNetwork) -> None:
    reach = cells_within(imported, HIGH, 45)
    assert {station.name for station in reach.stations} >= {"High Street", "East End"}


def test_the_command_says_what_it_kept_and_what_it_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["travel", "import", str(FEED)])
    assert result.exit_code == 0, result.output
    for line in (
        "Imported 8 stops and these lines: 1 boat, 1 bus, 1 rail, 1 tube.",
        "The trips are those of Wednesday 4 March 2026 that leave from 7 to 10 in the morning.",
        "1 left out: they leave once in these hours.",
        "2 left out: they have times that run backwards or are missing.",
        "10 rows could not be read and were skipped:",
        "  stops.txt, line 14: “fifty-one, -0.1000” is no point.",
        "  stop_times.txt, line 14: “7h05” is no time.",
        "  stop_times.txt, line 40: There is no stop “NOWHERE”.",
        "  frequencies.txt, line 3: “05:30:00” to “25:30:00” every “0” seconds is none.",
        f"Restart what is running to use it. To go back to the built-in table, remove {tmp_path / 'travel' / IMPORTED}.",
    ):
        assert line in result.output.splitlines()


def test_the_command_takes_another_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["travel", "import", str(FEED), "--day", "2026-03-05"])
    assert "Thursday 5 March 2026" in result.output
    result = CliRunner().invoke(main, ["travel", "import", str(FEED), "--day", "2026-12-25"])
    assert result.exit_code == 1
    assert "Nothing was imported. No line of it runs in or around London" in result.output
    assert network_of(tmp_path / "travel").source == "GTFS of 2026-03-05"


def test_buses_stand_beside_the_built_in_network(tmp_path: Path) -> None:
    import_gtfs(FEED, tmp_path, beside_built_in=True)
    both = network_of(tmp_path)
    assert len(both.codes) == len(built_in_network().codes) + 8
    arsenal, angel = Point(51.5587, -0.1059), Point(51.5325, -0.1063)
    assert about_minutes(both, arsenal, angel) is not None
    modes = {line.mode for line in both.lines}
    assert {"bus", "tube", "overground"} <= modes


def remove_a_file(feed: Path) -> None:
    (feed / "stop_times.txt").unlink()


def remove_a_column(feed: Path) -> None:
    text = (feed / "stop_times.txt").read_text().replace("stop_sequence", "order")
    (feed / "stop_times.txt").write_text(text)


def remove_the_calendars(feed: Path) -> None:
    for name in ("calendar.txt", "calendar_dates.txt"):
        (feed / name).unlink()


def end_all_services(feed: Path) -> None:
    (feed / "calendar.txt").write_text((feed / "calendar.txt").read_text().splitlines()[0])
    (feed / "calendar_dates.txt").unlink()


def move_it_to_leeds(feed: Path) -> None:
    text = (feed / "stops.txt").read_text().replace(",51.5", ",53.7").replace("51.49", "53.7")
    (feed / "stops.txt").write_text(text)


def open_a_quote(feed: Path) -> None:
    (feed / "stops.txt").write_text('stop_id,stop_name,stop_lat,stop_lon\n"' + "x" * 200_000)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (remove_a_file, "has no stop_times.txt"),
        (remove_a_column, "stop_times.txt has no column stop_sequence"),
        (remove_the_calendars, "has no calendar.txt or calendar_dates.txt"),
        (end_all_services, "No trip of it runs from Monday to Friday"),
        (move_it_to_leeds, "No line of it runs in or around London"),
        (open_a_quote, "stops.txt cannot be read after line"),
        (shutil.rmtree, "is no folder"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_folder_that_cannot_be_read_says_why_and_changes_nothing(
    spoil: object, message: str, feed: Path, tmp_path: Path
) -> None:
    target = tmp_path / "travel"
    import_gtfs(FEED, target)
    before = (target / IMPORTED).read_bytes()
    assert callable(spoil)
    spoil(feed)
    with pytest.raises(Unreadable, match=message):
        import_gtfs(feed, target)
    assert (target / IMPORTED).read_bytes() == before
    assert [path.name for path in target.iterdir()] == [IMPORTED]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 and no more", b"\x93NUMPY\x01\x00"])
def test_a_damaged_table_asks_to_be_imported_again(damage: bytes, tmp_path: Path) -> None:
    (tmp_path / IMPORTED).write_bytes(damage)
    with pytest.raises(Unreadable, match="Run “foothold travel import” again"):
        network_of(tmp_path)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("7:05:09", 25_509), ("07:05:09", 25_509), ("25:10:00", 90_600)],
)
def test_times_of_the_day_and_of_the_night_after(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize(
    "text", ["7h05", "07:60:00", "-1:00:00", "²:00:00", "07:05", "", "1:2:3:4", "1" * 5_000]
)
def test_what_is_no_time(text: str) -> None:
    assert seconds_of(text) is None


STRANGE = [
    "",
    "nan",
    "-inf",
    "1e999",
    "9" * 400,
    "-1",
    '"',
    "²",
    "\0",
    "99999999",
    "HIGH",
    "00000000",
    "20260230",
]


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_cell_the_folder_is_read_or_refused(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        feed = Path(shutil.copytree(FEED, Path(scratch) / "feed"))
        file = feed / data.draw(st.sampled_from(sorted(path.name for path in FEED.iterdir())))
        rows = [line.split(",") for line in file.read_text().splitlines()]
        row = data.draw(st.sampled_from(rows[1:]))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.sampled_from(STRANGE))
        file.write_text("\n".join(",".join(row) for row in rows))
        try:
            import_gtfs(feed, Path(scratch) / "travel")
        except Unreadable:
            return
        journey = about_minutes(network_of(Path(scratch) / "travel"), HIGH, FORD)
        assert journey is None or 0 < journey.minutes < 24 * 60


def test_stops_that_are_near_are_all_found() -> None:
    network = built_in_network()
    near = near_pairs(network.lat, network.lon)
    points = list(zip(network.lat.tolist(), network.lon.tolist(), strict=True))
    for first, point in enumerate(points):
        for second, other in enumerate(points):
            metres = straight_metres(*point, *other)
            if first != second and abs(metres - 300) > 1:
                assert ((first, second) in near) == (metres < 300)


def test_the_command_says_how_long_a_journey_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTHOLD_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["travel", "minutes", "SE15 4TW", "Canary Wharf station"])
    assert result.exit_code == 0
    assert result.output.startswith("SE15 4TW to Canary Wharf: about ")
    assert "Windrush line" in result.output
    result = CliRunner().invoke(main, ["travel", "minutes", "Nowhere", "E8 1EA"])
    assert (result.exit_code, "We know no place" in result.output) == (1, True)
