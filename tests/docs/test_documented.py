"""What people can set, call and ask for is documented, and what is documented exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from crawlers.families import families
from foothold.cli import COMMANDS, main
from foothold.index.fields import FIELDS
from foothold.model.wage import FLAGS as WAGE_FLAGS
from foothold.reading.dates.reading import FLAGS as DATE_FLAGS
from foothold.reading.places.gazetteer import built_in_places
from foothold.settings import Settings
from search_api.search.parameters import search_parameters

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
OUTSIDE_SETTINGS = (
    "FOOTHOLD_KEY_", "FOOTHOLD_TEST_POSTGRES_URL", "FOOTHOLD_TEST_ELASTICSEARCH_URL", "FOOTHOLD_REQUIRE",
    "FOOTHOLD_REAL_INPUT", "FOOTHOLD_CACHE", "FOOTHOLD_EXHAUSTIVE",
)  # fmt: skip
VARIABLE = re.compile(r"\bFOOTHOLD_[A-Z][A-Z_]*\b")
MAKE = re.compile(r"(?:^|[`(])make ([a-z]+)", re.M)
FOOTHOLD = re.compile(r"(?:^|[`/| ])foothold ([a-z]+)(?: ([a-z]+))?", re.M)


def documented() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *DOCS.rglob("*.md")))


def commands() -> Iterator[tuple[str, ...]]:
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.list_commands(context))


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    rows = [
        row
        for row in (DOCS / "settings.md").read_text().splitlines()
        if f"| `FOOTHOLD_{name.upper()}` |" in row
    ]
    assert len(rows) == 1
    default = (
        getattr(Settings(), name)
        if name not in ("home", "database_url", "search_url", "sources_folder")
        else None
    )
    if default is not None:
        assert f"`{str(default).lower() if isinstance(default, bool) else default}`" in rows[0]


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda path: path.name
)
def test_every_variable_in_the_documents_exists(path: Path) -> None:
    known = {f"FOOTHOLD_{name.upper()}" for name in Settings.model_fields}
    for name in VARIABLE.findall(path.read_text(encoding="utf-8")):
        assert name in known or name.startswith(OUTSIDE_SETTINGS), name


@pytest.mark.parametrize("name", OUTSIDE_SETTINGS)
def test_variables_that_are_no_settings_are_documented(name: str) -> None:
    assert name in (DOCS / "settings.md").read_text()


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_is_documented(command: tuple[str, ...]) -> None:
    assert f"foothold {' '.join(command)}" in documented()


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda path: path.name
)
def test_every_command_in_the_documents_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    context = click.Context(main)
    for name, inner in FOOTHOLD.findall("\n".join(_code(text))):
        command = main.get_command(context, name)
        assert command is not None, f"foothold {name}"
        if isinstance(command, click.Group) and inner:
            assert inner in command.list_commands(context), f"foothold {name} {inner}"


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))],
    ids=lambda path: path.name,
)
def test_every_make_target_in_the_documents_is_in_the_makefile(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(MAKE.findall("\n".join(_code(path.read_text(encoding="utf-8"))))) <= targets


def test_every_parameter_of_the_api_is_documented() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    for name in search_parameters(built_in_places().boroughs()):
        assert f"| `{name}` |" in text


def test_every_search_field_is_documented() -> None:
    text = (DOCS / "search.md").read_text(encoding="utf-8")
    for field in FIELDS:
        assert f"| `{field.name}` |" in text


@pytest.mark.parametrize("name", sorted(families()))
def test_every_family_has_a_page(name: str) -> None:
    assert name in (DOCS / "families" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("flag", [*WAGE_FLAGS, *DATE_FLAGS])
def test_every_flag_of_a_wage_and_a_date_is_explained(flag: str) -> None:
    assert f"`{flag}`" in (DOCS / "wages-and-dates.md").read_text(encoding="utf-8")


def _code(text: str) -> Iterator[str]:
    """The fenced blocks and the inline code of a page."""
    for number, part in enumerate(re.split(r"^```.*$", text, flags=re.M)):
        yield part if number % 2 else "\n".join(re.findall(r"`[^`\n]+`", part))
