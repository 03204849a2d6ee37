"""What most commands begin with: the settings' store; and what goes wrong, told in a sentence with its code."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from foothold.store.open_store import Store


@contextmanager
def told_in_a_sentence() -> Iterator[None]:
    """Wrong use ends the command with 2, what else we know of with 1."""
    from foothold.errors import FootholdError, WrongUse

    try:
        yield
    except WrongUse as error:
        raise click.UsageError(str(error)) from error
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if error.filename is None:
            raise
        raise click.FileError(str(error.filename), error.strerror) from error


@contextmanager
def opened_store() -> Iterator["Store"]:
    from foothold.settings import Settings
    from foothold.store.open_store import open_store

    with told_in_a_sentence(), closing(open_store(Settings().store_url)) as store:
        yield store
