"""What the law says of pay, told with its rule and its dates."""

from datetime import date
from typing import Any

import pytest

from search_api.web.advert import legal_pay
from tests.index.adverts import advert

TODAY = date(2026, 11, 22)


def wage(**changed: Any) -> dict[str, Any]:
    unread = dict.fromkeys(("text", "low", "high", "per", "hourly_low", "hourly_high"))
    return {**unread, "paid": "paid", "flags": [], **changed}


@pytest.mark.parametrize(
    ("kind", "age", "start", "said"),
    [
        ("apprenticeship", 16, None, "at least £8.00 an hour."),
        ("apprenticeship", 18, None, "at least £8.00 an hour."),
        ("apprenticeship", 19, None, "at least £8.00 an hour in your first year, then at least £10.85."),
        ("apprenticeship", 21, None, "at least £8.00 an hour in your first year, then at least £12.71."),
        ("apprenticeship", 17, "2026-03-31", "at least £7.55 an hour."),
        ("apprenticeship", 17, "2026-04", "at least £8.00 an hour."),
        ("internship", 17, None, "at least £8.00 an hour."),
        ("internship", 18, None, "at least £10.85 an hour."),
        ("internship", 20, None, "at least £10.85 an hour."),
        ("internship", 21, None, "at least £12.71 an hour."),
        ("internship", 15, None, None),
        ("apprenticeship", 15, None, None),
        ("apprenticeship", None, None, None),
        ("work_experience", 17, None, None),
        ("volunteering", 30, None, None),
        (None, 17, None, None),
    ],
)
def test_the_least_pay_is_that_of_kind_age_and_start(kind, age, start, said) -> None:
    public = advert("a", kind=kind, start_date=start, wage=wage())
    told = legal_pay.for_age(public, age, TODAY)
    assert (told.text.split("says ")[1] if told else None) == said


def test_a_start_beyond_the_table_is_told_with_the_dates_of_todays_rule() -> None:
    told = legal_pay.for_age(advert("a", start_date="2027-09"), 17, TODAY)
    assert told
    assert told.rule == "The rule holds from 1 April 2026 to 31 March 2027."


def test_unpaid_adverts_promise_no_minimum() -> None:
    public = advert("a", kind="internship", wage=wage(paid="unpaid", flags=["unpaid"]))
    assert legal_pay.for_age(public, 21, TODAY) is None


@pytest.mark.parametrize("flag", ["apprentice_minimum", "national_minimum"])
def test_an_advert_that_pays_the_minimum_says_what_that_is(flag: str) -> None:
    told = legal_pay.for_age(advert("a", wage=wage(flags=[flag])), 17, TODAY)
    assert told
    assert told.text == "This pays the minimum wage. At 17 that is at least £8.00 an hour."


def test_each_warning_carries_its_rule_with_a_day_and_where_it_stands() -> None:
    public = advert("a", start_date="2026-02-01", wage=wage(flags=["below_minimum", "unpaid_over_limit"]))
    below, unpaid = legal_pay.warnings(public, TODAY)
    assert below.rule == "The rule: at least £7.55 an hour, from 1 April 2025 to 31 March 2026."
    assert "We last read the rule on 22 November 2026." in unpaid.rule
    assert all(one.href.startswith("https://www.gov.uk/") for one in (below, unpaid))
    assert legal_pay.warnings(advert("a", wage=wage()), TODAY) == ()
    assert legal_pay.warnings(advert("a"), TODAY) == ()
