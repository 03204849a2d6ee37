"""`foothold reread`: the stored raw postings through today's rules, without asking any site."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import click

from foothold.clock import system_clock
from foothold.errors import FootholdError
from foothold.normalise import Context, normalise
from foothold.place_table import PlaceTable
from foothold.posting import Rejected
from foothold.settings import Settings
from foothold.source import Source, load_sources
from foothold.store.employers import positions
from foothold.store.open_store import Store, open_store
from foothold.store.record import Reading
from foothold.store.records import save, withdraw_sightings
from foothold.store.sightings import Sighting, every_sighting

BATCH = 100


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
            counts = reread_source(store, source, places)
            told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
            click.echo(f"{source.slug}  {told or 'nothing stored'}")
        store.close()
    except FootholdError as error:
        raise click.ClickException(str(error)) from error


def reread_source(store: Store, source: Source, places: PlaceTable) -> Counter[str]:
    """How many sightings are `changed`, `unchanged`, or `rejected` by today's rules and so withdrawn."""
    context = Context.of_source(source, places, positions(store))
    counts: Counter[str] = Counter()
    for batch in _batches(every_sighting(store, source.slug)):
        at = system_clock()
        results = [(sighting, normalise(sighting.posting, context)) for sighting in batch]
        kept = [
            Reading(s.posting, result, s.page_url, reference=s.external_id)
            for s, result in results
            if not isinstance(result, Rejected)
        ]
        refused = [sighting.own_id for sighting, result in results if isinstance(result, Rejected)]
        outcomes = save(store, source.slug, kept, at=at, reread=True, standing=source.standing)
        counts.update(saved.status for saved in outcomes)
        counts["rejected"] += withdraw_sightings(store, refused, at)
    return +counts


def _batches(sightings: Iterator[Sighting]) -> Iterator[list[Sighting]]:
    while batch := list(islice(sightings, BATCH)):
        yield batch
