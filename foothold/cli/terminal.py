"""What commands print: each line and each cell may hold a stranger's words, and none of them steers the terminal.

Commands print through this module alone (`tests/foothold/cli/test_terminal.py` holds them to it).
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from foothold.printable import escaped, one_line

if TYPE_CHECKING:
    from rich.text import Text


def say(line: str, *, err: bool = False) -> None:
    """One line, whatever is in it."""
    click.echo(escaped(line), err=err)


def row(*cells: object, between: str = "\t") -> None:
    """One line of cells, none of which can pretend to be two."""
    click.echo(between.join(one_line(str(cell)) for cell in cells).rstrip())


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, width: int) -> None:
    """Columns under headings; nothing in a cell is read as markup."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(*headings, box=None, pad_edge=False)
    for cells in rows:
        shown.add_row(*(one_line(cell) for cell in cells))
    Console(highlight=False, width=width, markup=False, emoji=False).print(shown)


def styled(*parts: str | tuple[str, str]) -> "Text":
    """A line for a console of rich: a part with a style is shown in it, and no part is read as markup."""
    from rich.text import Text

    return Text.assemble(*(escaped(p) if isinstance(p, str) else (escaped(p[0]), p[1]) for p in parts))
