"""Directions between the rooms of the code, and one meaning for each class name, checked in the text of every module."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import foothold

CORE = Path(foothold.__file__).parent
ROOT = CORE.parent
PRODUCT = ("foothold", "crawlers", "search_api", "scheduler", "scripts")
LAYERS = ("foothold", "crawlers", "search_api", "scheduler")
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
ROOMS = (
    "", "model", "reading", "uploads", "duplicates", "store", "index", "travel", "searching", "accounts", "alerts", "employers",
    "coldspots", "levy", "schools",
)  # fmt: skip
"""A room imports those before it; `""` are the modules that belong to none (settings, clock, errors)."""
OUTERMOST = {"cli", "__main__"}
"""The command line may import everything."""
SAME_NAME = {
    "EmployerNames": "one for each search engine, behind one contract",
    "Matching": "one for each search engine, behind one contract",
    "Page": "one for each search engine, behind one contract",
}
"""Class names that stand in more than one module, each with its reason."""


def test_the_core_imports_no_outer_layer() -> None:
    wrong = {
        f"{module} imports {name}"
        for module, path in core()
        if room_of(module) not in OUTERMOST
        for name in imported(path)
        if name.partition(".")[0] in OUTER
    }
    assert not wrong


def test_every_folder_of_the_core_is_a_room() -> None:
    folders = {path.parent.name for path in CORE.glob("*/__init__.py")}
    assert folders <= {*ROOMS, *OUTERMOST}


def test_rooms_of_the_core_import_only_rooms_before_them() -> None:
    wrong = {
        f"{module} imports {name}"
        for module, path in core()
        if room_of(module) not in OUTERMOST
        for name in imported(path)
        if name.startswith("foothold.") and not may_import(room_of(module), room_of(name))
    }
    assert not wrong


def test_values_import_only_values_errors_and_the_clock() -> None:
    allowed = ("foothold.errors", "foothold.clock")
    wrong = {
        f"{module} imports {name}"
        for module, path in core()
        if room_of(module) == "model"
        for name in imported(path)
        if name.startswith("foothold.") and room_of(name) != "model" and not name.startswith(allowed)
    }
    assert not wrong


def test_the_site_and_the_crawlers_know_nothing_of_each_other_nor_of_the_schedule() -> None:
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for layer, forbidden in (("crawlers", ("search_api", "scheduler")), ("search_api", ("crawlers",)))
        for path in (ROOT / layer).rglob("*.py")
        for name in imported(path)
        if name.partition(".")[0] in forbidden
    }
    assert not wrong


def test_families_and_formats_import_neither_scrapy_nor_a_spider() -> None:
    readers = [*(ROOT / "crawlers" / "families").glob("*.py"), *(ROOT / "crawlers" / "formats").glob("*.py")]
    assert not [
        path for path in readers if {"scrapy", "twisted"} & {n.partition(".")[0] for n in imported(path)}
    ]
    formats = (ROOT / "crawlers" / "formats").glob("*.py")
    assert not [path for path in formats if any(n.startswith("crawlers.families") for n in imported(path))]
    spiders = [*(ROOT / "crawlers" / "spiders").glob("*.py"), *readers]
    assert not [path for path in spiders if any(n.startswith("crawlers.spiders") for n in imported(path))]


def test_a_class_name_means_one_thing() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for layer in LAYERS:
        for path in (ROOT / layer).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    homes[node.name].add(str(path.relative_to(ROOT)))
    twice = {name: sorted(paths) for name, paths in homes.items() if len(paths) > 1}
    assert {name: paths for name, paths in twice.items() if name not in SAME_NAME} == {}
    assert set(SAME_NAME) <= set(twice)


@pytest.mark.parametrize(
    "written",
    [r"\b111_?[12]\d\d\b", r"\b1_?609\.\d|\b1\.609\d", r"""["']moved["']""", r"""["']upload-["']""", r"to_integral_value\(ROUND_HALF_UP", r"with_labelled\(composed\(gathered\(", r"(?m)^BATCH = "],
    ids=["metres a degree", "metres a mile", "the marker of what moved", "sources of uploads", "pence", "postings of a family", "rows together"],
)  # fmt: skip
def test_what_several_modules_use_is_written_in_one(written: str) -> None:
    product = (path for name in PRODUCT for path in (ROOT / name).rglob("*.py"))
    # What a published migration does changes with nothing.
    living = [path for path in product if "migrations" not in path.parts]
    assert len([path for path in living if re.search(written, path.read_text(encoding="utf-8"))]) == 1


def core() -> Iterator[tuple[str, Path]]:
    """Every module of the core by its dotted name; migrations have a rule of their own."""
    for path in sorted(CORE.rglob("*.py")):
        if "migrations" not in path.parts:
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield dotted.removesuffix(".__init__"), path


def room_of(module: str) -> str:
    """`foothold.store.tables` is in `store`, `foothold.clock` in none."""
    parts = module.split(".")
    name = parts[1] if len(parts) > 1 else ""
    return name if (CORE / name).is_dir() or name in OUTERMOST else ""


def may_import(room: str, other: str) -> bool:
    return other not in OUTERMOST and ROOMS.index(other) <= ROOMS.index(room)


def imported(path: Path) -> set[str]:
    """Dotted names, those of modules and of what is taken from them alike."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names if not node.level}
    return names
