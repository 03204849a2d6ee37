"""A filter is declared once: four edits to a copy of the code bring it to parameters, facets, pages and documents."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
EDITS = {
    "foothold/index/fields.py": (
        '    _facet("paid",',
        '    _facet("foundation", "true, false or unknown", lambda public: public["foundation"]),\n    _facet("paid",',
    ),
    "foothold/searching/filters.py": (
        '    Filter("employer",',
        '    Filter("foundation", "Whether it is a foundation apprenticeship.", "kind of apprenticeship", "of any sort",\n'
        '           {"true": "Foundation apprenticeship", "false": "Another apprenticeship", UNKNOWN: "Not stated"},\n'
        '           "Foundation", 13),\n    Filter("employer",',
    ),
    "config/search/intents.csv": (
        "words,means,how,numbers\n",
        "words,means,how,numbers\nfor beginners only,foundation=true,,\n",
    ),
}
"""Its value is read already: `Opportunity.foundation`."""
ASKED = """
import json, sys
from pathlib import Path
from foothold.index.fields import field_table
from foothold.model.posting import RawPosting
from search_api.search.parameters import parameter_table, search_parameters
from tests.search_api.conftest import new_world
from tests.search_api.world import AT

world = new_world(Path(sys.argv[1]))
usual = {"seen": AT, "employer": "Brightworks", "postcode": "E8 1EA", "closing": "1 December 2026"}
world.add(
    RawPosting(**usual, external_id="1", title="Foundation apprenticeship in building"),
    RawPosting(**usual, external_id="2", title="Apprentice plumber", kind="Apprenticeship"),
)
world.index()
client = world.client
api = client.get("/api/v1/opportunities?foundation=true").get_json()
wrong = client.get("/api/v1/opportunities?foundation=perhaps")
print(json.dumps({
    "titles": [one["title"] for one in api["opportunities"]],
    "facet": client.get("/api/v1/opportunities").get_json()["facets"]["foundation"],
    "wrong": [wrong.status_code, wrong.get_json()["errors"][0]["parameter"]],
    "panel": client.get("/").text,
    "tag": client.get("/?foundation=true").text,
    "message": client.get("/?foundation=perhaps").text,
    "wider": client.get("/?foundation=false&kind=apprenticeship").text,
    "words": client.get("/?q=for+beginners+only").text,
    "openapi": "foundation" in json.dumps([p["name"] for p in client.get("/api/v1/openapi.json").get_json()["paths"]["/api/v1/opportunities"]["get"]["parameters"]]),
    "table": parameter_table(search_parameters(world.app.extensions["foothold"].places.boroughs())),
    "fields": field_table(),
}))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    copy = tmp_path_factory.mktemp("copy")
    for name in (
        "foothold",
        "crawlers",
        "search_api",
        "scheduler",
        "config",
        "tests/search_api",
        "tests/index",
    ):
        shutil.copytree(ROOT / name, copy / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests/__init__.py", copy / "tests/__init__.py")
    for name, (before, after) in EDITS.items():
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, name
        (copy / name).write_text(text.replace(before, after), encoding="utf-8")
    home = tmp_path_factory.mktemp("home")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FOOTHOLD_")}
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(home)], cwd=copy, env=environment | {"PYTHONPATH": str(copy)},
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_it_takes_three_files_beside_the_reader_of_its_value() -> None:
    assert len(EDITS) <= 3


def test_the_api_filters_counts_and_refuses_by_it(answers: dict[str, object]) -> None:
    assert answers["titles"] == ["Foundation apprenticeship in building"]
    assert answers["facet"] == [
        {"value": "true", "label": "Foundation apprenticeship", "count": 1},
        {"value": "unknown", "label": "Not stated", "count": 1},
    ]
    assert answers["wrong"] == [400, "foundation"]
    assert answers["openapi"] is True


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("panel", 'name="foundation"'),
        ("tag", "Foundation apprenticeship"),
        ("message", "We do not know the kind of apprenticeship “perhaps”."),
        ("wider", "of any sort"),
        ("words", "Foundation apprenticeship in building"),
        ("table", "| `foundation` | Whether it is a foundation apprenticeship. |"),
        ("fields", "| `foundation` | filter, facet |"),
    ],
)
def test_pages_and_documents_have_it(answers: dict[str, object], page: str, words: str) -> None:
    assert words in str(answers[page])
