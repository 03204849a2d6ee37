"""What an advert's own page says of it: still there, gone, or perhaps over. Pure: no request is made here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml.etree import Comment, ParserError, strip_elements
from lxml.html import document_fromstring

from crawlers.contacts import without_contacts
from crawlers.family import Family, Values
from crawlers.fetching.bot_wall import bot_wall
from foothold.clock import london_date
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.hosts import SourceHosts, host_text
from foothold.model.identity import external_id
from foothold.model.opportunity import Opportunity
from foothold.model.posting import RawPosting, Rejected
from foothold.reading.entities import unescaped
from foothold.reading.faults import Faults
from foothold.reading.intake import intake
from foothold.reading.normalise import Context
from foothold.store.page_checks import Advert, PageAnswer
from foothold.store.tables import index_key

GONE = (404, 410)
CLOSED = re.compile(
    r"\b(?:(?:this|the) (?:job|vacancy|role|position|post|posting|opportunity|advert|apprenticeship|placement)"
    r"(?: (?:posting|advert|listing))?"
    r" (?:has (?:now |already )?(?:closed|expired|been (?:filled|closed|withdrawn|removed))"
    r"|is (?:now )?(?:closed|filled|no longer (?:available|open|active|accepting applications|advertised|live))"
    r"|(?:you are looking for )?(?:is|was) no longer available)"
    r"|no longer accepting applications|applications (?:for this \w+ )?(?:are|have) (?:now )?closed)\b",
    re.I,
)
"""What sites write above an advert that is over."""
UNSEEN = ("script", "style", "template", "noscript", Comment)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class AnsweredPage:
    """The answer to one request; `url` is where it came from in the end."""

    status: int
    url: str
    body: bytes


@dataclass(frozen=True, slots=True)
class PageVerdict:
    """`why` is for a person. `read` is the advert as the page now tells it, where its family reads it there."""

    answer: PageAnswer
    why: str
    read: tuple[RawPosting, Opportunity] | None = None

    @property
    def stands(self) -> bool:
        """Whether the page tells the advert in full, whatever else it says."""
        return self.read is not None


def judge(
    page: AnsweredPage,
    advert: Advert,
    family: Family,
    values: Values,
    context: Context,
    at: datetime,
    hosts: SourceHosts,
    faults: Faults | None = None,
) -> PageVerdict:
    """What the page says of the advert. A fault in reading it there is counted among `faults`.

    A list may lead to adverts on anybody's host. What such a page says shows that the advert is there, or gone; its
    words change nothing, for they are not those of the source's publisher (`hosts`).
    """
    if page.status == 304:
        return PageVerdict(PageAnswer.SHOWN, "It has not changed.")
    if page.status in GONE:
        return PageVerdict(PageAnswer.GONE, f"It answers {page.status}.")
    if not 200 <= page.status < 300:
        return PageVerdict(PageAnswer.UNANSWERED, f"It answers {page.status}.")
    text = visible_text(page.body)
    faults = Faults("a page check") if faults is None else faults
    read = _read(page, advert, family, values, context, at, faults)
    said = CLOSED.search(text)
    if said:
        return PageVerdict(PageAnswer.CLOSED, f"It says “{said[0]}”.", read)
    if read:
        found = _compared(advert, read, at)
        return found if hosts.speak(page.url) else _of_another(found, page.url)
    if _leads_away(advert.url, page.url):
        return PageVerdict(PageAnswer.CLOSED, f"It leads to {page.url[:200]}.")
    if _plain(advert.title) in _plain(text):
        return PageVerdict(PageAnswer.SHOWN, "The advert is on it.")
    wall = bot_wall(page.body)
    if wall:
        return PageVerdict(PageAnswer.UNANSWERED, f"It shows the bot wall of {wall}.")
    return PageVerdict(PageAnswer.UNCLEAR, "The advert is not on it.")


def visible_text(body: bytes) -> str:
    """What a reader of the page sees, and its title: a phrase in a script or a hidden part says nothing."""
    try:
        tree = document_fromstring(body)
    except (ParserError, ValueError):
        return ""
    strip_elements(tree, *UNSEEN, with_tail=False)
    for hidden in list(tree.iterfind(".//*[@hidden]")):
        hidden.clear(keep_tail=True)  # type: ignore[call-arg] # The stubs are behind the library.
    return _SPACES.sub(" ", " ".join(str(text) for text in tree.itertext()))


def _compared(advert: Advert, read: tuple[RawPosting, Opportunity], at: datetime) -> PageVerdict:
    closing = read[1].closing_date
    if closing is None or closing == advert.closing_date:
        return PageVerdict(PageAnswer.SHOWN, "The advert is on it.", read)
    over = " It is over." if closing < london_date(at) else ""
    return PageVerdict(PageAnswer.CHANGED, f"It names {closing} as the closing date.{over}", read)


def _of_another(found: PageVerdict, url: str) -> PageVerdict:
    if found.answer is not PageAnswer.CHANGED:
        return found
    why = f"{found.why} {host_text(url)} is not among the source's `hosts`, so nothing was changed."
    return PageVerdict(PageAnswer.UNCLEAR, why, found.read)


def _read(
    page: AnsweredPage,
    advert: Advert,
    family: Family,
    values: Values,
    context: Context,
    at: datetime,
    faults: Faults,
) -> tuple[RawPosting, Opportunity] | None:
    """The posting with the advert's reference, where the family reads it on this page."""
    try:
        found: Iterable[RawPosting | Rejected] = list(family.read(page.body, page.url, at, values))
    except (Unreadable, SourceMisconfigured):
        return None
    except Exception as error:
        faults.note(error, None)
        return None
    for posting in found:
        if isinstance(posting, RawPosting) and index_key(external_id(posting)) == advert.external_id:
            reading = intake(posting, context, faults, prepare=without_contacts)
            if reading.posting is None or isinstance(reading.result, Rejected):
                return None
            return reading.posting, reading.result
    return None


def _leads_away(asked: str, answered: str) -> bool:
    """Whether a redirect ended above the advert's address: on the list that it was in, or at the door."""
    a, b = urlsplit(asked), urlsplit(answered)
    path, end = a.path.rstrip("/"), b.path.rstrip("/")
    if path == end:
        return False
    return not end or f"{path}/".startswith(f"{end}/")


def _plain(text: str) -> str:
    return _SPACES.sub(" ", unescaped(text)).strip().casefold()
