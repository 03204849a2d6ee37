"""The schemas of the record store: one for each migration, by its number."""

import re
from functools import cache
from importlib.resources import files

_MIGRATION = re.compile(r"v(\d{4})_\w+\.py")


@cache
def schemas() -> tuple[str, ...]:
    """Oldest first; a store is up to date at the last one."""
    folder = files("foothold.store").joinpath("migrations", "versions")
    return tuple(sorted(found[1] for file in folder.iterdir() if (found := _MIGRATION.fullmatch(file.name))))
