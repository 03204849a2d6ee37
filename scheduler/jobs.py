"""The table of all jobs. Times are London's; each says why it is there."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from foothold.alerts.alert import HOUR
from foothold.alerts.mail_server import why_no_mail
from foothold.model.source import Source
from foothold.settings import Settings
from scheduler.alert_jobs import find_news, post_mails
from scheduler.crawling import crawl
from scheduler.job import ALWAYS, CRAWL, OFF, Job, Retry
from scheduler.page_check_job import ask_adverts
from scheduler.upkeep import audit_index, back_up_records, follow_store, prune_leftovers

POST = "post"
UPKEEP_AT_A_TIME = 2
AT_ONCE = Retry(5, timedelta(seconds=2))
SOON = Retry(3, timedelta(minutes=5))
LATER = Retry(2, timedelta(minutes=20))
"""For what asks other people's sites, or reads the whole store and the whole index."""


def jobs_of(settings: Settings, sources: Iterable[Source]) -> tuple[Job, ...]:
    """What these settings and sources make of the schedule."""
    return (*UPKEEP, _backup(settings), *_alerts(settings), *map(_crawl, sources))


UPKEEP = (
    Job("drain", ALWAYS, follow_store, "what is saved must be found within two seconds", AT_ONCE),
    Job("liveness", "20 9,15 * * *", ask_adverts, "an advert that its source lists no more may be over", LATER),
    Job("audit", "10 3 * * *", audit_index, "the index must hold what the record store holds", LATER),
    Job("prune", "40 3 * * *", prune_leftovers, "unused generations and old rejected postings fill the disk", SOON),
)  # fmt: skip


def _backup(settings: Settings) -> Job:
    if settings.backup_folder is None:
        return Job("backup", OFF, back_up_records, "off: FOOTHOLD_BACKUP_FOLDER names no folder", SOON)
    return Job("backup", "30 2 * * *", back_up_records, "a lost disk must not lose the records", SOON)


def _alerts(settings: Settings) -> tuple[Job, ...]:
    why = why_no_mail(settings)
    if why:
        off = f"off: {why}"
        return (Job("alerts", OFF, find_news, off, SOON), Job(POST, OFF, post_mails, off, AT_ONCE))
    return (
        Job(
            "alerts",
            f"0 {HOUR},{HOUR + 5},{HOUR + 10} * * *",
            find_news,
            "who asked to be told hears of it in the morning; later slots do what that could not",
            SOON,
        ),
        Job(POST, ALWAYS, post_mails, "who asked for an alert waits for the mail", AT_ONCE),
    )


def _crawl(source: Source) -> Job:
    trigger = source.schedule if source.on else OFF
    why = f"{source.title} says so in its file" if source.on else "off: its terms are unverified"
    return Job(f"{CRAWL}{source.slug}", trigger, partial(crawl, source=source), why, LATER, source)
