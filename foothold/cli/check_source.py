"""`foothold sources check`: whether a source's YAML holds, and what its first listing and first advert give."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from foothold.cli.terminal import say
from foothold.clock import LONDON, system_clock
from foothold.errors import FootholdError
from foothold.model.public import PublicOpportunity
from foothold.model.source import Source
from foothold.model.wage import PublicWage
from foothold.settings import Settings

FAILED = 1
WIDTH = 90  # Characters of what a source said in a field: enough to know it by.


def check_yaml(source: Source) -> None:
    """Say where the family begins and when the next run is. Raises ClickException where the file does not hold."""
    from crawlers.families import family
    from crawlers.fetching.address import refusal
    from scheduler.slots import next_slot

    try:
        first = [fetch.url for fetch in family(source.family).start(source.values, "KEY")]
        slot = next_slot(source.schedule, system_clock())
    except (FootholdError, KeyError, ValueError) as error:
        raise click.ClickException(f"{source.slug}.yml: {error}") from error
    refused = [why for url in first if (why := refusal(url, loopback=source.sample))]
    for url in first:
        say(f"begins at   {url}")
    for name in source.hosts:
        say(f"believes    {name}, too")
    say(f"terms       robots {source.terms.robots}, {source.terms.licence}")
    if source.terms.note:
        say(f"known from  {source.terms.note}")
    say(f"next run    {slot.astimezone(LONDON):%Y-%m-%d %H:%M %Z}" if slot else "next run    never")
    if refused or slot is None:
        why = refused[0] if refused else "its schedule never comes round"
        raise click.ClickException(f"{source.slug}.yml: {why}.")


def try_one_page(source: Source, settings: Settings, *, anyway: bool) -> None:
    """Fetch a listing and an advert in a process of its own and show what they gave; exit 1 where they gave nothing."""
    from foothold.store.open_store import open_store
    from scheduler.runner import Crawl

    try:
        store = open_store(settings.store_url)
        store.upgrade()
        store.close()
    except FootholdError as error:
        raise click.ClickException(str(error)) from error
    told: list[dict[str, Any]] = []
    outcome = Crawl(source.slug, settings, options=("--check", *(["--anyway"] if anyway else []))).follow(
        told.append
    )
    if outcome.skipped or outcome.refused:
        raise click.ClickException(f"{source.slug}: {outcome.skipped or outcome.refused}")
    for line in lines(told):
        say(line)
    for trouble in outcome.evidence:
        say(f"trouble     {trouble}")
    if not any(event.get("event") == "taken" for event in told):
        sys.exit(FAILED)


def lines(told: list[dict[str, Any]]) -> Iterator[str]:
    """What a trial told, for people."""
    for event in told:
        match event.get("event"):
            case "page":
                yield f"read        {event['url']}"
                yield f"            {_found(event)}"
            case "posting":
                yield from _posting(event)
            case "taken" if event["count"]:
                yield f"taken       {event['count']}"
            case "rejected":
                yield f"rejected    {event['count']} {event['reason']}{_why(event)}"


def _found(page: dict[str, Any]) -> str:
    parts = [f"{page['bytes']:,} bytes", _counted(page["postings"], "posting")]
    parts += [f"leads to {_counted(page['adverts'], 'advert')}"] if page["adverts"] else []
    parts += [f"and {_counted(page['listings'], 'more list')}"] if page["listings"] else []
    return ", ".join(parts)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _posting(event: dict[str, Any]) -> Iterator[str]:
    """Every field that the source filled, and beside those that are read what was read."""
    said, opportunity = event["said"], event.get("opportunity")
    yield f"posting     {said.get('title', '(no title)')}"
    reading = _readings(opportunity) if opportunity else {}
    for name, texts in said.items():
        text = " · ".join(texts) if isinstance(texts, list) else texts
        text = " ".join(text.split())
        shown = text if len(text) <= WIDTH else f"{text[:WIDTH]}…"
        yield f"  {name:14}{shown}" + (f"  → {reading[name]}" if name in reading else "")


def _readings(opportunity: PublicOpportunity) -> dict[str, str]:
    """What the core made of the fields that it reads; “nothing” where a text led to none."""
    duration = opportunity["duration"]
    boroughs = [
        place["borough"]["name"] if place["borough"] else "no borough" for place in opportunity["places"]
    ]
    read = {
        "kind": opportunity["kind"],
        "places": ", ".join(dict.fromkeys(boroughs)) or ("national" if opportunity["national"] else None),
        "remote": opportunity["remote"],
        "wage": _wage(opportunity["wage"]) if opportunity["wage"] else None,
        "closing": opportunity["closing_date"],
        "posted": opportunity["posted_date"],
        "start": opportunity["start_date"],
        "duration": duration and (duration["months"] or duration["weeks"]),
        "hours": opportunity["hours_per_week"],
        "level": opportunity["level"],
    }
    return {name: "nothing" if value is None else str(value) for name, value in read.items()}


def _wage(wage: PublicWage) -> str | None:
    sides = (wage["low"], wage["high"])
    figures = [f"{figure:,.2f}".removesuffix(".00") for figure in sides if figure is not None]
    said = " to ".join(dict.fromkeys(figures))
    flags = ", ".join(wage["flags"])
    return (
        " ".join(filter(None, (f"£{said} a {wage['per']}" if said else "", f"({flags})" if flags else "")))
        or None
    )


def _why(event: dict[str, Any]) -> str:
    said = f"{event['field']} “{event['text'][:WIDTH]}”" if event.get("field") and event.get("text") else ""
    example = said or event.get("title") or ""
    return f", such as {example}" if example else ""
