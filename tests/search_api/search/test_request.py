"""Query strings read strictly and leniently, and written back."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from foothold.index.query import Include, Sort
from foothold.reading.places.gazetteer import built_in_places
from search_api.http.problems import BadParameters
from search_api.search.request import Asked, QueryReader

AT = datetime(2026, 9, 15, 23, 30, tzinfo=UTC)  # Already 16 September in London.


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(built_in_places())


def args(query: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(query, keep_blank_values=True))


ROUND_TRIPS = [
    "q=plumber",
    "q=a+%26+b&kind=apprenticeship&kind=internship&level=2&level=unknown",
    "borough=hackney&near=E8+1EA&within=2.5&national=include&remote=only&sort=distance",
    "min_hourly=12.50&closing_before=2026-10-31&start_from=2026-09-01&start_to=2026-12-01&posted_within_days=7",
    "employer=marlow-and-finch&source=example_college&sort=pay&per_page=50&cursor=abc",
    "age=17&school_year=12&grades=none_required&hours=16_to_29&weekend=unknown&commitment=disability-confident",
    "route=Digital&levy=pays&funding=unknown&seeks_transfer=true&paid=paid",
]


@pytest.mark.parametrize("query", ROUND_TRIPS)
def test_what_was_read_is_read_again_from_its_own_query_string(reader: QueryReader, query: str) -> None:
    asked = reader.strictly(args(query))
    assert reader.strictly(args(asked.query_string())) == asked


def test_equal_searches_have_equal_query_strings(reader: QueryReader) -> None:
    one = reader.strictly(args("level=3&level=2&q=a&borough=hackney&level=3"))
    two = reader.strictly(args("borough=E09000012&q=+a&level=2&level=3&kind="))
    assert one.query_string() == two.query_string()


def test_a_page_passes_over_what_it_does_not_know_and_says_what_it_could_not_read(
    reader: QueryReader,
) -> None:
    asked, messages = reader.leniently(
        args("utm_source=mail&q=plumber&kind=plumber&kind=internship&level=9&within=x")
    )
    assert asked == Asked(q="plumber", filters={"kind": ("internship",)})
    assert set(messages) == {"kind", "level", "within"}
    assert messages["level"].allowed


def test_a_page_searches_everywhere_where_the_place_is_not_known(reader: QueryReader) -> None:
    asked, messages = reader.leniently(args("q=plumber&near=nowhere+at+all&sort=distance"))
    assert (asked.near, asked.located, asked.sort) == (None, None, None)
    assert "near" in messages


@pytest.mark.parametrize(
    ("query", "national", "remote"),
    [
        ("", Include.INCLUDE, Include.INCLUDE),
        ("borough=hackney", Include.EXCLUDE, Include.EXCLUDE),
        ("near=E8+1EA", Include.EXCLUDE, Include.EXCLUDE),
        ("borough=hackney&national=include", Include.INCLUDE, Include.EXCLUDE),
        ("borough=hackney&remote=only", Include.EXCLUDE, Include.ONLY),
    ],
)
def test_national_and_remote_are_left_out_where_a_place_is_named(
    reader: QueryReader, query: str, national: Include, remote: Include
) -> None:
    made = reader.strictly(args(query)).search_query(AT)
    assert (made.national, made.remote) == (national, remote)


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", Sort.NEWEST),
        ("q=plumber", Sort.RELEVANCE),
        ("near=E8+1EA", Sort.DISTANCE),
        ("q=plumber&near=E8+1EA", Sort.RELEVANCE),
        ("sort=pay&q=plumber", Sort.PAY),
        ("sort=relevance", Sort.RELEVANCE),
    ],
)
def test_the_order_is_the_one_asked_for_or_the_most_useful(
    reader: QueryReader, query: str, order: Sort
) -> None:
    assert reader.strictly(args(query)).order is order


def test_values_reach_the_engine_as_values(reader: QueryReader) -> None:
    made = reader.strictly(
        args("near=E8+1EA&within=2&min_hourly=12.5&posted_within_days=7&start_from=2026-10-01&per_page=5")
    ).search_query(AT)
    assert made.near is not None
    assert made.near.within_miles == 2
    assert abs(made.near.lat - 51.54) < 0.02
    assert (made.min_hourly, made.size) == (Decimal("12.5"), 5)
    assert (made.posted_from, made.start_from) == (date(2026, 9, 9), date(2026, 10, 1))


def test_a_link_lifts_or_changes_one_filter_and_starts_again(reader: QueryReader) -> None:
    asked = reader.strictly(args("q=a&level=2&kind=internship&cursor=abc"))
    assert asked.with_filter("level", []) == replace(asked, filters={"kind": ("internship",)}, cursor=None)
    assert asked.with_filter("kind", ["mentoring"]).query_string() == "q=a&kind=mentoring&level=2"


def test_strict_reading_names_every_error(reader: QueryReader) -> None:
    with pytest.raises(BadParameters) as refused:
        reader.strictly(args("utm_source=a&kind=x&per_page=0"))
    assert [e.parameter for e in refused.value.errors] == ["utm_source", "kind", "per_page"]


@pytest.mark.parametrize(
    ("query", "ages"),
    [
        ("", (None, None)),
        ("age=17", (17, 17)),
        ("school_year=10", (14, 15)),
        ("school_year=13", (17, 18)),
        ("age=17&school_year=12", (17, 17)),
        ("age=14&school_year=11", (15, 14)),
    ],
)
def test_an_age_and_a_school_year_must_both_be_met(reader: QueryReader, query: str, ages) -> None:
    """Open to 14 and to 15 or 16 is open from 14 or younger to 15 or older."""
    made = reader.strictly(args(query)).search_query(AT)
    assert (made.age_from, made.age_to) == ages


@pytest.mark.parametrize(
    "query", ["age=10", "age=100", "age=old", "age=16.5", "school_year=6", "school_year=14"]
)
def test_an_age_or_a_year_that_nobody_searches_with_is_refused(reader: QueryReader, query: str) -> None:
    with pytest.raises(BadParameters):
        reader.strictly(args(query))
