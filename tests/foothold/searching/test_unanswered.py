"""What is kept of a search that found nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foothold.searching.unanswered import LONGEST_WORD, MOST_WORDS, countable

KEPT = {
    "crypto apprenticeship": "apprenticeship crypto",
    "Crypto APPRENTICESHIP jobs in London": "apprenticeship crypto",
    "crypto near E8 1EA": "crypto",
    "c++ apprenticeship": "apprenticeship c++",
    "i want to be a beekeeper": "beekeeper",
}
NOT_KEPT = [
    "", "jobs in london", "sam.jones@mail.example", "07700 900123", "e8 1ea", "mohammed patel", "mohammed patel plumber",
    "https://www.example.org/me", "www.example.org", "plumber carpenter welder baker chef nurse teacher", "x" * 60, "日本語",
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), KEPT.items(), ids=list(KEPT))
def test_only_words_are_kept_and_not_their_order(text: str, words: str) -> None:
    assert countable(text) == words


@pytest.mark.parametrize("text", NOT_KEPT, ids=lambda text: text[:20] or "nothing")
def test_what_may_tell_of_a_person_is_not_kept(text: str) -> None:
    assert countable(text) is None


@given(st.text(max_size=300))
def test_nothing_but_a_few_plain_words_is_ever_kept(text: str) -> None:
    words = (countable(text) or "").split()
    assert len(words) <= MOST_WORDS
    assert all(len(word) <= LONGEST_WORD and not any(c.isdigit() for c in word) for word in words)
