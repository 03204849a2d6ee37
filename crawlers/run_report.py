"""What one crawl counted, told while it runs (as JSON lines to whoever started it) and judged at its end."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TextIO

from crawlers.fetching.bot_wall import NO_HEADERS, bot_wall
from foothold.model.crawl_run import Counts, Ending
from foothold.model.opportunity import Opportunity
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.reading.faults import Faults
from foothold.reading.intake import Reading
from foothold.reading.unreadable_fields import unread_fields
from foothold.store.record import SavedStatus

TOLD_EVERY_SECONDS = 0.2
MOST_TROUBLES = 10  # Sentences about single pages that a run keeps: the person needs examples, not a log.

Tell = Callable[[dict[str, Any]], None]


def tell_to(stream: TextIO) -> Tell:
    """Events as JSON lines, each flushed: the parent draws its progress bar from them."""

    def tell(event: dict[str, Any]) -> None:
        stream.write(json.dumps(event) + "\n")
        stream.flush()

    return tell


@dataclass(slots=True)
class RunReport:
    """The counts of a run while it goes on. `elsewhere` are the pages for which another host answered, by that host;
    `not_had` the addresses of all pages that failed: what stands there is neither seen nor missing."""

    source: str
    tell: Tell = lambda event: None
    counts: Counts = field(default_factory=Counts)
    # Complete only once the spider says so: a crawl that is ended by force says nothing any more.
    ending: Ending = Ending.INTERRUPTED
    troubles: list[str] = field(default_factory=list)
    secret: str | None = None
    broken: str | None = None
    elsewhere: Counter[str] = field(default_factory=Counter)
    not_had: set[str] = field(default_factory=set)
    faults: Faults = field(init=False)
    _told: float = 0.0

    def __post_init__(self) -> None:
        self.faults = Faults(self.source)

    def read(self, postings: Iterable[RawPosting | Rejected]) -> None:
        """One page's postings."""
        self.counts.pages += 1
        for posting in postings:
            self.counts.postings += 1
            if isinstance(posting, RawPosting):
                for name in posting.texts():
                    self.counts.filled[name] = self.counts.filled.get(name, 0) + 1
        self.progress()

    def list_read(self, *, guarded: bool, broken_off: bool) -> None:
        """A list that was read although it may not be whole."""
        self.counts.guarded += guarded
        self.counts.broken_off += broken_off

    def ended(self, reading: Reading, saved: SavedStatus) -> None:
        """What became of one posting: a record, with what could not be read of it, or a rejection."""
        if isinstance(reading.result, Rejected):
            self._refused(reading.result.reason)
            return
        if reading.posting:
            self._taken(reading.posting, reading.result)
        if saved == "rejected":
            self._refused(Reason.UNREADABLE_VALUE)
        self.counts.saved += saved in ("new", "changed")
        self.counts.unchanged += saved == "unchanged"

    def _taken(self, posting: RawPosting, opportunity: Opportunity) -> None:
        unreadable = self.counts.unreadable
        for name in unread_fields(posting, opportunity):
            unreadable[name] = unreadable.get(name, 0) + 1

    def _refused(self, reason: Reason) -> None:
        self.counts.rejected += 1
        by_reason = self.counts.rejected_by_reason
        by_reason[str(reason)] = by_reason.get(str(reason), 0) + 1

    def walled(self, url: str, body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> bool:
        """Whether a page without postings is a bot wall, which is then counted."""
        whose = bot_wall(body, headers)
        if whose:
            self.counts.bot_walls += 1
            self.trouble(f"{url} shows the bot wall of {whose}.")
        return whose is not None

    def failed(self, url: str, why: str, *, listing: bool) -> None:
        self.counts.failed += 1
        self.counts.failed_listings += listing
        self.not_had.add(url)
        self.trouble(f"{url} failed: {why}.")

    def answered_elsewhere(self, url: str, why: str, host: str, *, listing: bool) -> None:
        """Another host stood in for the one that was asked."""
        self.elsewhere[host] += 1
        self.failed(url, why, listing=listing)

    @property
    def told(self) -> tuple[str, ...]:
        """What a person should know of single pages: first who else answered, however many pages it was."""
        who = (
            f"Another host, {host}, answered for {count} {'page' if count == 1 else 'pages'}: it is not believed."
            for host, count in self.elsewhere.most_common(MOST_TROUBLES)
        )
        return (*who, *self.troubles)

    def broke(self, error: BaseException | None) -> None:
        """The crawl itself broke down: its run has failed whatever it saw."""
        self.broken = self.broken or f"The crawl broke down: {str(error) or type(error).__name__}"

    def trouble(self, sentence: str) -> None:
        """Keep an example, without the source's key: some sources want it in the address."""
        if len(self.troubles) < MOST_TROUBLES:
            self.troubles.append(sentence.replace(self.secret, "KEY") if self.secret else sentence)

    def progress(self, *, now: bool = False) -> None:
        """Tell where the run stands, at most five times a second."""
        if not now and monotonic() - self._told < TOLD_EVERY_SECONDS:
            return
        self._told = monotonic()
        counts = self.counts
        self.tell(
            {
                "event": "progress",
                "source": self.source,
                "pages": counts.answered,
                "postings": counts.seen,
                "saved": counts.saved,
                "unchanged": counts.unchanged + counts.seen_again,
                "rejected": counts.rejected,
            }
        )
