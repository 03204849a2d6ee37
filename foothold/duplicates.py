"""Which sightings are of one opportunity. A wrong merge hides an advert, so only equal references count."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from foothold.identity import canonical_url
from foothold.posting import RawPosting

_VACANCY = re.compile(r"(?:VAC)?([12]000\d{6})")
"""The national service's numbers: ten digits, 1000 or 2000 first, that other boards repeat with or without VAC."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sighting says of which advert it is: `keys` are its vacancy reference and its apply address.

    `own_id` is the id that it has alone. `boroughs` is empty where none is known.
    """

    own_id: str
    source: str
    first_seen: datetime
    keys: frozenset[str]
    kind: str | None
    level: int | None
    boroughs: frozenset[str]
    kept_apart: bool = False


def vacancy_reference(posting: RawPosting) -> str | None:
    """`VAC1000123456` where the source's reference is a number of the national service, else None."""
    found = _VACANCY.fullmatch((posting.external_id or "").strip().upper())
    return f"VAC{found[1]}" if found else None


def apply_key(posting: RawPosting) -> str | None:
    return canonical_url(posting.apply_url)


def homes(claims: Iterable[Claim]) -> dict[str, str]:
    """For each own id the id of the opportunity it belongs to: that of the first seen of its group."""
    ordered = sorted(claims, key=lambda claim: (claim.first_seen, claim.own_id))
    shared = {key for key, n in Counter(key for claim in ordered for key in claim.keys).items() if n > 1}
    groups: dict[str, list[list[Claim]]] = defaultdict(list)
    found: dict[str, str] = {}
    for claim in ordered:
        keys = claim.keys & shared
        candidates = (group for key in sorted(keys) for group in groups[key])
        group = next((g for g in candidates if _belongs(claim, g)), [])
        group.append(claim)
        for key in keys:
            if not any(known is group for known in groups[key]):
                groups[key].append(group)
        found[claim.own_id] = group[0].own_id
    return found


def _belongs(claim: Claim, group: Sequence[Claim]) -> bool:
    return all(_may_be_one(claim, other) for other in group)


def _may_be_one(a: Claim, b: Claim) -> bool:
    """Two adverts of one source are two; what is known of both must agree."""
    if a.source == b.source or a.kept_apart or b.kept_apart:
        return False
    same_level = a.level == b.level or a.level is None or b.level is None
    same_boroughs = a.boroughs == b.boroughs or not a.boroughs or not b.boroughs
    return a.kind == b.kind and same_level and same_boroughs
