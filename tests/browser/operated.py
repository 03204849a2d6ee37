"""Three Footholds as whoever runs them meets them on `/operate`: one that is well, one that is not, one just begun."""

from datetime import datetime, timedelta
from pathlib import Path

from foothold.index.open_index import open_engine
from foothold.model.crawl_run import Counts, Verdict
from foothold.model.networks import Network
from foothold.model.posting import Reason as Refusal
from foothold.model.posting import Rejected
from foothold.reading.intake import Reading
from foothold.store import duplicate_review, job_runs, page_checks, reports, runs
from foothold.store.job_runs import Result
from foothold.store.open_store import open_store
from foothold.store.page_checks import Advert, PageAnswer
from foothold.store.records import save
from foothold.store.reports import ReportReason
from search_api import create_app
from tests.search_api.world import AT, World, postings, settings_at

SOURCE = """
title: {title}
publisher: {{name: {title}, url: "https://{slug}.example", kind: employer}}
terms: {{robots: allowed, licence: facts only, checked: 2026-09-01}}
family: job_posting_page
values: {{sitemap: "https://{slug}.example/sitemap.xml"}}
schedule: "15 5 * * *"
expects: {{postings: {{min: 1, max_drop: 0.5}}}}
"""
SLUGS = (
    "example_college",
    "an_employer_with_a_very_long_name_that_leaves_no_room",
    "riverside_borough_council",
)
LONG = "https://jobs.example/" + "a-very-long-address-without-any-break-" * 4
UPKEEP = ("liveness", "audit", "prune")


def operated(home: Path) -> dict[str, World]:
    """By state."""
    worlds = {state: _world(home / state) for state in ("healthy", "failing", "empty")}
    _healthy(worlds["healthy"])
    _failing(worlds["failing"])
    return worlds


def _world(home: Path) -> World:
    folder = home / "sources"
    folder.mkdir(parents=True)
    settings = settings_at(home).model_copy(update={"sources_folder": folder})
    store = open_store(settings.store_url)
    store.upgrade()
    engine = open_engine(settings)
    return World(settings, store, engine, create_app(settings, store=store, engine=engine, clock=lambda: AT))


def _healthy(world: World) -> None:
    _describe(world)
    world.add(*postings(5), source=SLUGS[0])
    world.index()
    for slug in SLUGS:
        _ran(world, slug, Verdict.HEALTHY, Counts(postings=40, rejected=2), "42 postings on 9 pages.", AT)
    for job in UPKEEP:
        _did(world, job, Result.DONE, "12 adverts agree with the record store.")


def _failing(world: World) -> None:
    """Verdicts of each sort, jobs that failed for good or are tried again, an index that is behind, all full."""
    _describe(world)
    saved = world.add(*postings(5), source=SLUGS[0])
    refused = Rejected(Refusal.OUT_OF_AREA, "places", f"<b>{LONG}</b>", "<b>Bus driver</b> " * 8, LONG)
    save(world.store, SLUGS[1], [Reading(None, refused)] * 30, at=AT)
    for slug, verdict in zip(SLUGS, (Verdict.SUSPECT, Verdict.FAILED, Verdict.PARTIAL), strict=True):
        _ran(world, slug, Verdict.HEALTHY, Counts(postings=40), "40 postings.", AT - timedelta(days=9))
        _ran(world, slug, verdict, Counts(postings=3), f"Cloudflare stands before {LONG}.", AT)
    for job, again in zip(UPKEEP, (None, AT + timedelta(minutes=20), None), strict=True):
        _did(world, job, Result.FAILED, f"{LONG} does not answer.", again)
    own = str(saved[0].id)
    seen = AT - timedelta(days=9)
    advert = Advert(SLUGS[0], "REF-0000", own, own, LONG, "Apprentice plumber", None, seen, None)
    page_checks.note(
        world.store, advert, PageAnswer.CLOSED, "It says: applications are closed.", AT + timedelta(hours=1)
    )
    for number, reason in enumerate(("unsafe", "money", "wrong")):
        network = Network(f"192.0.2.{number}", b"s" * 32)
        reports.add(
            world.store, own, ReportReason(reason), f"<b>{LONG}</b>", AT, network=network, hide_after=2
        )
    reports.add(world.store, str(saved[1].id), ReportReason.ALONE, "At his flat. " * 40, AT)
    assert [one.hidden for one in reports.urgent(world.store)] == [True, False]
    assert page_checks.for_review(world.store)
    assert not duplicate_review.possible_copies(world.store)


def _describe(world: World) -> None:
    assert world.settings.sources_folder
    for slug in SLUGS:
        text = SOURCE.format(title=slug.replace("_", " "), slug=slug.replace("_", "-"))
        (world.settings.sources_folder / f"{slug}.yml").write_text(text)


def _ran(world: World, slug: str, verdict: Verdict, counts: Counts, evidence: str, at: datetime) -> None:
    run = runs.start(world.store, slug, at)
    runs.finish(world.store, run, verdict, counts, [evidence], at)


def _did(world: World, job: str, result: Result, said: str, again: datetime | None = None) -> None:
    slot = AT.replace(hour=11, minute=0)
    job_runs.begin(world.store, job, slot, 1, slot)
    job_runs.finish(world.store, job, slot, 1, result, said, slot, again)
