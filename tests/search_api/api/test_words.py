"""What the API makes of words: nothing unless asked, and then it says what."""

from typing import Any

from tests.search_api.world import World

PATH = "/api/v1/opportunities"


def answer(london: World, query: str) -> dict[str, Any]:
    found: dict[str, Any] = london.client.get(f"{PATH}?{query}").get_json()
    return found


def test_words_are_words_unless_somebody_asks(london: World) -> None:
    plain = answer(london, "q=internship+hackney")
    assert "intents" not in plain
    assert plain == answer(london, "q=internship+hackney&intents=ignore") | {"links": plain["links"]}


def test_the_answer_says_which_words_became_filters(london: World) -> None:
    read = answer(london, "q=internship+hackney&intents=apply")
    assert read["intents"] == [
        {
            "words": "internship",
            "filters": {"kind": ["internship", "supported_internship"]},
            "candidates": [],
        },
        {"words": "hackney", "filters": {"borough": ["E09000012"]}, "candidates": []},
    ]
    assert read["total"] == answer(london, "kind=internship&borough=hackney")["total"] > 0
    assert "intents=apply" in read["links"]["self"]


def test_words_that_are_to_stay_words_are_required(london: World) -> None:
    read = answer(london, "q=plumber+hackney&intents=apply&as_words=hackney")
    assert read["intents"] == []
    assert read["total"] == answer(london, "q=plumber+hackney")["total"]


def test_what_is_chosen_wins_over_what_the_words_say(london: World) -> None:
    read = answer(london, "q=internship&kind=apprenticeship&intents=apply")
    assert [intent["filters"] for intent in read["intents"]] == [{}]
    assert read["total"] == answer(london, "kind=apprenticeship")["total"]


def test_a_name_of_several_places_is_told_and_not_applied(london: World) -> None:
    (intent,) = answer(london, "q=plumber+near+hayes&intents=apply")["intents"]
    assert intent == {
        "words": "near hayes",
        "filters": {},
        "candidates": ["Hayes (Bromley)", "Hayes (Hillingdon)"],
    }


def test_a_cursor_belongs_to_the_reading_that_made_it(london: World) -> None:
    first = answer(london, "q=apprenticeship&intents=apply&per_page=5")
    following = first["links"]["next"].removeprefix("http://foothold.example")
    assert london.client.get(following).status_code == 200
    assert london.client.get(following.replace("intents=apply", "intents=ignore")).status_code == 400


def test_facets_read_words_too(london: World) -> None:
    counted = london.client.get("/api/v1/facets?q=internship&intents=apply").get_json()
    assert counted["total"] == answer(london, "kind=internship")["total"]
    assert [intent["words"] for intent in counted["intents"]] == ["internship"]


def test_an_explained_answer_says_why_each_matched(london: World) -> None:
    found = answer(london, "q=softwear+programmer&explain=true")
    assert found["matches"].keys() == {one["id"] for one in found["opportunities"]}
    assert next(iter(found["matches"].values())) == [
        {"words": "softwear", "field": "title", "way": "misspelling", "found": "software"},
        {"words": "programmer", "field": "title", "way": "synonym", "found": "developer"},
    ]


def test_an_answer_is_not_explained_unless_asked(london: World) -> None:
    assert "matches" not in answer(london, "q=plumber&explain=false")
