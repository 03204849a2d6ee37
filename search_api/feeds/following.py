"""A search as those follow it who have no page of ours open: its addresses, its tags, what it finds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from foothold.alerts.mail_server import why_no_mail
from foothold.index.query import MAX_SIZE, Sort
from foothold.model.public import PublicOpportunity, id_of, present
from foothold.store.records import changed_at
from search_api.http.degraded import noted
from search_api.http.problems import BadParameters
from search_api.search.parameters import Intents
from search_api.search.request import Asked
from search_api.services import Services
from search_api.web.search.filters import href

FEED, CALENDAR, ALERTS = "/feed.atom", "/closing.ics", "/alerts"
NOT_PART_OF_IT = ("sort", "per_page", "cursor")
SINCE = "2026"
"""The tags of RFC 4151 name a year in which whoever runs this Foothold had its host."""


@dataclass(frozen=True, slots=True)
class Follow:
    """Where to follow a search; `alerts` is None where no mail is sent."""

    feed: str
    calendar: str
    alerts: str | None


@dataclass(frozen=True, slots=True)
class FollowedAdvert:
    """`changed` is when the store last changed it."""

    public: PublicOpportunity
    changed: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """One search and its newest state. `degraded` where a stand-by answered."""

    services: Services
    asked: Asked
    found: tuple[FollowedAdvert, ...]
    degraded: bool

    @property
    def title(self) -> str:
        what = f" for “{self.asked.q}”" if self.asked.q else ""
        where = f" near {self.asked.located.label}" if self.asked.located else ""
        return f"Foothold: opportunities{what}{where}"

    def address(self, path: str = "/") -> str:
        """In full, as people reach this Foothold."""
        return self.services.settings.public_url.rstrip("/") + href(self.asked, path)

    @property
    def host(self) -> str:
        return urlsplit(self.services.settings.public_url).hostname or "localhost"

    @property
    def tag(self) -> str:
        return f"tag:{self.host},{SINCE}:search{href(self.asked, '')}"

    def tag_of(self, public: PublicOpportunity) -> str:
        return f"tag:{self.host},{SINCE}:opportunity/{public['id']}"


def follow(services: Services, asked: Asked, search: Asked) -> Follow:
    """Feeds read words as the page does; an alert is asked for with the filters that they mean (`search`)."""
    alone = _alone(asked)
    alerts = None if why_no_mail(services.settings) else href(_alone(search), ALERTS)
    return Follow(href(alone, FEED), href(alone, CALENDAR), alerts)


def followed(services: Services, args: MultiDict[str, str], sort: Sort, most: int) -> Followed:
    """Raises BadParameters for what cannot be read, because a search without it would find other things, and nobody
    reads a feed's small print. What is no part of a search (`utm_source`) is passed over, as on the pages."""
    searched = MultiDict(
        (name, value) for name, value in args.items(multi=True) if name not in NOT_PART_OF_IT
    )
    asked, errors = services.reader.leniently(searched)
    if errors:
        raise BadParameters(tuple(errors.values()))
    search = services.intents.understood(asked, Intents.APPLY).search
    found, degraded = _find(services, replace(search, sort=sort, per_page=min(most, MAX_SIZE)), most)
    at = changed_at(services.store, [id_of(public) for public in found])
    # What was withdrawn since the index read it is left out.
    still = tuple(FollowedAdvert(public, at[id_of(public)]) for public in found if id_of(public) in at)
    return Followed(services, _alone(asked), still, degraded)


def _alone(asked: Asked) -> Asked:
    return replace(asked, sort=None, per_page=None, cursor=None)


def _find(services: Services, asked: Asked, most: int) -> tuple[list[PublicOpportunity], bool]:
    at, index = services.clock(), services.engine.active()
    found: list[PublicOpportunity] = []
    degraded, after = False, None
    while len(found) < most:
        results = noted(index.search(asked.search_query(at, after=after)))
        degraded |= results.degraded
        found += [present(hit.public, at=at, public_url=services.settings.public_url) for hit in results.hits]
        after = results.next_position
        if after is None:
            break
    return found[:most], degraded


def facts_of(lines: Iterator[tuple[str, str | None]]) -> str:
    """`Where: Dalston, Hackney. Pay: …` in lines; what is not stated is left out."""
    return "\n".join(f"{name}: {said}" for name, said in lines if said)
