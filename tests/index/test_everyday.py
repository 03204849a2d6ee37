"""Everyday words lead to the work: one advert for each standard, asked for as people do who lack the trade's words.

The queries were written before the phrases, and the phrases by somebody who had not seen them. Titles and synonyms alone
answer 37 of the 100 and find nothing for 55.
"""

import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from foothold.index.contract import SearchIndex
from foothold.index.document import Document
from foothold.index.embedded.engine import EmbeddedEngine
from foothold.index.explain import Way, matches
from foothold.index.query import SearchQuery
from foothold.index.text import plan
from foothold.model.courses import built_in_courses
from foothold.reading.everyday import Everyday, EverydayTable
from foothold.reading.places.gazetteer import built_in_places
from search_api.search.understanding import as_pages_ask
from tests.index.adverts import AT, advert

QUERIES = Path(__file__).parent / "everyday_queries.tsv"
STANDARDS = built_in_courses().standards
TABLE = EverydayTable(
    {"ST1": Everyday(("sparky",), ("wiring",)), "ST2": Everyday(("dog walker",), ("with animals",))},
    {"ST1": "Installation electrician", "ST2": "Animal care assistant"},
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    made = EmbeddedEngine(tmp_path_factory.mktemp("everyday")).create("1")
    made.put([Document(s.reference, n, _advert(n)) for n, s in enumerate(STANDARDS, 1)], len(STANDARDS))
    yield made
    made.close()


def _advert(number: int) -> dict[str, object]:
    standard = STANDARDS[number - 1]
    course = {"lars_code": standard.lars_code, "title": standard.title}
    return advert(
        standard.reference, standard.title, course=course, route=standard.route, level=standard.level,
        kind="apprenticeship", summary=None, description_html=None,
    )  # fmt: skip


def queries() -> list[tuple[str, list[str]]]:
    with QUERIES.open(encoding="utf-8") as lines:
        return [(query, answers.split(";")) for query, answers in list(csv.reader(lines, delimiter="\t"))[1:]]


def test_most_everyday_words_have_an_answer_among_the_first_ten(index: SearchIndex) -> None:
    asking = as_pages_ask(built_in_places())
    titles = {s.reference: s.title.lower() for s in STANDARDS}
    nothing, missed = [], []
    for query, answers in queries():
        shown = [hit.id for hit in index.search(asking(query, AT)).hits][:10]
        if not shown:
            nothing.append(query)
        elif not any(answer in titles[id_] for id_ in shown for answer in answers):
            missed.append(query)
    assert len(nothing) + len(missed) <= 8, (nothing, missed)


def test_an_advert_takes_the_words_of_its_course_whatever_its_title_says() -> None:
    assert TABLE.of("Join our team", "Installation electrician") == Everyday(("sparky",), ("wiring",))
    assert TABLE.of("Dog walker", "Installation electrician").names == ("sparky",)


def test_an_advert_without_a_course_takes_the_words_of_the_longest_name_in_its_title() -> None:
    assert TABLE.of("Weekend dog walkers wanted", None).about == ("with animals",)
    assert TABLE.of("Dog groomer", None) == Everyday()
    assert not TABLE.of("Dog groomer", None)


def test_a_standard_without_a_row_keeps_its_title_from_being_read_as_another() -> None:
    table = EverydayTable(
        {"ST1": Everyday(("nurse",))}, {"ST1": "Registered nurse", "ST2": "Veterinary nurse"}
    )
    assert table.of("Veterinary nurse at a busy practice", None) == Everyday()
    assert table.of("School nurse", None).names == ("nurse",)


def test_a_name_of_many_kinds_of_work_says_nothing() -> None:
    titles = {f"ST{n}": f"Work of kind {n}" for n in range(7)}
    table = EverydayTable({reference: Everyday(("helper",)) for reference in titles}, titles)
    assert table.of("Helper", None) == Everyday()


def test_a_word_that_people_use_is_never_taken_for_a_misspelling() -> None:
    (slot,) = plan("till").slots
    assert slot.real


@pytest.mark.parametrize(
    ("together", "apart"),
    [("dressmaker", "dress maker"), ("forklift", "fork lift"), ("bricklayer", "brick layer")],
)
def test_two_words_are_also_one(index: SearchIndex, together: str, apart: str) -> None:
    asked = [SearchQuery(at=AT, text=text, size=100) for text in (together, apart)]
    one, two = ({hit.id for hit in index.search(query).hits} for query in asked)
    assert one == two != set()


def test_every_row_is_of_a_standard_and_has_ten_phrases_of_its_own() -> None:
    lines = files("config").joinpath("search/everyday.tsv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["reference"] for row in rows} <= {standard.reference for standard in STANDARDS}
    assert len({row["reference"] for row in rows}) == len(rows)
    for row in rows:
        phrases = [
            phrase for name in ("names", "does", "interests") for phrase in row[name].split("|") if phrase
        ]
        assert len(set(phrases)) >= 10, row["reference"]
        assert all(phrase == phrase.strip().lower() for phrase in phrases), row["reference"]
        assert not set(phrases) & set(row["not"].split("|")), row["reference"]


def test_a_match_by_everyday_words_says_where_they_stand() -> None:
    electrician = _advert(
        next(n for n, s in enumerate(STANDARDS, 1) if s.title == "Installation and maintenance electrician")
    )
    (match,) = matches(plan("sparky"), electrician)  # type: ignore[arg-type]
    assert (match.words, match.way) in (("sparky", Way.ITSELF), ("sparky", Way.SYNONYM))
