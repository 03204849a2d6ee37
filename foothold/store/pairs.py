"""Pairs of sightings: possible copies that the rules found, and what a person said of two. Ids are own ids."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, or_, select, tuple_

from foothold.duplicates import Judgement, Verdict
from foothold.matching import Pair, pair_of
from foothold.store.tables import pairs
from foothold.store.upserts import upsert

_p = pairs.c


def around(connection: Connection, owns: Collection[str]) -> dict[Pair, RowMapping]:
    """Every pair that one of these sightings is in."""
    rows = connection.execute(select(pairs).where(or_(_p.own_id.in_(owns), _p.other_id.in_(owns))))
    return {(row["own_id"], row["other_id"]): row for row in rows.mappings()}


def decided(known: Mapping[Pair, RowMapping]) -> dict[Pair, bool]:
    """Those of which a person spoke: whether they are one."""
    return {
        pair: row["verdict"] == Verdict.ONE for pair, row in known.items() if row["verdict"] != Verdict.LIKELY
    }


def decide(connection: Connection, which: Iterable[Pair], verdict: Verdict, at: datetime) -> None:
    """A person's word, which stays whatever the sources say later."""
    rows = [{"own_id": a, "other_id": b, "verdict": verdict, "why": "a person said so", "at": at}
            for a, b in sorted({pair_of(*pair) for pair in which})]  # fmt: skip
    upsert(connection, pairs, rows)


def keep_likely(
    connection: Connection,
    known: Mapping[Pair, RowMapping],
    likely: Mapping[Pair, Judgement],
    at: datetime,
) -> None:
    """Make these the possible copies among the pairs that were looked at; those known already keep their time."""
    before = {pair for pair, row in known.items() if row["verdict"] == Verdict.LIKELY}
    gone = sorted(before - likely.keys())
    if gone:
        connection.execute(delete(pairs).where(tuple_(_p.own_id, _p.other_id).in_(gone)))
    new = [{"own_id": a, "other_id": b, "verdict": Verdict.LIKELY, "why": "; ".join(judgement.why), "at": at}
           for (a, b), judgement in sorted(likely.items()) if (a, b) not in before]  # fmt: skip
    upsert(connection, pairs, new)
