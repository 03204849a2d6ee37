"""Which accounts may post for employers other than themselves: what a member of staff has on record of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, delete, select

from foothold.errors import WrongUse
from foothold.model.authority import Standing
from foothold.model.organisations import normalised_name, same_organisation
from foothold.store.open_store import Store
from foothold.store.tables import agreements as t
from foothold.store.tables import employers
from foothold.store.upserts import upsert

ANY = ""
"""The employer's name where an account may post for anybody."""


@dataclass(frozen=True, slots=True)
class Authority:
    """For whom the account of that name speaks. `agreed` are the employers' names by `normalised_name`."""

    account: str
    agreed: Mapping[str, str] = field(default_factory=dict)
    for_any: bool = False

    def standing_for(self, employer: str) -> Standing | None:
        """How near the account stands to an advert of that employer; None where it does not speak for it."""
        if same_organisation(employer, self.account):
            return Standing.OWN
        agreed = self.agreed.get(normalised_name(employer))
        if agreed and same_organisation(employer, agreed):
            return Standing.AGREED
        return Standing.BROKER if self.for_any else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """`employer` is None where the account may post for anybody."""

    employer: str | None
    at: datetime


def agree(store: Store, account: str, employer: str | None, at: datetime) -> None:
    """The account may post for that employer, or for anybody. Raises WrongUse for an unknown account, and for a
    name without letters or digits."""
    tidy = " ".join((employer or "").split())
    if employer is not None and not normalised_name(tidy):
        raise WrongUse("An employer needs a name with letters or digits in it.")
    with store.write() as connection:
        row = {"account": _id(connection, account), "normalised_name": normalised_name(tidy) or ANY}
        upsert(connection, t, [row | {"name": tidy, "at": at}])


def end(store: Store, account: str, employer: str | None) -> None:
    """The account may do so no more; what it has posted stays. Raises WrongUse where that was never on record."""
    with store.write() as connection:
        named = normalised_name(employer) if employer else ANY
        mine = (t.c.account == _id(connection, account), t.c.normalised_name == named)
        if not connection.execute(delete(t).where(*mine)).rowcount:
            raise WrongUse(f"{account} has no agreement with {employer or 'everybody'} on record.")


def agreements_of(store: Store, account: str) -> list[Agreement]:
    """By the employers' names. Raises WrongUse for an unknown account."""
    with store.read() as connection:
        mine = select(t).where(t.c.account == _id(connection, account)).order_by(t.c.normalised_name)
        rows = connection.execute(mine).mappings().all()
    return [Agreement(row["name"] or None, row["at"]) for row in rows]


def authority_of(store: Store, account: str) -> Authority:
    """What the account of that name may post. Raises WrongUse for an unknown one."""
    found = agreements_of(store, account)
    agreed = {normalised_name(one.employer): one.employer for one in found if one.employer}
    return Authority(account, agreed, any(one.employer is None for one in found))


def _id(connection: Connection, account: str) -> int:
    mine = select(employers.c.id).where(employers.c.normalised_name == normalised_name(account))
    found: int | None = connection.execute(mine).scalar()
    if found is None:
        raise WrongUse(f"There is no employer “{account}”. `foothold employers list` shows them.")
    return found
