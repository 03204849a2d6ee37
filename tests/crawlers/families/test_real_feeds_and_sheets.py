"""How many postings each real payload of these families holds, and what a few of them say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.families import family
from foothold.errors import Unreadable
from foothold.posting import RawPosting

SEEN = datetime(2026, 9, 1, tzinfo=UTC)
READABLE = [
    ("greenhouse", "ats_api/greenhouse_amplitude_london.json", 2),
    ("greenhouse", "ats_api/greenhouse_autotrader_metadata_salary.json", 3),
    ("greenhouse", "ats_api/greenhouse_docs_jobs_list_sample.json", 1),
    ("greenhouse", "ats_api/greenhouse_gitlab.json", 2),
    ("lever", "ats_api/lever_idealist.json", 2),
    ("lever", "ats_api/lever_matchgroup.json", 2),
    ("job_feed", "job_feed_xml/cc_feed.rss", 4),
    ("job_feed", "job_feed_xml/hr_xml_positionopening.xml", 1),
    ("job_feed", "job_feed_xml/indeed_xml_feed_sample.xml", 1),
    ("job_feed", "job_feed_xml/neogov_fulton.xml", 2),
    ("job_feed", "job_feed_xml/teaching_vacancies_ats_broadbean.xml", 1),
    ("job_feed", "job_feed_xml/teaching_vacancies_ats_fusion.json", 1),
    ("job_feed", "job_feed_xml/teaching_vacancies_ats_vacancy_poster.xml", 1),
    ("job_feed", "job_feed_xml/usajobs_sample.xml", 3),
    ("spreadsheet", "csv_sheet/import_clean-40.xlsx", 40),
    ("spreadsheet", "csv_sheet/indeed_uk_2022.csv", 11),
    ("spreadsheet", "csv_sheet/reed_software_developer_2022.csv", 27),
    ("spreadsheet", "csv_sheet/reed_uk_kaggle_first3000.csv", 3000),
    ("spreadsheet", "csv_sheet/totaljobs_data_scientist_2022.csv", 25),
    ("spreadsheet", "csv_sheet/uk_jobs_adzuna_style_dataset2.csv", 5000),
]


def postings(real_input: Path, name: str, path: str) -> list[RawPosting]:
    found = family(name).read((real_input / "payloads" / path).read_bytes(), None, SEEN, {})
    return [posting for posting in found if isinstance(posting, RawPosting)]


@pytest.mark.parametrize(("name", "path", "count"), READABLE, ids=[path for _, path, _ in READABLE])
def test_a_real_payload_is_read_whole(real_input: Path, name: str, path: str, count: int) -> None:
    found = postings(real_input, name, path)
    assert len(found) == count
    assert all(posting.title for posting in found)


def test_pay_and_closing_come_out_of_greenhouse_metadata(real_input: Path) -> None:
    first = postings(real_input, "greenhouse", "ats_api/greenhouse_autotrader_metadata_salary.json")[0]
    assert (first.wage, first.closing, first.hours) == ("£32,000-£45,000", "2026-10-16", "37.5")


def test_a_sheet_that_lists_no_jobs_is_unreadable(real_input: Path) -> None:
    with pytest.raises(Unreadable, match="Job title"):
        postings(real_input, "spreadsheet", "csv_sheet/import_dates.xlsx")
