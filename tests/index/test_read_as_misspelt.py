"""Which words are read as misspellings, whatever engine says which of them no advert holds."""

from collections.abc import Collection

from foothold.index.misspelt import MOST_MISSPELT, misspelt
from foothold.index.text import plan

WRONG = "plumer carpentr electrisian bricklayr hairdreser mecanic"


def all_of(stems: Collection[str]) -> Collection[str]:
    return stems


def test_the_first_few_words_that_no_advert_holds_are_misspellings() -> None:
    asked: list[Collection[str]] = []

    def nowhere(stems: Collection[str]) -> Collection[str]:
        asked.append(stems)
        return stems

    found = misspelt(plan(f"{WRONG} {WRONG}"), nowhere)
    assert asked == [["plumer", "carpentr", "electrisian", "bricklayr", "hairdres", "mecan"]]
    assert found == frozenset(asked[0][:MOST_MISSPELT])


def test_a_word_that_some_advert_holds_leaves_room_for_another() -> None:
    found = misspelt(plan(WRONG), lambda stems: [stem for stem in stems if stem != "carpentr"])
    assert found == {"plumer", "electrisian", "bricklayr", "hairdres"}


def test_a_word_with_synonyms_is_none() -> None:
    assert misspelt(plan("hgv"), all_of) == frozenset()


def test_nobody_is_asked_where_there_is_nothing_to_ask() -> None:
    assert misspelt(plan("hgv"), lambda _: 1 / 0) == frozenset()  # type: ignore[arg-type, return-value]
