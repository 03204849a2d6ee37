"""Words as young people type them find what the words they meant find."""

import csv
from pathlib import Path

import pytest

from foothold.index.contract import SearchIndex
from foothold.index.query import SearchQuery
from tests.index.adverts import AT

PAIRS = list(csv.DictReader(Path(__file__).with_name("misspelt.tsv").open(encoding="utf-8"), delimiter="\t"))


def test_misspelt_searches_find_what_the_clean_ones_find(golden_index: SearchIndex) -> None:
    recalls = {}
    for pair in PAIRS:
        clean = first_ten(golden_index, pair["meant"])
        assert clean, f"nothing answers {pair['meant']}, so the pair tells nothing"
        recalls[pair["typed"]] = len(clean & first_ten(golden_index, pair["typed"])) / len(clean)
    worst = sorted((recall, typed) for typed, recall in recalls.items())[:8]
    assert len(recalls) >= 70
    assert sum(recalls.values()) / len(recalls) >= 0.95, worst


@pytest.mark.parametrize("text", ["qr", "hw", "vat", "ard", "gim"])
def test_a_short_word_is_never_taken_for_another(golden_index: SearchIndex, text: str) -> None:
    assert first_ten(golden_index, text) == set()


def first_ten(index: SearchIndex, text: str) -> set[str]:
    return {hit.id for hit in index.search(SearchQuery(at=AT, text=text, size=10)).hits}
