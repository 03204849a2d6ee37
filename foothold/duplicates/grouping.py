"""Groups of sightings that are one opportunity, from what each two of them are to each other."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from foothold.duplicates.candidate import Claim
from foothold.duplicates.verdict import Judgement, PairVerdict, judge, never_one, two

LARGEST_BLOCK = 60
"""A number that more adverts share is a form of words, and finds nothing."""

Pair = tuple[str, str]


def pair_of(a: str, b: str) -> Pair:
    """The two own ids in order: a pair has no first."""
    return (a, b) if a < b else (b, a)


@dataclass(frozen=True, slots=True)
class Grouping:
    """`homes`: for each own id the id of the opportunity that it belongs to, that of the first seen of its group.
    `likely`: pairs that may be copies and are kept apart, with why. `copies`: pairs that are, and have two owners."""

    homes: Mapping[str, str]
    likely: Mapping[Pair, Judgement]
    copies: Mapping[Pair, Judgement]


def match(
    claims: Iterable[Claim], decided: Mapping[Pair, bool] | None = None, known: Iterable[Pair] = ()
) -> Grouping:
    """Groups of claims that are one opportunity. `decided` are pairs that a person said are one, or not; `known`
    are looked at whether they share anything or not.

    The surest pairs come together first; a group takes no claim that is another advert than one of its own.
    The order of the claims does not matter.
    """
    ordered = sorted(claims, key=lambda claim: (claim.first_seen, claim.own_id))
    bench = _Bench(ordered, decided or {})
    looked_at = bench.candidates() | {pair for pair in known if bench.has(pair)}
    judged = {pair: bench.judge(*pair) for pair in looked_at}
    same = {p: j for p, j in judged.items() if j.verdict in (PairVerdict.ONE, PairVerdict.COPY)}
    same = _without_ambiguous(bench, same, judged)
    groups = _grouped(bench, {p: j for p, j in same.items() if j.verdict is PairVerdict.ONE})
    homes = {own: min(group, key=bench.order) for own, group in groups.items()}
    apart = {
        pair: judgement
        for pair, judgement in judged.items()
        if judgement.verdict is not PairVerdict.TWO and bench.live(pair) and bench.might_join(groups, pair)
    }
    copies = {pair: judgement for pair, judgement in apart.items() if judgement.verdict is PairVerdict.COPY}
    return Grouping(homes, {p: j for p, j in apart.items() if p not in copies}, copies)


class _Bench:
    """The claims of one matching, and what was decided of their pairs."""

    def __init__(self, ordered: Sequence[Claim], decided: Mapping[Pair, bool]) -> None:
        self.claims = {claim.own_id: claim for claim in ordered}
        self.place = {claim.own_id: n for n, claim in enumerate(ordered)}
        self.decided = decided
        self._known: dict[Pair, Judgement] = {}

    def order(self, own_id: str) -> int:
        return self.place[own_id]

    def has(self, pair: Pair) -> bool:
        return all(own in self.claims for own in pair)

    def live(self, pair: Pair) -> bool:
        return not any(self.claims[own].withdrawn for own in pair)

    def judge(self, a: str, b: str) -> Judgement:
        pair = pair_of(a, b)
        if pair not in self._known:
            self._known[pair] = self._judge(pair)
        return self._known[pair]

    def _judge(self, pair: Pair) -> Judgement:
        said = self.decided.get(pair)
        a, b = self.claims[pair[0]], self.claims[pair[1]]
        if said is None or (said and never_one(a, b)):
            return judge(a, b)
        if not said:
            return two("a person parted them")
        if a.owner != b.owner:
            return Judgement(PairVerdict.COPY, ("a person said that they are copies",), 1000.0, firm=True)
        return Judgement(PairVerdict.ONE, ("a person merged them",), 1000.0, firm=True)

    def might_join(self, groups: Mapping[str, Sequence[str]], pair: Pair) -> bool:
        """Whether the two stand in groups of which no two are known to be different adverts."""
        ours, theirs = groups[pair[0]], groups[pair[1]]
        return ours is not theirs and not self.differ(ours, theirs)

    def differ(self, ours: Iterable[str], theirs: Iterable[str]) -> bool:
        return any(self.judge(x, y).verdict is PairVerdict.TWO for x, y in product(ours, theirs))

    def candidates(self) -> set[Pair]:
        sharing: dict[str | int, list[str]] = defaultdict(list)
        for claim in self.claims.values():
            shared: set[str | int] = {*claim.keys, *claim.blocks}
            for key in shared:
                sharing[key].append(claim.own_id)
        found = {pair for pair in self.decided if self.has(pair)}
        for key, owns in sharing.items():
            if len(owns) > 1 and (isinstance(key, str) or len(owns) <= LARGEST_BLOCK):
                found.update(pair_of(a, b) for a, b in combinations(owns, 2))
        return found


def _without_ambiguous(
    bench: _Bench, one: dict[Pair, Judgement], judged: dict[Pair, Judgement]
) -> dict[Pair, Judgement]:
    """An advert that fits two different ones of a source equally well is a copy of neither for certain."""
    partners: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair, judgement in one.items():
        if not judgement.firm:
            for own, other in (pair, pair[::-1]):
                partners[own, bench.claims[other].source].append(other)
    doubtful: set[Pair] = set()
    for (own, _), others in partners.items():
        best = max(one[pair_of(own, other)].score for other in others)
        rivals = [other for other in others if one[pair_of(own, other)].score > best - 1]
        clash = any(bench.judge(x, y).verdict is PairVerdict.TWO for x, y in combinations(rivals, 2))
        doubtful.update(pair_of(own, other) for other in (others if clash else set(others) - set(rivals)))
    for pair in doubtful:
        judged[pair] = Judgement(PairVerdict.LIKELY, (*one[pair].why, "fits several adverts of one source"))
    return {pair: judgement for pair, judgement in one.items() if pair not in doubtful}


def _grouped(bench: _Bench, one: Mapping[Pair, Judgement]) -> dict[str, list[str]]:
    groups = {own: [own] for own in bench.claims}
    earliest = {pair: sorted(map(bench.order, pair)) for pair in one}
    for a, b in sorted(one, key=lambda pair: (-one[pair].score, earliest[pair])):
        ours, theirs = groups[a], groups[b]
        if ours is theirs or bench.differ(ours, theirs):
            continue
        ours.extend(theirs)
        for own in theirs:
            groups[own] = ours
    return groups
