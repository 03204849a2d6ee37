"""The YAML on the families' pages is YAML that their families take."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.families import family
from foothold.model.source import read_source

PAGES = Path(__file__).parents[2] / "docs" / "families"
BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.M | re.S)


def examples() -> Iterator[Any]:
    for page in sorted(PAGES.glob("*.md")):
        for at, text in enumerate(BLOCK.findall(page.read_text(encoding="utf-8"))):
            said = yaml.safe_load(text)
            if isinstance(said, dict) and "family" in said:
                yield pytest.param(text, said, id=f"{page.stem}-{at}")


@pytest.mark.parametrize(("text", "said"), tuple(examples()))
def test_an_example_says_where_its_family_begins(text: str, said: dict[str, Any]) -> None:
    assert list(family(said["family"]).start(said["values"], "a key"))
    if "publisher" in said:
        assert read_source("example", text).on
