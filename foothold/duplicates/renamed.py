"""Adverts that came under a new reference: which of those that a source shows for the first time is which of those that
it shows no more. Pairs only: two that are live at once never become one, and five that become four stay four.

Each step groups by a key and pairs off what shares it, so that its cost grows with the adverts and not with their square.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from foothold.duplicates.candidate import Claim
from foothold.duplicates.evidence import Evidence, agree, weigh
from foothold.duplicates.similarity import FEW, Likeness, employers_alike, number_of, works_alike
from foothold.duplicates.verdict import never_one
from foothold.model.hosts import Host
from foothold.model.identity import canonical_url
from foothold.model.organisations import normalised_name, slugify
from foothold.model.public import PublicOpportunity

LARGEST_BLOCK = 30
"""More adverts of one employer, place and title are told apart by what is equal in them alone."""
NEARLY_ALL = 0.9
"""The share of a text that stays where a new reference, a date or a count stands in it."""

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An advert under one reference. `addresses` are those that no other advert of the source has; `block` is what
    all that it can be has in common with it, None where it says too little."""

    reference: str
    claim: Claim
    addresses: tuple[str, ...]
    block: Key | None


def addresses_of(url: str | None) -> Iterator[str]:
    """What an advert can be known by: its address, and what is left of it without session and position: host and
    path, which says something where it is the only one."""
    whole = canonical_url(url)
    if whole is None:
        return
    yield whole
    host, path = Host.of_url(whole), urlsplit(whole).path.partition(";")[0].rstrip("/")
    if host and path and (bare := f"{host.name}{path}") != whole:
        yield bare


def renamed(new: Iterable[Entry], gone: Iterable[Entry]) -> dict[str, str]:
    """The old reference of each new one, for those that are the same adverts. `gone` are live ones of the source that
    it did not show in the run in which it showed `new` for the first time."""
    left = _Left(list(new), list(gone))
    for key in (_by_address_and_title, _by_everything, _by_words):
        left.pair_off(key)
    left.pair_near()
    left.pair_off(_by_address_and_words)
    return left.found


class _Left:
    """What is not paired yet, in order."""

    def __init__(self, new: list[Entry], gone: list[Entry]) -> None:
        self.new = new
        self.gone = gone
        self.found: dict[str, str] = {}

    def pair_off(self, keys: Callable[[Entry], Iterable[Key]]) -> None:
        """Those that share a key and contradict each other in nothing, in the order of both."""
        waiting: dict[Key, list[Entry]] = defaultdict(list)
        for entry in reversed(self.gone):
            for key in keys(entry):
                waiting[key].append(entry)
        taken = set[str]()
        for entry in self.new:
            for key in keys(entry):
                same = waiting[key]
                while same and same[-1].reference in taken:
                    same.pop()
                if same and _may_be_one(entry.claim, same[-1].claim):
                    self.found[entry.reference] = same[-1].reference
                    taken.add(same[-1].reference)
                    break
        self._keep()

    def pair_near(self) -> None:
        """Within small blocks, those whose texts are nearly the same, the likest first."""
        blocks: dict[Key, tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
        for side, entries in enumerate((self.new, self.gone)):
            for entry in entries:
                if entry.block is not None:
                    blocks[entry.block][side].append(entry)
        for new, gone in blocks.values():
            if new and gone and max(len(new), len(gone)) <= LARGEST_BLOCK:
                self._pair_likest(new, gone)
        self._keep()

    def _pair_likest(self, new: Sequence[Entry], gone: Sequence[Entry]) -> None:
        likeness = {
            (n, g): _nearly_one(new[n].claim, gone[g].claim)
            for n in range(len(new))
            for g in range(len(gone))
        }
        taken = set[int]()
        for (n, g), alike in sorted(likeness.items(), key=lambda pair: (-pair[1], pair[0])):
            if alike and g not in taken and new[n].reference not in self.found:
                self.found[new[n].reference] = gone[g].reference
                taken.add(g)

    def _keep(self) -> None:
        old = set(self.found.values())
        self.new = [entry for entry in self.new if entry.reference not in self.found]
        self.gone = [entry for entry in self.gone if entry.reference not in old]


def _may_be_one(a: Claim, b: Claim) -> bool:
    starts = (a.content["start_date"], b.content["start_date"])
    facts = (employers_alike(a.employer, b.employer), agree(starts), works_alike(a.title, b.title))
    return never_one(a, b) is None and Likeness.OTHER not in facts


def _by_address_and_title(entry: Entry) -> Iterator[Key]:
    title = slugify(entry.claim.content["title"])
    return ((address, title) for address in entry.addresses)


def _by_address_and_words(entry: Entry) -> Iterator[Key]:
    words = _words(entry.claim)
    return ((address, *words) for address in entry.addresses if len(words) >= FEW)


def _by_everything(entry: Entry) -> Iterator[Key]:
    closing = entry.claim.content["closing_date"]
    yield (*_said(entry.claim), closing, number_of(entry.claim.words))


def _by_words(entry: Entry) -> Iterator[Key]:
    """Whatever the closing date, and the numbers in the text: the reference itself is often among them."""
    words = _words(entry.claim)
    if len(words) >= FEW:
        yield (*_said(entry.claim), number_of(words))


def _words(claim: Claim) -> list[str]:
    return [word for word in claim.words if word.isalpha()]


def _said(claim: Claim) -> Key:
    """Who, what, where, when and for how much."""
    content: PublicOpportunity = claim.content
    wage = content["wage"]
    places = tuple(sorted((place["name"] or "", place["postcode"] or "") for place in content["places"]))
    pay = (wage["paid"], wage["low"], wage["high"], wage["per"]) if wage else (None,) * 4
    who = (normalised_name(claim.employer or ""), slugify(content["title"]))
    return (claim.kind, claim.level, claim.boroughs, *who, places, content["start_date"], pay)


def _nearly_one(a: Claim, b: Claim) -> float:
    """How alike two adverts of one block are; 0 where something tells them apart."""
    longer = max(len(a.text), len(b.text))
    alike = len(a.text & b.text) / longer if longer >= FEW else 0.0
    if alike < NEARLY_ALL or not _may_be_one(a, b):
        return 0.0
    weighed = weigh(a, b, dates=False)
    one = isinstance(weighed, Evidence) and not weighed.soft and weighed.work is Likeness.SAME
    return alike if one else 0.0
