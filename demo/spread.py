"""Which sources of the sample city carry which advert: most one, some two, as in the real city."""

from collections.abc import Iterable

from demo.advert import Advert

NATIONAL, COLLEGES, GREENHOUSE, LEVER, NHS, FEED, SHEET = (
    "sample_national_service",
    "sample_colleges",
    "sample_greenhouse_board",
    "sample_lever_board",
    "sample_nhs_jobs",
    "sample_job_feed",
    "sample_broker_sheet",
)
SOURCES = (NATIONAL, COLLEGES, GREENHOUSE, LEVER, NHS, FEED, SHEET)
# Out of twenty apprenticeships, and out of ten adverts of other kinds, how the sources share them.
APPRENTICESHIPS = (NATIONAL,) * 9 + (COLLEGES,) * 5 + (GREENHOUSE, GREENHOUSE, LEVER, FEED, FEED, SHEET)
OTHERS = (COLLEGES,) * 4 + (GREENHOUSE, LEVER, LEVER, FEED, SHEET, SHEET)
COPY_EVERY = 19


def sources_of(advert: Advert) -> tuple[str, ...]:
    """The first carries it by right; a copy has the same reference or the same apply address."""
    if advert.is_apprenticeship and advert.job.route == "Health and science":
        return (NHS,)
    table = APPRENTICESHIPS if advert.is_apprenticeship else OTHERS
    own = table[advert.number * 7 % len(table)]
    copied = advert.number % COPY_EVERY == 3 and not advert.flaw
    if copied and own == NATIONAL:
        return (NATIONAL, COLLEGES)
    return (LEVER, SHEET) if copied and own in (LEVER, SHEET) else (own,)


def carried_by(source: str, adverts: Iterable[Advert]) -> list[Advert]:
    return [advert for advert in adverts if source in sources_of(advert)]
