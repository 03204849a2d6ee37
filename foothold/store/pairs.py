"""Pairs of sightings: copies and possible copies that the rules found, and what a person said of two. Ids are own
ids."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, or_, select, tuple_

from foothold.duplicates.grouping import Pair, pair_of
from foothold.duplicates.verdict import Judgement, PairVerdict
from foothold.store.tables import pairs
from foothold.store.upserts import upsert

_p = pairs.c
_BY_RULES = (PairVerdict.LIKELY, PairVerdict.COPY)


def around(connection: Connection, owns: Collection[str]) -> dict[Pair, RowMapping]:
    """Every pair that one of these sightings is in."""
    rows = connection.execute(select(pairs).where(or_(_p.own_id.in_(owns), _p.other_id.in_(owns))))
    return {(row["own_id"], row["other_id"]): row for row in rows.mappings()}


def decided(known: Mapping[Pair, RowMapping]) -> dict[Pair, bool]:
    """Those of which a person spoke: whether they are one."""
    return {
        pair: row["verdict"] == PairVerdict.ONE
        for pair, row in known.items()
        if row["verdict"] not in _BY_RULES
    }


def decide(connection: Connection, which: Iterable[Pair], verdict: PairVerdict, at: datetime) -> None:
    """A person's word, which stays whatever the sources say later."""
    rows = [{"own_id": a, "other_id": b, "verdict": verdict, "why": "a person said so", "at": at}
            for a, b in sorted({pair_of(*pair) for pair in which})]  # fmt: skip
    upsert(connection, pairs, rows)


def keep_found(
    connection: Connection,
    known: Mapping[Pair, RowMapping],
    found: Mapping[Pair, Judgement],
    at: datetime,
) -> set[str]:
    """Make these the copies and possible copies among the pairs that were looked at; those known already keep their
    time. The own ids of those that are copies since now, or are none any more."""
    before = {pair: row["verdict"] for pair, row in known.items() if row["verdict"] in _BY_RULES}
    gone = sorted(before.keys() - found.keys())
    if gone:
        connection.execute(delete(pairs).where(tuple_(_p.own_id, _p.other_id).in_(gone)))
    spoken_of = decided(known)
    new = {pair: judgement for pair, judgement in found.items()
           if before.get(pair) != judgement.verdict and pair not in spoken_of}  # fmt: skip
    rows = [{"own_id": a, "other_id": b, "verdict": judgement.verdict, "why": "; ".join(judgement.why), "at": at}
            for (a, b), judgement in sorted(new.items())]  # fmt: skip
    upsert(connection, pairs, rows)
    changed = [*gone, *(pair for pair in new if PairVerdict.COPY in (new[pair].verdict, before.get(pair)))]
    return {own for pair in changed for own in pair}
