"""The families by name: every module of this folder is one, and carries its `Family` as `FAMILY`."""

from importlib import import_module
from pkgutil import iter_modules

from crawlers.family import Family
from foothold.errors import WrongUse

FAMILY_MODULES = tuple(sorted(module.name for module in iter_modules(__path__)))


def families() -> dict[str, Family]:
    """Every family by name."""
    return {name: family(name) for name in FAMILY_MODULES}


def family(name: str) -> Family:
    """One family, importing no other. Raises WrongUse that names the families there are."""
    if name not in FAMILY_MODULES:
        raise WrongUse(f"There is no family “{name}”. There are: {', '.join(FAMILY_MODULES)}.")
    found: Family = import_module(f"crawlers.families.{name}").FAMILY
    return found
