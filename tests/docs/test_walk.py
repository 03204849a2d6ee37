"""The walk for a newcomer in docs/data-model.md: its files are met in its order, and the ways grow no longer."""

import re
from pathlib import Path

import pytest

from tests.search_api.walks import walks

PAGE = Path(__file__).parents[2] / "docs" / "data-model.md"
WAYS = {"search": "A search asked of the API", "page": "A search page", "upload": "An uploaded row"}
MOST_FILES = {"search": 40, "page": 68, "upload": 88}


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return walks(tmp_path_factory.mktemp("walks"))


@pytest.mark.parametrize("way", WAYS)
def test_a_way_enters_no_more_files_than_it_did(way: str, walked: dict[str, list[str]]) -> None:
    assert 0 < len(walked[way]) <= MOST_FILES[way], walked[way]


@pytest.mark.parametrize(("way", "heading"), WAYS.items())
def test_the_files_of_the_walk_are_entered_in_its_order(
    way: str, heading: str, walked: dict[str, list[str]]
) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(f"### {heading}\n")[2].partition("\n#")[0]
    named = re.findall(r"^- `([^`]+)`", section, re.MULTILINE)
    assert named
    assert named == [file for file in walked[way] if file in named]
