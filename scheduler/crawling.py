"""The crawl of a source as a job: a child process with its limits, and the run it leaves on record."""

import structlog

from crawlers.crawl import key_of
from foothold.errors import FootholdError, MissingKey
from foothold.model.crawl_run import Verdict
from foothold.model.source import Source
from scheduler.job import Stopped, Turn
from scheduler.runner import Crawl

log = structlog.get_logger()


def crawl(turn: Turn, source: Source) -> str:
    """Raises MissingKey where the source lacks its key, FootholdError where the crawl failed or could not begin."""
    key_of(source)
    crawling = Crawl(source.slug, turn.settings, clock=turn.clock)
    with turn.ending(crawling.abandon):
        outcome = crawling.follow()
    if crawling.abandoned:
        raise Stopped
    if outcome.skipped:
        raise MissingKey(outcome.skipped)
    if outcome.refused:
        raise FootholdError(outcome.refused)
    if outcome.event and outcome.event.get("drop"):
        log.warning(
            "fewer adverts", source=source.slug, drop=outcome.event["drop"], said=outcome.evidence[:3]
        )
    if outcome.verdict is Verdict.FAILED:
        raise FootholdError(" ".join(outcome.evidence))
    return f"{outcome.verdict}: {' '.join(outcome.evidence)}"
