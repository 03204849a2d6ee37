"""A crawl in a process of its own, and the most memory that it held beyond what it had before it fetched anything."""

from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from foothold.model.crawl_run import Verdict
from foothold.settings import Settings
from scheduler.runner import environment
from tests.crawlers.forked import FORKS, enter

SECONDS = 120


@dataclass(frozen=True)
class Measured:
    """`before_kb` is what was resident when everything was loaded, `peak_kb` the most that ever was."""

    verdict: Verdict
    evidence: tuple[str, ...]
    before_kb: int
    peak_kb: int

    @property
    def taken_mb(self) -> float:
        return (self.peak_kb - self.before_kb) / 1024


def measured_crawl(slug: str, settings: Settings) -> Measured:
    hears, says = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_crawl, args=(slug, environment(settings), says))
    process.start()
    says.close()
    try:
        assert hears.poll(SECONDS), "the crawl did not end in time"
        verdict, evidence, before, peak = hears.recv()
    finally:
        process.kill()
        process.join()
    return Measured(Verdict(verdict), evidence, before, peak)


def _crawl(slug: str, env: dict[str, str], says: Connection) -> None:
    """As `scheduler.crawl_process` does it, its limit on memory included."""
    enter(env)
    from crawlers.crawl import crawl
    from crawlers.families import family
    from foothold.model.courses import built_in_courses
    from foothold.reading.places.gazetteer import PlaceTable
    from scheduler.crawl_process import _limit_memory

    settings = Settings()
    _limit_memory(settings.crawl_memory_mb)
    family("job_feed")
    PlaceTable.load(None)
    built_in_courses()
    events: list[dict[str, Any]] = []
    before = _peak_kb()
    run = crawl(slug, settings, tell=events.append)
    says.send((str(run.verdict), run.evidence, before, _peak_kb()))


def _peak_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
