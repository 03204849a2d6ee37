"""The families by name. One module each; it carries its `Family` as `FAMILY`."""

from importlib import import_module

from crawlers.families.family import Family
from foothold.errors import WrongUse

FAMILY_MODULES = (
    "adzuna",
    "ashby",
    "bamboohr",
    "careers_wales",
    "civil_service_jobs",
    "comeet",
    "display_advert_api",
    "eightfold",
    "greenhouse",
    "icims",
    "job_feed",
    "job_posting_page",
    "jobvite",
    "json_list",
    "lever",
    "listing",
    "nhs_jobs",
    "oleeo",
    "oracle_recruiting",
    "paylocity",
    "personio",
    "phenom",
    "pinpoint",
    "recruitee",
    "reed",
    "rippling",
    "smartrecruiters",
    "spreadsheet",
    "successfactors",
    "teaching_vacancies",
    "teamtailor",
    "workable",
    "workday",
)


def families() -> dict[str, Family]:
    """Every family by name."""
    return {name: family(name) for name in FAMILY_MODULES}


def family(name: str) -> Family:
    """One family, importing no other. Raises WrongUse that names the families there are."""
    if name not in FAMILY_MODULES:
        raise WrongUse(f"There is no family “{name}”. There are: {', '.join(FAMILY_MODULES)}.")
    found: Family = import_module(f"crawlers.families.{name}").FAMILY
    return found
