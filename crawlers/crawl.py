"""One crawl of one source in this process, from its YAML to its verdict."""

from collections.abc import Iterator
from pathlib import Path

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.families import family as family_named
from crawlers.job import CrawlJob, job_of
from crawlers.new_references import Released
from crawlers.record import recorded_folder, recording
from crawlers.run_recorder import Ledger
from crawlers.run_report import Tell
from crawlers.settings import logged_settings
from crawlers.spiders.source_spider import SourceSpider
from foothold.clock import Clock, system_clock
from foothold.errors import MissingKey, WrongUse
from foothold.model.crawl_run import CrawlRun, Verdict, judge_run
from foothold.model.source import Source, load_sources
from foothold.settings import KEY_PREFIX, Settings, source_keys
from foothold.store.open_store import open_store


def crawl(
    slug: str,
    settings: Settings,
    *,
    tell: Tell,
    limit: int | None = None,
    record: bool = False,
    clock: Clock = system_clock,
) -> CrawlRun:
    """Crawl, judge, withdraw what a healthy run may, and put the run on record. `record` keeps pages for review.

    Can be called once in a process. Raises WrongUse for a source that is not there or off, MissingKey for one
    that needs a key and has none, before anything is fetched or recorded.
    """
    source = source_named(slug, settings.sources_folder)
    key = key_of(source)
    ledger = Ledger.begin(open_store(settings.store_url), source.slug, clock, source.standing)
    job = job_of(source, settings, ledger, tell=tell, key=key, limit=limit, validators=ledger.validators())
    tell({"event": "started", "source": slug, "run": job.ledger.run})
    kept = recording(recorded_folder(settings.home, source.slug)) if record else {}
    process = AsyncCrawlerProcess(logged_settings(settings, source, "crawl") | kept)
    process.crawl(SourceSpider, job=job)
    process.start()
    if process.bootstrap_failed:
        job.report.broke(RuntimeError(f"its log says why ({settings.home / 'logs'})"))
    run = conclude(job)
    tell(_finished(run))
    return run


def source_named(
    slug: str, folder: Path | None, *, off: str | None = "Check them and say so in {slug}.yml."
) -> Source:
    """A source that may be crawled; with `off` None, one that is off too, else what to do with such a one. Raises
    WrongUse."""
    sources = load_sources(folder)
    if slug not in sources:
        raise WrongUse(f"There is no source “{slug}”. There are: {', '.join(sources) or 'none'}.")
    if off is not None and not sources[slug].on:
        raise WrongUse(f"{slug} is off: its terms are unverified. {off.format(slug=slug)}")
    return sources[slug]


def key_of(source: Source) -> str | None:
    """The source's key from the environment. Raises MissingKey where it needs one and there is none.

    A family's own service may need one where another address (`url:`) that speaks the same way does not.
    """
    key = source_keys().get(source.slug)
    at_its_service = family_named(source.family).needs_key and "url" not in source.values
    if key is None and (source.needs_key or at_its_service):
        raise MissingKey(f"needs {KEY_PREFIX}{source.slug.upper()}")
    return key.get_secret_value() if key else None


def conclude(job: CrawlJob) -> CrawlRun:
    """Judge the run by what it met and what earlier runs met; one that saw the whole source settles new references,
    and a healthy one withdraws."""
    report, previous = job.report, job.ledger.earlier_runs()
    # What waits looks like adverts that are stored, and counts as such until it is known what it is.
    waiting = len(job.ledger.waiting.readings)
    report.counts.unchanged += waiting
    judgement = judge_run(
        job.source,
        report.counts,
        previous,
        ending=report.ending,
        troubles=(*report.faults.sentences(), *report.told),
        at=job.ledger.started,
        shown_since=job.ledger.shown_since,
    )
    if report.broken:
        return job.ledger.finish(Verdict.FAILED, report.counts, (report.broken, *judgement.evidence))
    released = job.ledger.save_waiting(whole=judgement.whole, not_had=report.not_had)
    report.counts.unchanged += released.unchanged + released.left - waiting
    report.counts.saved += released.saved
    report.counts.renamed = released.renamed
    if judgement.verdict is Verdict.HEALTHY:
        report.counts.withdrawn = job.ledger.withdraw_missing(previous, report.not_had)
    evidence = (*judgement.evidence, *_told(released))
    return job.ledger.finish(judgement.verdict, report.counts, evidence, judgement.drop)


def _told(released: Released) -> Iterator[str]:
    if released.renamed:
        yield f"{_adverts(released.renamed)} came under new references."
    if released.left:
        what = "say the same as known ones" if released.left > 1 else "says the same as a known one"
        yield f"{_adverts(released.left)} under new references {what}: a run that sees everything will tell."


def _adverts(count: int) -> str:
    return f"{count} advert{'' if count == 1 else 's'}"


def _finished(run: CrawlRun) -> dict[str, object]:
    counts = run.counts
    return {
        "event": "finished",
        "source": run.source,
        "run": run.id,
        "verdict": run.verdict,
        "evidence": run.evidence,
        "drop": run.drop,
        "pages": counts.answered,
        "postings": counts.seen,
        "saved": counts.saved,
        "unchanged": counts.unchanged + counts.seen_again,
        "rejected": counts.rejected,
        "withdrawn": counts.withdrawn,
    }
