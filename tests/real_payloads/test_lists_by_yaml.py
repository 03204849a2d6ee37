"""What families of their own read of real payloads, the two families for any list read by YAML alone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers.families import family
from foothold.model.posting import RawPosting

SEEN = datetime(2026, 9, 1, tzinfo=UTC)
ADZUNA = {
    "list": "results",
    "fields": {"title": "title", "external_id": "id", "url": "redirect_url", "employer": "company.display_name",
               "description": "description", "posted": "created", "kind": "contract_type"},
}  # fmt: skip
REED = {
    "fields": {"title": "jobTitle", "external_id": "jobId", "url": "jobUrl", "employer": "employerName",
               "description": "jobDescription", "posted": "date", "closing": "expirationDate",
               "places": "locationName", "wage": {"low": "minimumSalary", "high": "maximumSalary", "currency": "currency"}},
}  # fmt: skip
RIPPLING = {
    "fields": {"title": "name", "external_id": "uuid", "url": "url", "places": "workLocation.label"},
}
WALES = {
    "detail": "https://api.wales.example/{slug}",
    "list": "data",
    "fields": {"title": "title"},
    "detail_fields": {
        "title": "title", "external_id": "id", "employer": "employerDetails.name", "wage": "pay", "closing": "closingDate",
        "places": {"street": "employerDetails.address.addressLine1", "town": "employerDetails.address.locality",
                   "postcode": "employerDetails.address.postCode"},
    },
}  # fmt: skip
ICIMS = {
    "rows": "li.iCIMS_JobCardItem",
    "fields": {"title": "h3", "external_id": 'dt:contains("Job ID") + dd', "url": "a.iCIMS_Anchor@href",
               "places": "div.header span:not(.sr-only)"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "path", "values", "own", "fields"),
    [
        ("json_list", "jobboard_api/adzuna_search_uk_2023.json", ADZUNA, "adzuna", tuple(ADZUNA["fields"])),
        ("json_list", "jobboard_api/reed_search_accountant_2019.json", REED, "reed", tuple(REED["fields"])),
        ("json_list", "ats_api/rippling.json", RIPPLING, "rippling", tuple(RIPPLING["fields"])),
        (
            "json_list",
            "gov_api/careers_wales_vacancy_detail_7244.json",
            WALES,
            "careers_wales",
            ("title", "external_id", "employer", "wage", "closing", "postcode"),
        ),
        ("listing", "ats_api/icims_search_wipfli.html", ICIMS, "icims", ("title", "places")),
    ],
    ids=["adzuna", "reed", "rippling", "careers_wales", "icims"],
)
def test_a_list_by_yaml_reads_what_its_own_family_reads(
    real_input: Path, name: str, path: str, values: dict[str, Any], own: str, fields: tuple[str, ...]
) -> None:
    body = (real_input / "payloads" / path).read_bytes()
    found = family(name).read(body, None, SEEN, values)
    expected = family(own).read(body, None, SEEN, {})
    pairs = list(zip(found, expected, strict=True))
    assert pairs
    for one, other in pairs:
        assert isinstance(one, RawPosting) and isinstance(other, RawPosting)
        assert [getattr(one, field) for field in fields] == [getattr(other, field) for field in fields]
