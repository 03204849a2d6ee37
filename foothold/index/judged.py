"""Judged queries: what people searched for, and how well each advert answers it (3 best, 1 just)."""

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from foothold.index.contract import SearchIndex
from foothold.index.query import SearchQuery

BEST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Golden:
    """`grades` by the advert's id; an advert that is not there answers nothing. `why` is the boost, synonym
    or rule that the query holds in place."""

    text: str
    grades: Mapping[str, int]
    why: str


@cache
def golden_queries() -> tuple[Golden, ...]:
    return read_golden(files("config").joinpath("search/golden_queries.csv").read_text("utf-8").splitlines())


def read_golden(lines: Iterable[str]) -> tuple[Golden, ...]:
    """A heading `query,judged,why`; judged is `id:grade` joined by spaces."""
    rows = csv.DictReader(lines)
    return tuple(Golden(row["query"], _grades(row["judged"]), row["why"]) for row in rows)


def ndcg(golden: Golden, shown: Sequence[str]) -> float:
    """Of the first ten, from 0 to 1: 1 is the best order that the judgements allow."""
    best = _gain(sorted(golden.grades.values(), reverse=True)[:BEST_SHOWN])
    return _gain([golden.grades.get(id_, 0) for id_ in shown[:BEST_SHOWN]]) / best


def score(index: SearchIndex, golden: Golden, at: datetime) -> float:
    found = index.search(SearchQuery(at=at, text=golden.text, size=BEST_SHOWN))
    return ndcg(golden, [hit.id for hit in found.hits])


def _gain(grades: Sequence[int]) -> float:
    return sum((float(1 << grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def _grades(text: str) -> dict[str, int]:
    pairs = (pair.rpartition(":") for pair in text.split())
    return {id_: int(grade) for id_, _, grade in pairs}
