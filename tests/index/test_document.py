"""What the index holds of an advert."""

from decimal import Decimal
from typing import Any

import pytest

from foothold.index.document import Document, Values, digest, mark, pence, values
from foothold.index.open_index import open_engine
from foothold.settings import Settings
from tests.index.adverts import advert, place, wage


def fields(id_: str, public: dict[str, Any], shown_from: int | None = None) -> Values:
    return values(Document(id_, 1, public, shown_from))


def test_missing_facts_are_unknown_and_not_false() -> None:
    keywords = fields("a", advert("a", places=[], employer=None, sources=[])).keywords
    for name in (
        "borough",
        "level",
        "route",
        "levy",
        "funding",
        "seeks_transfer",
        "paid",
        "grades",
        "hours",
        "weekend",
        "commitment",
        "employer",
        "source",
    ):
        assert keywords[name] == ("unknown",), name
    assert keywords["national"] == ("false",)


def test_a_borough_counts_once_and_a_place_without_one_beside_it_does_not() -> None:
    public = advert("a", places=[place("hackney"), place(None), place("hackney"), place("camden")])
    assert fields("a", public).keywords["borough"] == ("E09000012", "E09000007")


@pytest.mark.parametrize(
    ("start", "days"),
    [("2026-11-02", 1), ("2026-11", 30), ("2028-02", 29)],
)
def test_a_start_is_a_span_of_days(start: str, days: int) -> None:
    numbers = fields("a", advert("a", start_date=start)).numbers
    assert numbers["start_last"] - numbers["start_first"] + 1 == days


@pytest.mark.parametrize(
    ("paid", "expected"),
    [(wage(8.0, 9.5), 950), (wage(8.2), 820), (wage(None, 7.55), 755), (wage(), None), (None, None)],
)
def test_pay_is_the_high_hourly_figure_else_the_low_in_pence(paid, expected) -> None:
    assert fields("a", advert("a", wage=paid)).numbers.get("hourly_pence") == expected


def test_pence_are_rounded_half_up() -> None:
    assert [pence(Decimal(text)) for text in ("7.444", "7.445", "12")] == [744, 745, 1200]


def test_a_sort_key_fits_a_signed_long_and_orders_by_value_before_mark() -> None:
    rich = fields("a", advert("a", wage=wage(10_000_000.0))).keys["by_pay"]
    poor = fields("zzz", advert("zzz", wage=wage(7.0))).keys["by_pay"]
    none = fields("b", advert("b")).keys["by_pay"]
    assert none < poor < rich < 1 << 63
    assert mark("a") != mark("b")


def test_a_digest_is_of_the_content_and_not_of_its_order() -> None:
    public = advert("a")
    assert digest(public) == digest(dict(reversed(public.items())))
    assert digest(public) != digest(advert("a", title="Another"))
    assert digest(None) == ""


def test_words_come_from_the_description_without_its_tags() -> None:
    words = fields("a", advert("a", description_html="<p>Bread &amp; <b>butter</b></p>")).words
    assert words["body"].split() == ["Bread", "&", "butter"]


def test_the_engine_is_opened_without_touching_disk_or_network(tmp_path) -> None:
    open_engine(Settings(home=tmp_path, search_url="https://search.example"))
    assert open_engine(Settings(home=tmp_path, search_url=None)).generations() == ()
    assert list(tmp_path.iterdir()) == []
