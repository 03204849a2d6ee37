"""`foothold reread`: the stored raw postings through today's rules, without asking any site."""

from collections import Counter
from dataclasses import replace

import click

from foothold.cli.terminal import say
from foothold.clock import system_clock
from foothold.errors import FootholdError
from foothold.model.posting import Reason, Rejected
from foothold.model.source import Source, load_sources
from foothold.reading.faults import Faults
from foothold.reading.intake import intake
from foothold.reading.normalise import Context
from foothold.reading.places.gazetteer import PlaceTable
from foothold.settings import Settings
from foothold.store.employers import positions
from foothold.store.open_store import Store, open_store
from foothold.store.records import save, withdraw_sightings
from foothold.store.sightings import every_sighting
from foothold.store.upserts import batches


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]…")
def reread(slugs: tuple[str, ...]) -> None:
    """Read what is stored of the named sources (or of all) again; withdraw what is no longer taken."""
    settings = Settings()
    try:
        sources = load_sources(settings.sources_folder)
        unknown = [slug for slug in slugs if slug not in sources]
        if unknown:
            raise click.UsageError(f"There is no source “{unknown[0]}”. `foothold sources` lists them.")
        places = PlaceTable.load(settings.places_folder)
        store = open_store(settings.store_url)
        for source in (sources[slug] for slug in slugs or sources):
            faults = Faults(source.slug)
            counts = reread_source(store, source, places, faults)
            told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
            say(f"{source.slug}  {told or 'nothing stored'}")
            for sentence in faults.sentences():
                say(f"  {sentence}")
        store.close()
    except FootholdError as error:
        raise click.ClickException(str(error)) from error


def reread_source(
    store: Store, source: Source, places: PlaceTable, faults: Faults | None = None
) -> Counter[str]:
    """How many sightings are `changed`, `unchanged`, `rejected` by today's rules and so withdrawn, or `unreadable`:
    what a fault keeps from being read stays as it is."""
    context = Context.of_source(source, places, positions(store))
    faults = Faults(source.slug) if faults is None else faults
    counts: Counter[str] = Counter()
    for batch in batches(every_sighting(store, source.slug)):
        at = system_clock()
        readings = [intake(s.posting, context, faults, page_url=s.page_url) for s in batch]
        kept = [
            replace(reading, reference=sighting.external_id)
            for sighting, reading in zip(batch, readings, strict=True)
            if not isinstance(reading.result, Rejected)
        ]
        refused = {
            sighting.own_id: reading.result.reason
            for sighting, reading in zip(batch, readings, strict=True)
            if isinstance(reading.result, Rejected)
        }
        gone = [own for own, reason in refused.items() if reason is not Reason.UNREADABLE_VALUE]
        outcomes = save(store, source.slug, kept, at=at, reread=True, standing=source.standing, faults=faults)
        counts.update("unreadable" if saved.status == "rejected" else saved.status for saved in outcomes)
        counts["unreadable"] += len(refused) - len(gone)
        counts["rejected"] += withdraw_sightings(store, gone, at)
    return +counts
