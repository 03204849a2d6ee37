"""The mapping of a generation, made from the table of fields."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foothold.errors import WrongUse
from foothold.index.fields import FIELDS, Form

SHOWN = "shown"
STUB = "stub"
META = "meta"
"""States of a document; the one in state `meta` holds the revision up to which changes are applied."""

META_ID = "#meta"
"""Its id, which no advert can have."""

_MOST_SHARDS = 64
_REPLICAS = re.compile(r"\d{1,2}(-(\d{1,2}|all))?")
_SHARDS = f"FOOTHOLD_SEARCH_SHARDS takes a whole number from 1 to {_MOST_SHARDS}."
_COPIES = (
    "FOOTHOLD_SEARCH_REPLICAS takes a number of copies such as 2, or the least and the most, which follow the"
    " number of nodes: 0-1, 0-all."
)

_FORMS: dict[Form, dict[str, Any]] = {
    # The words come analysed (`bulk_lines`): the cluster only splits them at their spaces.
    Form.WORDS: {"type": "text", "analyzer": "whitespace"},
    Form.KEYWORD: {"type": "keyword"},
    Form.NUMBER: {"type": "long"},
    Form.KEY: {"type": "long", "index": False},
    Form.JSON: {"type": "object", "enabled": False},
}


@dataclass(frozen=True, slots=True)
class Layout:
    """How a generation lies on the nodes: in how many parts, and how many copies of each there are."""

    shards: int = 1
    replicas: str = "0-1"

    def __post_init__(self) -> None:
        """Raises WrongUse for what no cluster could do."""
        if not 1 <= self.shards <= _MOST_SHARDS:
            raise WrongUse(f"{_SHARDS} It is {self.shards}.")
        least, _, most = self.replicas.partition("-")
        if not _REPLICAS.fullmatch(self.replicas) or (most.isdigit() and int(least) > int(most)):
            raise WrongUse(f"{_COPIES} It is “{self.replicas[:40]}”.")

    @classmethod
    def read(cls, shards: str | int, replicas: str | int) -> "Layout":
        """Raises WrongUse, naming the setting."""
        if not re.fullmatch(r"\d{1,4}", str(shards).strip()):
            raise WrongUse(f"{_SHARDS} It is “{str(shards)[:40]}”.")
        return cls(int(shards), str(replicas).strip())


def settings(layout: Layout) -> dict[str, Any]:
    copies = "auto_expand_replicas" if "-" in layout.replicas else "number_of_replicas"
    return {
        "number_of_shards": layout.shards,
        copies: layout.replicas,
        # Every put refreshes: nothing else changes what a search sees.
        "refresh_interval": "-1",
    }


def mapping(generation: str) -> dict[str, Any]:
    """`_meta` holds the generation's name as it is told: names of indices are in small letters."""
    properties = {field.name: _FORMS[field.form] for field in FIELDS}
    return {
        "dynamic": "strict",
        "_meta": about(generation),
        # The rest can be made again from the record store, and is as large as what is kept.
        "_source": {"includes": ["id", "revision", "applied", "public"]},
        "properties": properties
        | {
            "points": {"type": "geo_point"},
            "id": {"type": "keyword"},
            "state": {"type": "keyword"},
            "revision": {"type": "long"},
            "applied": {"type": "long", "index": False},
        },
    }


def about(generation: str, *, filling: bool = False) -> dict[str, Any]:
    """What the index says of itself."""
    return {"generation": generation} | ({"filling": True} if filling else {})


def fits(found: Mapping[str, Any]) -> bool:
    """Whether an index still has the mapping that it was made with; fields beside ours do no harm."""
    wanted = mapping("")
    held = found.get("properties", {})
    ours: Mapping[str, Mapping[str, Any]] = wanted["properties"]
    return str(found.get("dynamic")) == wanted["dynamic"] and all(
        held.get(name, {}).get("type") == of["type"] for name, of in ours.items()
    )
