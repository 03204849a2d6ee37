"""What a visitor's words ask for, before any engine."""

import time

import pytest

from foothold.index.stems import stems
from foothold.index.text import Slot, plan, read_synonyms, shipped_synonyms, shown, tokens, typo_distance

SYNONYMS = read_synonyms(
    [
        "# a comment",
        "",
        "it, information technology",
        "apprentice, apprenticeship",
        "coding => software, developer",
        "t level, industry placement",
    ]
)

TOKENS = {
    "Plumber, Hackney!": ["plumber", "hackney"],
    "C++ C# .NET asp.net": ["cplusplus", "csharp", "dotnet", "asp", "dotnet"],
    "King’s O'Brien": ["kings", "obrien"],
    "Café ÉCOLE": ["cafe", "ecole"],
    "title:plumber AND (a OR b)": ["title", "plumber", "and", "a", "or", "b"],
    "\0\ud800‮": [],
    "日本語 работа": ["日本語", "работа"],
}


@pytest.mark.parametrize(("text", "expected"), TOKENS.items(), ids=ascii)
def test_a_text_is_these_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hospital", "hospitality"),
        ("fit", "fitness"),
        ("animal", "animation"),
        ("business", "busy"),
        ("office", "officers"),
    ],
)
def test_words_that_mean_different_things_have_different_stems(one: str, other: str) -> None:
    assert stems(tokens(one)[0]) != stems(tokens(other)[0])
    assert shown(tuple(tokens(other))) == other


@pytest.mark.parametrize("text", ["hospitallity", "fitnes", "offiser"])
def test_a_slip_in_such_a_word_is_guessed_too(text: str) -> None:
    (slot,) = plan(text).slots
    assert slot.guesses


def test_a_long_text_is_cut_in_characters_and_tokens() -> None:
    assert len(tokens("a " * 1_000_000)) == 20
    assert sum(map(len, tokens("b" * 1_000_000))) == 200


def test_a_phrase_with_synonyms_is_one_thing_meant() -> None:
    (slot,) = plan("Information Technology", SYNONYMS).slots
    assert (slot.said, slot.others) == (("information", "technology"), (("it",),))


def test_one_word_of_a_synonym_is_only_itself() -> None:
    assert plan("technology", SYNONYMS).slots == (Slot(("technology",)),)


def test_a_joining_word_with_a_synonym_is_meant() -> None:
    (slot,) = plan("it", SYNONYMS).slots
    assert slot.others == (("information", "technology"),)
    assert plan("at the", SYNONYMS).slots == ()


def test_a_synonym_of_one_direction_stays_that_way() -> None:
    assert plan("coding", SYNONYMS).slots[0].others == (("software",), ("developer",))
    assert plan("developer", SYNONYMS).slots[0].others == ()


@pytest.mark.parametrize("text", ["apprentices", "Apprentice"])
def test_a_plural_has_the_synonyms_of_its_singular(text: str) -> None:
    assert ("apprenticeship",) in plan(text, SYNONYMS).slots[0].others


def test_a_slip_in_a_word_with_synonyms_is_guessed() -> None:
    assert plan("aprentice", SYNONYMS).slots[0].guesses == (("apprentice",), ("apprenticeship",))
    assert plan("xprentice", SYNONYMS).slots[0].guesses == ()


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("electrision", ("electrician",)),
        ("farmacy", ("pharmacy",)),
        ("sybersecurity", ("cybersecurity",)),
        ("apprentership", ("apprenticeship",)),
        ("plumber", ()),
        ("xylophonist", ()),
        ("hr2", ()),
        ("vat", ()),
    ],
)
def test_a_word_is_taken_for_the_nearest_that_we_know(word: str, meant: tuple[str, ...]) -> None:
    assert shipped_synonyms().vocabulary.nearest(word) == meant


def test_a_word_said_twice_is_asked_once() -> None:
    assert len(plan("nurse nurses nurse", SYNONYMS).slots) == 1


@pytest.mark.parametrize(
    ("text", "at_least"),
    [
        ("a1", 1),
        ("a1 b1", 2),
        ("a1 b1 c1", 3),
        ("a1 b1 c1 d1", 3),
        ("a1 b1 c1 d1 e1", 4),
        ("a1 b1 c1 d1 e1 f1", 5),
        ("a1 b1 c1 d1 e1 f1 g1 h1 i1 j1", 7),
        ("jobs in london", 0),
        ("plumber jobs in london", 1),
    ],
)
def test_so_many_words_must_be_met(text: str, at_least: int) -> None:
    assert plan(text, SYNONYMS).at_least == at_least


@pytest.mark.parametrize(
    ("word", "distance"),
    [("hr", 0), ("car", 0), ("chef", 1), ("plumber", 1), ("electrician", 2), ("e81ea", 0)],
)
def test_a_word_of_that_length_may_hold_so_many_slips(word: str, distance: int) -> None:
    assert typo_distance(word) == distance


def test_the_shipped_synonyms_hold_no_word_that_joins_others() -> None:
    single = [head[0] for head in shipped_synonyms().others if len(head) == 1]
    assert {word for word in single if word in {"the", "and", "in", "to", "train", "send"}} == set()


def test_hostile_text_is_planned_at_once() -> None:
    begun = time.monotonic()
    for text in ("(" * 5_000, "a" * 1_000_000, "aprentice " * 100_000, "\u0301" * 100_000):
        plan(text)
    assert time.monotonic() - begun < 0.5
