"""Employers who upload adverts: their keys, of which only a hash is kept, and what they say of the levy."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from foothold.errors import WrongUse
from foothold.model.levy import LevyPosition, PositionBasis
from foothold.model.organisations import normalised_name, slugify
from foothold.store.open_store import Store
from foothold.store.tables import employers as t

KEY_PREFIX = "foothold_"
"""Makes a leaked key recognisable to the scanners that look for such."""


@dataclass(frozen=True, slots=True)
class EmployerAccount:
    """`has_key` is False once the key was revoked: the adverts stay, new uploads are refused."""

    name: str
    slug: str
    levy_position: LevyPosition
    position_basis: PositionBasis
    has_key: bool


def add(
    store: Store,
    name: str,
    *,
    at: datetime,
    levy_position: LevyPosition = LevyPosition.UNKNOWN,
    basis: PositionBasis = PositionBasis.DECLARED,
) -> str:
    """A new employer's upload key, to be shown this once. Raises WrongUse for a name that is there already."""
    tidy = " ".join(name.split())
    same = normalised_name(tidy)
    if not same:
        raise WrongUse("An employer needs a name with letters or digits in it.")
    key = _new_key()
    row = {
        "name": tidy,
        "slug": slugify(tidy)[:200],
        "normalised_name": same,
        "key_hash": _hash(key),
        "levy_position": levy_position,
        "position_basis": PositionBasis.UNKNOWN if levy_position is LevyPosition.UNKNOWN else basis,
        "added": at,
    }
    with store.write() as connection:
        known = connection.execute(
            select(t.c.name).where((t.c.normalised_name == same) | (t.c.slug == row["slug"]))
        ).scalar()
        if known:
            raise WrongUse(f"{known} is there already. `foothold employers key` gives it a new key.")
        connection.execute(insert(t).values(row))
    return key


def replace_key(store: Store, name: str) -> str:
    """A new key; the old one stops working. Raises WrongUse for an unknown employer."""
    key = _new_key()
    _change(store, name, {"key_hash": _hash(key)})
    return key


def revoke(store: Store, name: str) -> None:
    """The key stops working. Raises WrongUse for an unknown employer."""
    _change(store, name, {"key_hash": None})


def by_key(store: Store, key: str) -> EmployerAccount | None:
    # The key has 256 random bits, so that its hash needs neither salt nor stretching, and looking it up
    # by index tells a caller nothing of it by time.
    with store.read() as connection:
        row = connection.execute(select(t).where(t.c.key_hash == _hash(key))).mappings().first()
    return _account(row) if row else None


def by_slug(store: Store, slug: str) -> EmployerAccount | None:
    with store.read() as connection:
        row = connection.execute(select(t).where(t.c.slug == slug)).mappings().first()
    return _account(row) if row else None


def every_employer(store: Store) -> list[EmployerAccount]:
    with store.read() as connection:
        return [_account(row) for row in connection.execute(select(t).order_by(t.c.slug)).mappings()]


def positions(store: Store) -> dict[str, tuple[LevyPosition, PositionBasis]]:
    """What is on record by `normalised_name`; employers of whom nothing is known are left out."""
    known = select(t).where(t.c.levy_position != LevyPosition.UNKNOWN)
    with store.read() as connection:
        return {
            row["normalised_name"]: (LevyPosition(row["levy_position"]), PositionBasis(row["position_basis"]))
            for row in connection.execute(known).mappings()
        }


def _change(store: Store, name: str, values: dict[str, str | None]) -> None:
    with store.write() as connection:
        changed = connection.execute(
            update(t).where(t.c.normalised_name == normalised_name(name)).values(values)
        )
        if not changed.rowcount:
            raise WrongUse(f"There is no employer “{name}”. `foothold employers list` shows them.")


def _new_key() -> str:
    return KEY_PREFIX + secrets.token_urlsafe(32)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _account(row: RowMapping) -> EmployerAccount:
    return EmployerAccount(
        name=row["name"],
        slug=row["slug"],
        levy_position=LevyPosition(row["levy_position"]),
        position_basis=PositionBasis(row["position_basis"]),
        has_key=row["key_hash"] is not None,
    )
