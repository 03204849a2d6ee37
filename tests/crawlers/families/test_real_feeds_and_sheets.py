"""What a few real boards, feeds and sheets say; how many postings each holds is in `tests/real_payloads`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.families import family
from foothold.errors import Unreadable
from foothold.model.posting import RawPosting

SEEN = datetime(2026, 9, 1, tzinfo=UTC)


def postings(real_input: Path, name: str, path: str) -> list[RawPosting]:
    found = family(name).read((real_input / "payloads" / path).read_bytes(), None, SEEN, {})
    return [posting for posting in found if isinstance(posting, RawPosting)]


def test_pay_and_closing_come_out_of_greenhouse_metadata(real_input: Path) -> None:
    first = postings(real_input, "greenhouse", "ats_api/greenhouse_autotrader_metadata_salary.json")[0]
    assert (first.wage, first.closing, first.hours) == ("£32,000-£45,000", "2026-10-16", "37.5")


def test_a_lever_range_of_pay_keeps_its_currency_and_period(real_input: Path) -> None:
    first = postings(real_input, "lever", "ats_api/lever_matchgroup.json")[0]
    assert (first.wage, first.wage_unit, first.remote) == ("USD 150000 - 180000", "year", "hybrid")


def test_a_heading_that_says_monthly_gives_the_period_of_its_pay(real_input: Path) -> None:
    first = postings(real_input, "spreadsheet", "csv_sheet/uk_jobs_adzuna_style_dataset2.csv")[0]
    assert (first.wage, first.wage_unit, first.closing) == ("4583.33", "month", "2012-03-08 12:00:00")


def test_both_workplaces_of_an_hr_xml_opening_keep_their_own_postcode(real_input: Path) -> None:
    (found,) = postings(real_input, "job_feed", "job_feed_xml/hr_xml_positionopening.xml")
    assert found.postcode == ("10117", "10405")


def test_a_sheet_that_lists_no_jobs_says_which_heading_it_misses(real_input: Path) -> None:
    with pytest.raises(Unreadable, match="Job title"):
        postings(real_input, "spreadsheet", "csv_sheet/import_dates.xlsx")
