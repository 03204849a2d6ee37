"""The table of fields."""

from pathlib import Path

from foothold.index.fields import FACETS, FIELDS, TEXT_FIELDS, field_table, fingerprint, generation_name
from foothold.searching.filters import FILTERS

DOC = Path(__file__).parents[2] / "docs" / "search.md"


def test_the_docs_carry_the_table_of_fields() -> None:
    text = DOC.read_text(encoding="utf-8")
    carried = text.split("<!-- fields -->\n")[1].split("<!-- /fields -->")[0]
    assert carried == field_table()


def test_each_field_has_one_name_and_a_reason_and_each_text_field_a_boost() -> None:
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    assert all(field.why for field in FIELDS)
    assert all(field.boost for field in TEXT_FIELDS)


def test_a_generation_is_named_by_the_fingerprint_of_the_fields() -> None:
    assert generation_name("1") == f"opportunities-{fingerprint()}-1"
    assert len(fingerprint()) == 8


def test_the_filters_of_a_search_are_the_facets_of_the_index() -> None:
    assert {one.name for one in FILTERS} == set(FACETS)
