"""`foothold duplicates`: possible copies to look at, and what a person decides of them."""

import click

from foothold.cli.opened import opened_store
from foothold.cli.terminal import say


@click.group(invoke_without_command=True)
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="How many at most.")
@click.pass_context
def duplicates(context: click.Context, limit: int) -> None:
    """List adverts that may be copies of each other and are kept apart, the newest first, with what agrees.

    The same advert on several sites is one record where that is certain; these wait for a person.
    """
    if context.invoked_subcommand:
        return
    from foothold.store.duplicate_review import possible_copies

    with opened_store() as store:
        found = possible_copies(store, limit)
        for copy in found:
            say(f"{copy.at:%Y-%m-%d}  {' '.join(side.id for side in copy.sides)}  {copy.why}")
            for side in copy.sides:
                named = ", ".join(text for text in (side.title, side.employer, side.source, side.url) if text)
                say(f"    {side.id}  {named}")
        if not found:
            say("No possible copies.")


@duplicates.command()
@click.argument("one", metavar="ID")
@click.argument("other", metavar="ID")
def merge(one: str, other: str) -> None:
    """Make one record of two, for good; print the id that stays."""
    from foothold.clock import system_clock
    from foothold.store.duplicate_review import merge as merge_two

    with opened_store() as store:
        say(merge_two(store, one, other, system_clock()))


@duplicates.command()
@click.argument("one", metavar="ID")
@click.argument("other", metavar="[ID]", required=False)
def apart(one: str, other: str | None) -> None:
    """Undo the merge of ID, or say that two possible copies are two adverts. It stays so."""
    from foothold.clock import system_clock
    from foothold.store.duplicate_review import keep_apart
    from foothold.store.records import undo_merge

    with opened_store() as store:
        if other:
            keep_apart(store, one, other, system_clock())
        else:
            undo_merge(store, one, system_clock())
    say("Kept apart.", err=True)


@duplicates.command()
@click.argument("id_", metavar="ID")
def why(id_: str) -> None:
    """Print which source each field of a record comes from, and why its sightings are one."""
    from foothold.store.duplicate_review import why as why_of

    with opened_store() as store:
        told = why_of(store, id_)
    say(f"{told.id}  {', '.join(told.sources)}")
    for name, source, reason in told.fields:
        say(f"    {name}  {source}  {reason}")
    for one, other, reason in told.together:
        say(f"{one} and {other}: {reason}")
