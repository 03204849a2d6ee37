"""Crawl runs: when they began, how they ended, and which of them may withdraw what they did not see."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import orjson
from sqlalchemy import RowMapping, Select, func, insert, select, update

from foothold.model.crawl_run import Acceptance, Counts, CrawlRun, Drop, Verdict
from foothold.store.leases import AHEAD
from foothold.store.open_store import Store
from foothold.store.tables import runs as t

_newest_first: Select[tuple[object, ...]] = select(t).order_by(t.c.started.desc(), t.c.id.desc())


def start(store: Store, source: str, at: datetime) -> int:
    """The new run's number."""
    row = {"source": source, "started": at, "counts": "{}", "evidence": "[]"}
    with store.write() as connection:
        return int(connection.execute(insert(t).values(row).returning(t.c.id)).scalar_one())


def finish(
    store: Store,
    run: int,
    verdict: Verdict,
    counts: Counts,
    evidence: Sequence[str],
    at: datetime,
    drop: Drop | None = None,
) -> None:
    """`evidence` are the sentences that led to the verdict."""
    ended = {
        "finished": at,
        "verdict": verdict,
        "counts": orjson.dumps(asdict(counts)).decode(),
        "evidence": orjson.dumps(list(evidence)).decode(),
        "drop": drop,
    }
    with store.write() as connection:
        connection.execute(update(t).where(t.c.id == run).values(ended))


def accept(store: Store, run: int, accepted: Acceptance) -> None:
    """Put on record an operator's word that the source really shows as few as in this run."""
    word = {"accepted": accepted.at, "accepted_by": accepted.by, "accepted_note": accepted.note}
    with store.write() as connection:
        connection.execute(update(t).where(t.c.id == run).values(word))


def latest(store: Store, source: str, n: int = 1) -> list[CrawlRun]:
    """The newest first, unfinished ones among them."""
    return _runs(store, _newest_first.where(t.c.source == source).limit(n))


def since(store: Store, source: str, slot: datetime, at: datetime) -> list[CrawlRun]:
    """Those that began at `slot` or later, the newest first, unfinished ones among them. One that began after `at`
    was begun by a clock that was wrong, and counts for nothing until then."""
    begun = t.c.started.between(slot, at + AHEAD)
    return _runs(store, _newest_first.where(t.c.source == source, begun))


def sources(store: Store) -> list[str]:
    """All that were ever crawled."""
    with store.read() as connection:
        return list(connection.scalars(select(t.c.source).distinct().order_by(t.c.source)))


def healthy(store: Store, source: str, n: int = 5) -> list[CrawlRun]:
    """The newest healthy runs first: what a new run's counts are compared with."""
    return _runs(store, _newest_first.where(t.c.source == source, t.c.verdict == Verdict.HEALTHY).limit(n))


def newest(store: Store, *, healthy: bool = False) -> dict[str, CrawlRun]:
    """Each source's newest finished run, or its newest healthy one."""
    ids = select(func.max(t.c.id)).where(t.c.finished.is_not(None)).group_by(t.c.source)
    if healthy:
        ids = ids.where(t.c.verdict == Verdict.HEALTHY)
    return {run.source: run for run in _runs(store, _newest_first.where(t.c.id.in_(ids)))}


def _runs(store: Store, statement: Select[tuple[object, ...]]) -> list[CrawlRun]:
    with store.read() as connection:
        return [_run(row) for row in connection.execute(statement).mappings()]


def _run(row: RowMapping) -> CrawlRun:
    return CrawlRun(
        id=row["id"],
        source=row["source"],
        started=row["started"],
        finished=row["finished"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        counts=Counts(**orjson.loads(row["counts"])),
        evidence=tuple(orjson.loads(row["evidence"])),
        drop=Drop(row["drop"]) if row["drop"] else None,
        accepted=_acceptance(row),
    )


def _acceptance(row: RowMapping) -> Acceptance | None:
    at = row["accepted"]
    return Acceptance(at, row["accepted_by"] or "", row["accepted_note"]) if at else None
