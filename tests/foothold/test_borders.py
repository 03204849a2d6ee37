"""The core stands on its own: what it may import is checked in the text of every module."""

import ast
import re
from pathlib import Path

import pytest

import foothold

CORE = Path(foothold.__file__).parent
OUTER = {
    "flask",
    "flask_openapi3",
    "scrapy",
    "twisted",
    "apscheduler",
    "crawlers",
    "search_api",
    "scheduler",
    "demo",
}
PRODUCT = ("foothold", "crawlers", "search_api", "scheduler", "scripts")
MODULES = sorted(path for path in CORE.rglob("*.py") if "cli" not in path.relative_to(CORE).parts)


def test_the_core_imports_no_outer_layer() -> None:
    reaching_out = {str(path.relative_to(CORE)): imported(path) & OUTER for path in MODULES}
    assert MODULES
    assert {module: outer for module, outer in reaching_out.items() if outer} == {}


def test_no_spider_and_no_family_imports_another_spider() -> None:
    spiders = (CORE.parent / "crawlers" / "spiders").glob("*.py")
    families = (CORE.parent / "crawlers" / "families").glob("*.py")
    assert not [path for path in spiders if "crawlers.spiders" in path.read_text(encoding="utf-8")]
    assert not [path for path in families if {"scrapy", "twisted"} & imported(path)]


@pytest.mark.parametrize(
    "written",
    [r"\b111_?[12]\d\d\b", r"\b1_?609\.\d|\b1\.609\d", r"""["']moved["']""", r"""["']upload-["']""", r"to_integral_value\(ROUND_HALF_UP", r"with_labelled\(composed\(gathered\(", r"(?m)^BATCH = "],
    ids=["metres a degree", "metres a mile", "the marker of what moved", "sources of uploads", "pence", "postings of a family", "rows together"],
)  # fmt: skip
def test_what_several_modules_use_is_written_in_one(written: str) -> None:
    product = (path for name in PRODUCT for path in (CORE.parent / name).rglob("*.py"))
    # What a published migration does changes with nothing.
    living = [path for path in product if "migrations" not in path.parts]
    assert len([path for path in living if re.search(written, path.read_text(encoding="utf-8"))]) == 1


def imported(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}
