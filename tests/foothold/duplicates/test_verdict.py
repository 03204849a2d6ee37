"""Copies among adverts as several sites show them, against the labels of `duplicate_groups`."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import combinations

import pytest

from foothold.duplicates.candidate import Claim, apply_key, blocks_of, vacancy_reference
from foothold.duplicates.grouping import Grouping, match
from foothold.model.courses import built_in_courses
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Opportunity
from foothold.model.posting import RawPosting
from foothold.model.public import public_shape
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from tests.foothold.duplicates.adverts import TODAY, Seen
from tests.foothold.duplicates.groups import Group, groups


@dataclass(frozen=True)
class Labelled:
    """Two sightings of a group, and whether they are one opportunity."""

    group: Group
    a: str
    b: str
    one: bool


def claim_of(seen: Seen, own_id: str, context: Context) -> Claim:
    posting = RawPosting(seen=TODAY, **({"url": f"https://{seen.source}.example/{own_id}"} | seen.said))
    read = normalise(posting, context)
    assert isinstance(read, Opportunity), (read, posting)
    content = public_shape(read)
    boroughs = {place.borough.code for place in read.places if place.borough}
    keys = {vacancy_reference(posting), apply_key(posting)} - {None}
    since = TODAY + timedelta(days=seen.since)
    return Claim(
        own_id=own_id,
        source=seen.source,
        first_seen=since,
        last_seen=TODAY if seen.until is None else TODAY + timedelta(days=seen.until),
        withdrawn=seen.until is not None,
        keys=frozenset(key for key in keys if key),
        blocks=frozenset(n for n in blocks_of(content, " ".join(sorted(boroughs))).values() if n is not None),
        kind=read.kind,
        level=read.level,
        boroughs=frozenset(boroughs),
        read=lambda: content,
    )


@cache
def labelled() -> tuple[tuple[Claim, ...], tuple[Labelled, ...]]:
    context = Context(built_in_places(), built_in_courses(), british=True)
    claims: list[Claim] = []
    pairs: list[Labelled] = []
    for group in groups():
        owns = [opportunity_id(seen.source, f"{group.number}-{n}") for n, seen in enumerate(group.seen)]
        claims += [claim_of(seen, own, context) for seen, own in zip(group.seen, owns, strict=True)]
        for (a, x), (b, y) in combinations(zip(owns, group.seen, strict=True), 2):
            pairs.append(Labelled(group, a, b, x.truth == y.truth))
    return tuple(claims), tuple(pairs)


@cache
def matched() -> Grouping:
    return match(labelled()[0])


def score(pairs: Iterable[Labelled]) -> tuple[float, float, Counter[str]]:
    """Precision, recall, and the scenarios of the errors."""
    homes = matched().homes
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for pair in pairs:
        found = homes[pair.a] == homes[pair.b]
        counts[f"{found}{pair.one}"] += 1
        if found != pair.one:
            wrong[f"{pair.group.scenario} {'merged' if found else 'missed'}"] += 1
    merged, true = counts["TrueTrue"] + counts["TrueFalse"], counts["TrueTrue"] + counts["FalseTrue"]
    return counts["TrueTrue"] / merged, counts["TrueTrue"] / true, wrong


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned on", "held out"])
def test_copies_are_found_and_nothing_else_is_merged(held_out: bool) -> None:
    precision, recall, wrong = score(p for p in labelled()[1] if p.group.held_out is held_out)
    assert precision >= 0.995, (precision, wrong)
    assert recall >= 0.95, (recall, wrong)


def test_no_advert_of_one_group_is_merged_with_one_of_another() -> None:
    homes, group_of = matched().homes, {}
    for pair in labelled()[1]:
        group_of[pair.a] = group_of[pair.b] = pair.group.number
    assert {group_of[own] == group_of[home] for own, home in homes.items()} == {True}
