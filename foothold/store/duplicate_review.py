"""Copies, as a person sees and decides them: what may be one, what is one and why, merging and parting."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product

import orjson
from sqlalchemy import Connection, RowMapping, func, select, update

from foothold.duplicates.candidate import Claim
from foothold.duplicates.grouping import Pair, pair_of
from foothold.duplicates.merge import WHY
from foothold.duplicates.verdict import PairVerdict, judge, never_one
from foothold.errors import WrongUse
from foothold.store import pairs as decisions
from foothold.store import revisions, sightings
from foothold.store.compose_record import keep_aliases, recompose
from foothold.store.open_store import Store
from foothold.store.regroup import claim_alone, settle
from foothold.store.tables import opportunities, pairs
from foothold.store.tables import sightings as s


@dataclass(frozen=True, slots=True)
class Side:
    """One of two adverts that may be copies. `id` is its opportunity's."""

    id: str
    source: str
    url: str | None
    title: str
    employer: str | None


@dataclass(frozen=True, slots=True)
class PossibleCopy:
    """Two adverts that are kept apart although much agrees; `at` is when that was found."""

    sides: tuple[Side, Side]
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Why:
    """`fields` says of each field its source and why that one won; `together` why the sightings are one."""

    id: str
    sources: tuple[str, ...]
    fields: tuple[tuple[str, str, str], ...]
    together: tuple[tuple[str, str, str], ...]


def possible_copies(store: Store, limit: int | None = None) -> list[PossibleCopy]:
    """The newest first."""
    likely = select(pairs).where(pairs.c.verdict == PairVerdict.LIKELY)
    newest = likely.order_by(pairs.c.at.desc(), pairs.c.own_id, pairs.c.other_id).limit(limit)
    with store.read() as connection:
        rows = connection.execute(newest).mappings().all()
        sides = _sides(connection, {row[name] for row in rows for name in ("own_id", "other_id")})
    return [
        PossibleCopy((sides[row["own_id"]], sides[row["other_id"]]), row["why"], row["at"])
        for row in rows
        if row["own_id"] in sides and row["other_id"] in sides
    ]


def count_possible(store: Store) -> int:
    """How many pairs wait for a person's word."""
    likely = select(func.count()).select_from(pairs).where(pairs.c.verdict == PairVerdict.LIKELY)
    with store.read() as connection:
        return int(connection.execute(likely).scalar_one())


def why(store: Store, id: str) -> Why:  # noqa: A002 - the public key is `id`
    """Raises WrongUse where there is no such record."""
    with store.read() as connection:
        home = _home(connection, id)
        rows = sightings.of_ids(connection, [home])
        record = select(opportunities.c.provenance, opportunities.c.public).where(opportunities.c.id == home)
        told = connection.execute(record).mappings().one()
    return Why(home, tuple(row["source"] for row in rows), tuple(_fields(told, rows)), tuple(_together(rows)))


def merge(store: Store, a: str, b: str, at: datetime) -> str:
    """Make one of two opportunities, for good, or copies of two that have different owners; the id that stays, or the
    first. Raises WrongUse where they may never be one."""
    with store.write() as connection:
        head = revisions.lock(connection)
        homes = _two_homes(connection, a, b)
        if homes[0] == homes[1]:
            raise WrongUse(f"{a} and {b} are one already.")
        ours, theirs = (sightings.of_ids(connection, [home]) for home in homes)
        for x, y in product(ours, theirs):
            never = never_one(claim_alone(x), claim_alone(y))
            if never:
                raise WrongUse(f"{a} and {b} are never one: {never}.")
        which = [(x["own_id"], y["own_id"]) for x, y in product(ours, theirs)]
        decisions.decide(connection, which, PairVerdict.ONE, at)
        owns = [row["own_id"] for row in (*ours, *theirs)]
        connection.execute(update(s).where(s.c.own_id.in_(owns)).values(kept_apart=False))
        _settle(connection, head, homes, at)
        return _home(connection, homes[0])


def keep_apart(store: Store, a: str, b: str, at: datetime) -> None:
    """Part two for good, or say of two possible copies that they are not. `a` and `b` may be ids that were merged."""
    with store.write() as connection:
        head = revisions.lock(connection)
        homes = _two_homes(connection, a, b)
        if homes[0] == homes[1]:
            which = _within(connection, homes[0], a, b)
        else:
            ours, theirs = (sightings.of_ids(connection, [home]) for home in homes)
            which = [(x["own_id"], y["own_id"]) for x, y in product(ours, theirs)]
        decisions.decide(connection, which, PairVerdict.TWO, at)
        _settle(connection, head, homes, at)


def _within(connection: Connection, home: str, a: str, b: str) -> list[Pair]:
    """The two sightings of one record that are named by the ids that they have alone."""
    if a == b:
        raise WrongUse("Name two adverts: an advert is not apart from itself.")
    owns = {row["own_id"] for row in sightings.of_ids(connection, [home])}
    if not {a, b} <= owns:
        raise WrongUse(f"{a} and {b} are not both adverts of {home}. It holds {', '.join(sorted(owns))}.")
    return [pair_of(a, b)]


def _settle(connection: Connection, head: int, homes: Collection[str], at: datetime) -> None:
    moves = settle(connection, sightings.of_ids(connection, homes), at)
    recompose(connection, head, sorted({*homes, *moves.touched}), at)
    keep_aliases(connection, moves.touched, at)


def _two_homes(connection: Connection, a: str, b: str) -> tuple[str, str]:
    return _home(connection, a), _home(connection, b)


def _home(connection: Connection, id: str) -> str:  # noqa: A002 - the public key is `id`
    home: str | None = connection.execute(select(s.c.opportunity_id).where(s.c.own_id == id)).scalar()
    if home is None:
        raise WrongUse(f"There is no opportunity {id}.")
    return home


def _sides(connection: Connection, owns: Iterable[str]) -> dict[str, Side]:
    columns = (s.c.own_id, s.c.opportunity_id, s.c.source, s.c.url, s.c.content)
    found: dict[str, Side] = {}
    for row in connection.execute(select(*columns).where(s.c.own_id.in_(list(owns)))).mappings():
        content = orjson.loads(row["content"])
        employer = content["employer"]["name"] if content["employer"] else None
        found[row["own_id"]] = Side(
            row["opportunity_id"], row["source"], row["url"], content["title"], employer
        )
    return found


def _fields(record: RowMapping, rows: Sequence[RowMapping]) -> Iterable[tuple[str, str, str]]:
    if record["provenance"] is None:
        source = orjson.loads(record["public"])["sources"][0]["source"]
        yield "all fields", source, "the only source that shows it" if len(rows) == 1 else "what it says now"
        return
    for name, said in orjson.loads(record["provenance"]).items():
        yield name, said["source"], WHY[said["why"]]


def _together(rows: Sequence[RowMapping]) -> Iterable[tuple[str, str, str]]:
    """Each two sightings, and what the rules say of them today."""
    claims: list[Claim] = [claim_alone(row) for row in rows]
    for a, b in combinations(claims, 2):
        judgement = judge(a, b)
        if judgement.verdict is not PairVerdict.TWO:
            yield f"{a.source} {a.own_id}", f"{b.source} {b.own_id}", "; ".join(judgement.why)
