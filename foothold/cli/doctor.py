"""`foothold doctor`: what is missing, and what to do about it."""

import importlib.metadata
import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foothold.cli.terminal import say
from foothold.disk import WHAT_TO_DO, room_for
from foothold.errors import FootholdError, StoreUnavailable
from foothold.model.source import load_sources
from foothold.secret import home_secret
from foothold.settings import Settings, source_keys

if TYPE_CHECKING:
    from foothold.index.contract import SearchEngine

REQUIREMENT = re.compile(r"^([A-Za-z0-9_.-]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    """`serious` ones stop Foothold; the others only limit it."""

    what: str
    advice: str
    serious: bool = True


@click.command()
def doctor() -> None:
    """Name every missing key, package and file. Ends with 1 where something serious is missing."""
    settings = Settings()
    findings: list[Finding] = []
    for title, examine in CHECKS.items():
        found = list(_careful(examine, settings))
        findings += found
        say(f"{'missing' if any(f.serious for f in found) else 'ok':8}{title}")
        for finding in found:
            say(f"{'':8}{finding.what} {finding.advice}")
    sys.exit(1 if any(finding.serious for finding in findings) else 0)


def _careful(examine: Callable[[Settings], Iterator[Finding]], settings: Settings) -> Iterator[Finding]:
    try:
        yield from examine(settings)
    except (FootholdError, OSError) as error:
        yield Finding(str(error), "")


def _packages(settings: Settings) -> Iterator[Finding]:
    for line in importlib.metadata.requires("foothold-london") or ():
        name = REQUIREMENT.match(line)
        if name and "extra ==" not in line:
            try:
                importlib.metadata.version(name[1])
            except importlib.metadata.PackageNotFoundError:
                yield Finding(f"The package {name[1]} is not installed.", "Install foothold-london again.")


def _home(settings: Settings) -> Iterator[Finding]:
    nearest = next(p for p in (settings.home.resolve(), *settings.home.resolve().parents) if p.exists())
    if not os.access(nearest, os.W_OK):
        yield Finding(f"{settings.home} cannot be written.", "Set FOOTHOLD_HOME to a folder that can.")
    kept = (settings.home, *(settings.home / name for name in ("foothold.db", "secret.key", "index", "logs")))
    for path in kept:
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding(
                f"Other users of this machine may read {path}.", f"chmod -R go= {path}", serious=False
            )
    if (settings.home / "secret.key").exists():
        home_secret(settings.home)


def _disk(settings: Settings) -> Iterator[Finding]:
    room = room_for(settings.home)
    if room.low or room.full:
        yield Finding(f"The disk of {settings.home} is full to {room.taken}.", WHAT_TO_DO, room.full)


def _store(settings: Settings) -> Iterator[Finding]:
    from foothold.store.open_store import open_store

    store = open_store(settings.store_url)
    try:
        store.check()
    finally:
        store.close()
    yield from ()


def _clocks(settings: Settings) -> Iterator[Finding]:
    from foothold.clock import system_clock
    from foothold.store.leases import from_the_future
    from foothold.store.open_store import open_store

    store = open_store(settings.store_url)
    try:
        wrong = from_the_future(store, system_clock())
    except StoreUnavailable:
        # The record store's own check tells why.
        return
    finally:
        store.close()
    for name, at in wrong.items():
        text = f"“{name}” was taken at {at:%Y-%m-%d %H:%M} UTC, which is in the future: it holds nobody up."
        yield Finding(text, "Look at the clocks of the machines that use this store.", serious=False)


def _index(settings: Settings) -> Iterator[Finding]:
    from foothold.index.contract import GenerationState
    from foothold.index.open_index import open_engine

    try:
        engine = open_engine(settings)
        held = engine.generations()
    except FootholdError as error:
        where = "FOOTHOLD_SEARCH_URL and the cluster that it names" if settings.search_url else "that folder"
        yield Finding(str(error), f"Check {where}.")
        return
    for generation in held:
        if generation.damaged and generation.state is not GenerationState.ACTIVE:
            yield Finding(
                f"The search index {generation.name}, which does not serve, cannot be read.",
                "`foothold index prune` discards it.",
                serious=False,
            )
        if generation.read_only and generation.state is GenerationState.ACTIVE:
            yield Finding(
                "The search index takes no changes on the cluster, as when a node's disk is full.",
                "Free space there or lift `index.blocks`; what is missing then follows by itself.",
            )
    yield from _live_index(settings, engine)


def _live_index(settings: Settings, engine: "SearchEngine") -> Iterator[Finding]:
    from foothold.clock import system_clock
    from foothold.errors import IndexDamaged
    from foothold.index.query import SearchQuery

    try:
        index = engine.active()
    except IndexDamaged as error:
        yield Finding(str(error), "")
        return
    except FootholdError:
        yield Finding("There is no search index yet.", "Run `foothold index drain`.", serious=False)
        return
    try:
        index.applied_revision()
        index.search(SearchQuery(at=system_clock(), size=1))
    except IndexDamaged as error:
        yield Finding(str(error), "")
        return
    except FootholdError as error:
        yield Finding(str(error), "If what it lies on does not come back, run `foothold index rebuild`.")
        return
    if index.filling():
        yield Finding(
            "The search index is being filled: what is open may be missing from results.",
            "Keep `foothold serve` or `foothold index drain --follow` running.",
            serious=False,
        )
    yield from _index_ahead(settings, engine)


def _index_ahead(settings: Settings, engine: "SearchEngine") -> Iterator[Finding]:
    from foothold.index.sync import is_ahead
    from foothold.store.open_store import open_store

    store = open_store(settings.store_url)
    try:
        ahead = is_ahead(store, engine)
    except StoreUnavailable:
        # The record store's own check tells why.
        return
    finally:
        store.close()
    if ahead:
        yield Finding(
            "The index is ahead of the record store, as after a restore: it shows what the store does not have.",
            "Run `foothold index rebuild`.",
        )


def _standby(settings: Settings) -> Iterator[Finding]:
    from foothold.index.open_index import open_standby

    standby = open_standby(settings)
    if settings.search_standby and standby is None:
        yield Finding(
            "FOOTHOLD_SEARCH_STANDBY has no cluster to stand by for.",
            "Set FOOTHOLD_SEARCH_URL.",
            serious=False,
        )
    try:
        if standby:
            standby.index().applied_revision()
    except FootholdError as error:
        yield Finding(
            str(error), "Until then searches fail while the cluster does not answer.", serious=False
        )


def _places(settings: Settings) -> Iterator[Finding]:
    from foothold.reading.places.gazetteer import built_in_places

    if len(built_in_places().boroughs()) != 33:
        yield Finding("The built-in table of places is incomplete.", "Install foothold-london again.")
    if not settings.places_folder.is_dir():
        advice = "`foothold places import FILE` takes the current OS Code-Point Open or ONSPD release."
        yield Finding("Places come from the built-in table.", advice, serious=False)


def _sources(settings: Settings) -> Iterator[Finding]:
    keys = source_keys()
    for source in load_sources(settings.sources_folder).values():
        if not source.on:
            yield Finding(f"{source.slug} is off.", "Its terms are unverified.", serious=False)
        elif source.needs_key and source.slug not in keys:
            name = f"FOOTHOLD_KEY_{source.slug.upper()}"
            yield Finding(f"{source.slug} has no key and is skipped.", f"Set {name}.", serious=False)


def _mail(settings: Settings) -> Iterator[Finding]:
    from foothold.alerts.mail_server import why_no_mail

    why = why_no_mail(settings)
    if why:
        yield Finding(f"E-mail alerts are off: {why}", "See docs/alerts.md.", serious=False)


def _reports(settings: Settings) -> Iterator[Finding]:
    from foothold.alerts.operator_mail import why_nobody_is_mailed
    from foothold.store.open_store import open_store
    from foothold.store.reports import urgent

    why = why_nobody_is_mailed(settings)
    if why:
        nobody = f"Nobody is mailed when an advert is reported as harmful: {why}"
        yield Finding(nobody, "See docs/operate.md.", serious=False)
    store = open_store(settings.store_url)
    try:
        waiting = len(urgent(store))
    except StoreUnavailable:
        # The record store's own check tells why.
        return
    finally:
        store.close()
    if waiting:
        some = f"Adverts that are reported as harmful wait for somebody to look: {waiting}."
        yield Finding(some, "`foothold reports list` has them first.", serious=False)


def _styles(settings: Settings) -> Iterator[Finding]:
    built = files("search_api").joinpath("static", "built", "manifest.json")
    if not Path(str(built)).is_file():
        yield Finding(
            "The full styles are not built: the plain ones serve.", "Run `make assets`.", serious=False
        )


CHECKS: dict[str, Callable[[Settings], Iterator[Finding]]] = {
    "packages": _packages,
    "home folder": _home,
    "disk": _disk,
    "record store": _store,
    "clocks": _clocks,
    "search index": _index,
    "search stand-by": _standby,
    "places": _places,
    "sources and keys": _sources,
    "e-mail alerts": _mail,
    "reported adverts": _reports,
    "page styles": _styles,
}
