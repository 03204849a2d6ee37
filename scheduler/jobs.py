"""The table of all jobs. Times are London's; each says why it is there."""

from collections.abc import Iterable
from functools import partial

from foothold.settings import Settings
from foothold.source import Source
from scheduler.asking import ask_adverts
from scheduler.crawling import crawl
from scheduler.job import ALWAYS, OFF, Job
from scheduler.upkeep import audit_index, back_up_records, follow_store, prune_leftovers

CRAWL = "crawl:"
"""Begins the id of the crawl of one source."""


def jobs_of(settings: Settings, sources: Iterable[Source]) -> tuple[Job, ...]:
    """What these settings and sources make of the schedule."""
    return (*UPKEEP, _backup(settings), *map(_crawl, sources))


UPKEEP = (
    Job("drain", ALWAYS, follow_store, "what is saved must be found within two seconds"),
    Job("liveness", "20 9,15 * * *", ask_adverts, "an advert that its source lists no more may be over"),
    Job("audit", "10 3 * * *", audit_index, "the index must hold what the record store holds"),
    Job("prune", "40 3 * * *", prune_leftovers, "unused generations and old rejected postings fill the disk"),
)


def _backup(settings: Settings) -> Job:
    if settings.backup_folder is None:
        return Job("backup", OFF, back_up_records, "off: FOOTHOLD_BACKUP_FOLDER names no folder")
    return Job("backup", "30 2 * * *", back_up_records, "a lost disk must not lose the records")


def _crawl(source: Source) -> Job:
    trigger = source.schedule if source.on else OFF
    why = f"{source.title} says so in its file" if source.on else "off: its terms are unverified"
    return Job(f"{CRAWL}{source.slug}", trigger, partial(crawl, source=source), why, source)
