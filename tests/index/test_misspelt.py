"""Words as young people type them find what the words they meant find."""

import pytest

from foothold.index.contract import SearchIndex
from foothold.index.evaluation import first_ten, misspelt_queries, words_alone
from tests.index.adverts import AT
from tests.index.conftest import CORPUS
from tests.index.everyday import by_everyday_words


def test_the_misspelt_searches_are_many_and_each_means_something(golden_index: SearchIndex) -> None:
    assert len(misspelt_queries()) >= 70
    for pair in misspelt_queries():
        assert found(golden_index, pair.meant), f"nothing answers {pair.meant}, so the pair tells nothing"


@pytest.mark.parametrize("text", ["qr", "hw", "vat", "ard", "gim"])
def test_a_short_word_is_never_taken_for_another(golden_index: SearchIndex, text: str) -> None:
    assert own(golden_index, text) == set()


SHORT = {
    "it": {"it-support", "tlevel-digital", "sales"},
    "hr": {"hr-city"},
    "nhs": {"hca-newham", "wex-hospital-newham"},
    "law": {"wex-law", "paralegal", "solicitor", "wex-law-y10", "law-librarian", "insight-law"},
}


@pytest.mark.parametrize("text", SHORT)
def test_a_short_word_finds_itself_and_its_synonyms_alone(golden_index: SearchIndex, text: str) -> None:
    assert own(golden_index, text) <= SHORT[text]


def own(index: SearchIndex, text: str) -> set[str]:
    """Without the work of which people say it."""
    publics = {public["id"]: public for public in CORPUS}
    return {id_ for id_ in found(index, text) if not by_everyday_words(text, publics[id_])}


def found(index: SearchIndex, text: str) -> list[str]:
    return first_ten(index, words_alone(text, AT))
