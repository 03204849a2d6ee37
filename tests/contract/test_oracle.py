"""Filters, facets and orders agree with brute force in 2,000 generated searches, on every engine."""

import random

import pytest

from foothold.index.contract import SearchEngine
from foothold.index.document import Document
from foothold.index.query import SearchQuery
from tests.index.generated import generated_advert, generated_query
from tests.index.oracle import facet_counts, matching, sort_value

CASES = 2_000


@pytest.mark.timeout(120)
def test_totals_hits_facets_and_orders_are_those_of_brute_force(engine: SearchEngine) -> None:
    pick = random.Random(2026)
    index = engine.create("20260920T120000")
    adverts = {number: generated_advert(pick, number) for number in range(260)}
    # Every fifth advert was another one before, and every seventh is withdrawn: neither leaves a trace.
    before = [Document(public["id"], n + 1, public) for n, public in adverts.items() if n % 5 == 0]
    index.put(before, 300)
    adverts |= {number: generated_advert(pick, number) for number in adverts if number % 5 == 0}
    for start in range(0, 260, 40):
        some = range(start, min(start + 40, 260))
        index.put([Document(adverts[n]["id"], 301 + n, adverts[n]) for n in some], 301 + some[-1])
    gone = [number for number in adverts if number % 7 == 0]
    index.put([Document(adverts[number]["id"], 600 + number, None) for number in gone], 900)
    for number in gone:
        del adverts[number]
    current = list(adverts.values())
    differences = []
    for case in range(CASES):
        query = generated_query(pick, current)
        differences += [(case, query, what) for what in _differences(index.search(query), query, current)]
    index.close()
    assert not differences, differences[:3]


def _differences(found, query: SearchQuery, adverts) -> list[str]:
    expected = matching(adverts, query)
    wrong = []
    if found.total != len(expected):
        wrong.append(f"total {found.total}, expected {len(expected)}")
    ids = [hit.id for hit in found.hits]
    if len(expected) <= query.size and sorted(ids) != sorted(public["id"] for public in expected):
        wrong.append("other adverts")
    by_id = {public["id"]: public for public in adverts}
    order = [sort_value(by_id[id_], query) for id_ in ids if id_ in by_id]
    best = sorted(sort_value(public, query) for public in expected)[: len(order)]
    if any(abs(a - b) > 1e-6 for a, b in zip(order, best, strict=False) if a != b):
        wrong.append("another order")
    for name in query.facets:
        counted = {facet.value: facet.count for facet in found.facets[name]}
        if counted != facet_counts(adverts, query, name):
            wrong.append(f"facet {name}: {counted}")
    return wrong
