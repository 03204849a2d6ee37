"""The generations on a cluster: indices of which one alias names the live one."""

import re
import threading
import time
from collections.abc import Mapping
from typing import Any

from elastic_transport import ObjectApiResponse
from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from foothold.errors import IndexDamaged, IndexUnavailable, WrongUse
from foothold.index.contract import Generation, GenerationState
from foothold.index.elastic.address import read_address
from foothold.index.elastic.cluster import LOOK_SECONDS, SEARCH_SECONDS, Cluster, told_plainly
from foothold.index.elastic.index import ElasticIndex, writing_alias
from foothold.index.elastic.mapping import META_ID, Layout, fits, mapping, settings
from foothold.index.fields import fingerprint, generation_name

_PREFIX = "opportunities-"
_NAME = re.compile(r"opportunities-([0-9a-f]{8})-([0-9A-Za-z]{1,40})")
_LIVE_FOR_SECONDS = 0.5
"""How long the answer to which generation is live is believed: the one before goes on serving."""

_KNOWN_SECONDS = 0.3
"""How long to wait for that answer where there is an older one."""


class ElasticEngine:
    """`foothold.index.contract.SearchEngine` on the cluster that `url` names."""

    def __init__(self, url: str, layout: Layout = Layout()) -> None:  # noqa: B008 - it is frozen
        self._layout = layout
        self._cluster = Cluster(read_address(url))
        self._asking = threading.Lock()
        self._active: ElasticIndex | None = None
        self._believed_until = 0.0

    def active(self) -> ElasticIndex:
        known = self._active
        if known is None:
            self._active = self._found_live(None)
            return self._active
        # One thread asks whether it still is; the others need not wait for that.
        if time.monotonic() < self._believed_until or not self._asking.acquire(blocking=False):
            return known
        try:
            self._active = self._found_live(known)
            self._believed_until = time.monotonic() + _LIVE_FOR_SECONDS
            return self._active
        finally:
            self._asking.release()

    def generations(self) -> tuple[Generation, ...]:
        """Oldest first, by their stamps."""
        with told_plainly():
            found = self._cluster.labour(LOOK_SECONDS).indices.get(
                index=f"{self._cluster.prefix}{_PREFIX}*", expand_wildcards="open,closed"
            )
        ours = {name: of for name, of in found.items() if _generation_of(of)}
        applied = self._applied(list(ours))
        told = [self._generation(name, of, applied.get(name)) for name, of in ours.items()]
        return tuple(sorted(told, key=lambda generation: generation.name.rpartition("-")[2]))

    def create(self, stamp: str) -> ElasticIndex:
        """Raises WrongUse where a generation of that stamp is there already."""
        generation = generation_name(stamp)
        name = self._name(generation)
        if self._is_there(name):
            raise WrongUse(f"The generation {generation} is there already; build one with another stamp.")
        with told_plainly():
            try:
                self._cluster.labour().indices.create(
                    index=name,
                    mappings=mapping(generation),
                    settings=settings(self._layout),
                    aliases={writing_alias(name): {}},
                )
            except BadRequestError as error:
                # Made already, by a request to another node of which the answer was lost.
                if error.error != "resource_already_exists_exception":
                    raise
        return ElasticIndex(self._cluster, name, generation)

    def open(self, generation: str) -> ElasticIndex:
        return ElasticIndex(self._cluster, self._known(generation), generation)

    def activate(self, generation: str) -> None:
        name = self._known(generation)
        behind = {alias: self._all_named_by(alias) for alias in (self._cluster.live, self._before)}
        live, previous = (next(iter(behind[alias]), None) for alias in behind)
        kept = previous if live == name else live
        # One by one: a pattern would leave out those that are closed.
        actions: list[dict[str, Any]] = [
            {"remove": {"index": index, "alias": alias, "must_exist": False}}
            for alias, named in behind.items()
            for index in named
        ]
        actions.append({"add": {"index": name, "alias": self._cluster.live}})
        if kept:
            actions.append({"add": {"index": kept, "alias": self._before}})
        with told_plainly():
            self._cluster.labour().indices.update_aliases(actions=actions)
        self._believed_until = 0.0

    def discard(self, generation: str) -> None:
        """Raises WrongUse for the active generation and for one that is not there."""
        name = self._known(generation)
        if name == self._named_by(self._cluster.live):
            raise WrongUse(f"{generation} is the live search index; activate another one first.")
        with told_plainly():
            self._cluster.labour().options(ignore_status=404).indices.delete(index=name)

    @property
    def _before(self) -> str:
        return f"{self._cluster.prefix}opportunities-before"

    def _name(self, generation: str) -> str:
        return f"{self._cluster.prefix}{generation.lower()}"

    def _known(self, generation: str) -> str:
        """The index of a generation. Raises WrongUse where there is none."""
        name = self._name(generation)
        if _NAME.fullmatch(generation) and self._is_there(name):
            return name
        raise WrongUse(f"There is no generation {generation}; `foothold index status` lists them.")

    def _is_there(self, name: str) -> bool:
        with told_plainly():
            return bool(self._cluster.labour(LOOK_SECONDS).indices.exists(index=name))

    def _named_by(self, alias: str) -> str | None:
        """The index behind an alias."""
        return next(iter(self._all_named_by(alias)), None)

    def _all_named_by(self, alias: str) -> list[str]:
        """Closed ones too; more than one where somebody else had a hand in it."""
        with told_plainly():
            try:
                return list(self._cluster.labour(LOOK_SECONDS).indices.get_alias(name=alias))
            except NotFoundError:
                return []

    def _found_live(self, before: ElasticIndex | None) -> ElasticIndex:
        """That of before where it is still the one, as it has learnt the names of employers; and where the
        cluster is slow to say, for the search itself then tells whether it answers."""
        try:
            live = self._asked_live(before is not None)
        except IndexUnavailable:
            if before is None:
                raise
            return before
        if live is None:
            raise IndexUnavailable("There is no search index yet: run `foothold index rebuild`.")
        name, generation, filling, whole = live
        if _fingerprint_of(generation) != fingerprint():
            raise IndexUnavailable(
                f"The search index {generation} was built for other fields: run `foothold index rebuild`."
            )
        if not whole:
            raise IndexDamaged(
                f"The search index {generation} has another mapping, or more behind its alias, than Foothold gave it:"
                " run `foothold index rebuild`; `foothold serve` does it by itself."
            )
        if before is not None and before.generation == generation:
            before.now_filling(filling)
            return before
        return ElasticIndex(self._cluster, name, generation, filling=filling)

    def _asked_live(self, known: bool) -> tuple[str, str, bool, bool] | None:
        """The index that the alias names, its generation, whether that is being filled, and whether it alone is
        there with the mapping that it was made with."""

        def ask(client: Elasticsearch) -> ObjectApiResponse[Any]:
            return client.options(ignore_status=404).indices.get(
                index=self._cluster.live, features=["mappings"]
            )

        if not known:
            found = self._cluster.ask(time.monotonic() + SEARCH_SECONDS, ask)
        elif self._cluster.breaker.is_open():
            raise IndexUnavailable("The search cluster does not answer.")
        else:
            with told_plainly():
                found = ask(self._cluster.client().options(request_timeout=_KNOWN_SECONDS))
        if found.meta.status == 404:
            return None
        name, of = next(iter(found.body.items()))
        filling = bool(of["mappings"].get("_meta", {}).get("filling"))
        whole = len(found.body) == 1 and fits(of["mappings"])
        return name, _generation_of(of) or self._unprefixed(name), filling, whole

    def _unprefixed(self, name: str) -> str:
        return name.removeprefix(self._cluster.prefix)

    def _generation(self, name: str, of: Mapping[str, Any], applied: int | None) -> Generation:
        states = {self._cluster.live: GenerationState.ACTIVE, self._before: GenerationState.PREVIOUS}
        state = next((states[alias] for alias in of["aliases"] if alias in states), GenerationState.BUILDING)
        generation = _generation_of(of) or name
        return Generation(
            generation,
            _fingerprint_of(generation),
            state,
            applied or 0,
            damaged=applied is None,
            read_only=_is_read_only(of),
        )

    def _applied(self, names: list[str]) -> dict[str, int]:
        """How far each index has come; one that does not answer is left out, and can still be discarded."""
        if not names:
            return {}
        with told_plainly():
            asked = [{"_index": name, "_id": META_ID} for name in names]
            found = self._cluster.labour(LOOK_SECONDS).mget(docs=asked)["docs"]
        answered = [of for of in found if "error" not in of]
        return {of["_index"]: int(of["_source"]["applied"]) if of["found"] else 0 for of in answered}


def _is_read_only(index: Mapping[str, Any]) -> bool:
    blocks = index["settings"]["index"].get("blocks", {})
    return any(str(blocks.get(name)) == "true" for name in ("read_only_allow_delete", "read_only", "write"))


def _generation_of(index: Mapping[str, Any]) -> str | None:
    """What Foothold calls the index; None for one that is not ours."""
    told = index["mappings"].get("_meta", {}).get("generation")
    return told if isinstance(told, str) and _NAME.fullmatch(told) else None


def _fingerprint_of(generation: str) -> str:
    found = _NAME.fullmatch(generation)
    return found.group(1) if found else ""
