"""The check of adverts that were not seen, as a job: a child process for each source that has some."""

from collections import Counter
from typing import Any

from crawlers.page_checks import waiting
from foothold.errors import FootholdError
from foothold.model.source import Source, load_sources
from scheduler.job import Stopped, Turn
from scheduler.runner import Crawl

ASKED = "asked"


def ask_adverts(turn: Turn) -> str:
    """At most FOOTHOLD_LIVENESS_REQUESTS pages in all. Raises FootholdError where a check broke down."""
    left = turn.settings.liveness_requests
    counts: Counter[str] = Counter()
    broken = []
    for source in load_sources(turn.settings.sources_folder).values():
        some = waiting(turn.store, source.slug, turn.settings, turn.clock(), left) if source.on else []
        if some and left > 0:
            left -= len(some)
            told, why = _check(turn, source, len(some))
            counts.update(told)
            broken += [f"{source.slug}: {why}"] if why else []
    said = ", ".join(f"{number} {answer}" for answer, number in sorted(counts.items()))
    if broken:
        raise FootholdError(f"{' '.join(broken)} {said}".strip())
    return f"Pages asked: {said}." if said else "No advert waited to be asked for."


def _check(turn: Turn, source: Source, limit: int) -> tuple[dict[str, int], str | None]:
    """What came of it, and why it broke down if it did."""
    told: list[dict[str, Any]] = []
    checking = Crawl(source.slug, turn.settings, limit=limit, options=("--adverts",), clock=turn.clock)
    with turn.ending(checking.abandon):
        outcome = checking.follow(told.append)
    if checking.abandoned:
        raise Stopped
    last = told[-1] if told else {}
    if last.get("event") == ASKED:
        return last["counts"], None
    return {}, outcome.refused or " ".join(outcome.evidence)
