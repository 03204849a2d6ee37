"""Every recorded page reads as its `expected.json` says. A new page is a new folder, not a new test.

`tests/pages/<source>/<case>/` holds the page as it came, `case.json` (family, address, time seen, values and
the page's file name) and `expected.json` (a line a posting).
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.families import family
from crawlers.family import Reader
from foothold.model.posting import RawPosting, Rejected

PAGES = Path(__file__).parents[2] / "pages"
CASES = sorted(found.parent for found in PAGES.glob("*/*/case.json"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_a_recorded_page_reads_as_it_did(folder: Path) -> None:
    assert read_case(folder) == json.loads((folder / "expected.json").read_text(encoding="utf-8"))


def read_case(folder: Path) -> list[dict[str, Any]]:
    """The postings of a recorded page as `expected.json` writes them."""
    about = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    reader: Reader = family(about["family"]).read
    body = (folder / about["page"]).read_bytes()
    seen = datetime.fromisoformat(about["seen"])
    return [written(found) for found in reader(body, about["url"], seen, about["values"])]


def written(found: RawPosting | Rejected) -> dict[str, Any]:
    if isinstance(found, RawPosting):
        return {"posting": found.texts()}
    return {"rejected": {"reason": found.reason.value, "text": found.text, "url": found.url}}
