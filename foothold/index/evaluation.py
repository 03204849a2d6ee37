"""Judged queries: what people searched for, and how well each advert answers it (3 best, 1 just)."""

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

import orjson

from foothold.index.contract import SearchEngine, SearchIndex
from foothold.index.document import Document
from foothold.index.query import SearchQuery
from foothold.model.public import PublicOpportunity, id_of

BEST_SHOWN = 10
JUDGED_AT = datetime(2026, 9, 20, 12, tzinfo=UTC)
"""The shipped judged adverts are open then."""

Asking = Callable[[str, datetime], SearchQuery]
"""The search that words mean at an instant: of the words alone, or as the pages read them."""


@dataclass(frozen=True, slots=True)
class Golden:
    """`grades` by the advert's id; an advert that is not there answers nothing. `why` is the boost, synonym
    or rule that the query holds in place, `kind` the sort of thing that people type."""

    text: str
    grades: Mapping[str, int]
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class Misspelt:
    typed: str
    meant: str


@dataclass(frozen=True, slots=True)
class Scored:
    golden: Golden
    ndcg: float


@cache
def golden_queries() -> tuple[Golden, ...]:
    return read_golden(_data("golden_queries.csv").decode().splitlines())


@cache
def misspelt_queries() -> tuple[Misspelt, ...]:
    rows = csv.DictReader(_data("misspelt.csv").decode().splitlines())
    return tuple(Misspelt(row["typed"], row["meant"]) for row in rows)


@cache
def judged_adverts() -> tuple[PublicOpportunity, ...]:
    """The invented London that the queries are judged on, in the public shape."""
    return tuple(orjson.loads(_data("judged_adverts.json")))


def read_golden(lines: Iterable[str]) -> tuple[Golden, ...]:
    """A heading `query,kind,judged,why`; judged is `id:grade` joined by spaces."""
    rows = csv.DictReader(lines)
    return tuple(Golden(row["query"], _grades(row["judged"]), row["why"], row["kind"]) for row in rows)


def words_alone(text: str, at: datetime) -> SearchQuery:
    return SearchQuery(at=at, text=text)


def ndcg(golden: Golden, shown: Sequence[str]) -> float:
    """Of the first ten, from 0 to 1: 1 is the best order that the judgements allow."""
    best = _gain(sorted(golden.grades.values(), reverse=True)[:BEST_SHOWN])
    return _gain([golden.grades.get(id_, 0) for id_ in shown[:BEST_SHOWN]]) / best


def score(index: SearchIndex, golden: Golden, at: datetime, asking: Asking = words_alone) -> float:
    return ndcg(golden, first_ten(index, asking(golden.text, at)))


def first_ten(index: SearchIndex, query: SearchQuery) -> list[str]:
    """The ids that are shown first, best first."""
    return [hit.id for hit in index.search(query).hits[:BEST_SHOWN]]


def scores(
    index: SearchIndex, judged: Iterable[Golden], at: datetime, asking: Asking = words_alone
) -> tuple[Scored, ...]:
    """Worst first."""
    found = (Scored(golden, score(index, golden, at, asking)) for golden in judged)
    return tuple(sorted(found, key=lambda scored: (scored.ndcg, scored.golden.text)))


def recall(index: SearchIndex, misspelt: Misspelt, at: datetime, asking: Asking = words_alone) -> float:
    """The share of the first ten for what was meant that the first ten for what was typed hold too."""
    clean = set(first_ten(index, asking(misspelt.meant, at)))
    return len(clean & set(first_ten(index, asking(misspelt.typed, at)))) / len(clean) if clean else 0.0


def by_kind(scored: Iterable[Scored]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for one in scored:
        found[one.golden.kind].append(one.ndcg)
    return dict(sorted(found.items()))


@contextmanager
def judged_index(engine: SearchEngine, stamp: str) -> Iterator[SearchIndex]:
    """The shipped adverts in a generation of their own, which never goes live and is discarded again."""
    index = engine.create(stamp)
    try:
        adverts = judged_adverts()
        index.put([Document(id_of(public), n, public) for n, public in enumerate(adverts, 1)], len(adverts))
        yield index
    finally:
        index.close()
        engine.discard(index.generation)


def _gain(grades: Sequence[int]) -> float:
    return sum((float(1 << grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _grades(text: str) -> dict[str, int]:
    pairs = (pair.rpartition(":") for pair in text.split())
    return {id_: int(grade) for id_, _, grade in pairs}


def _data(name: str) -> bytes:
    return files("config").joinpath(f"search/{name}").read_bytes()
