"""The mapping of a generation, made from the table of fields."""

from typing import Any

from foothold.index.fields import FIELDS, Form

SHOWN = "shown"
STUB = "stub"
META = "meta"
"""States of a document; the one in state `meta` holds the revision up to which changes are applied."""

META_ID = "#meta"
"""Its id, which no advert can have."""

_FORMS: dict[Form, dict[str, Any]] = {
    # The words come analysed (`written`): the cluster only splits them at their spaces.
    Form.WORDS: {"type": "text", "analyzer": "whitespace"},
    Form.KEYWORD: {"type": "keyword"},
    Form.NUMBER: {"type": "long"},
    Form.KEY: {"type": "long", "index": False},
    Form.JSON: {"type": "object", "enabled": False},
}


def settings() -> dict[str, Any]:
    return {
        # Up to some millions of adverts one shard is fastest, and scores do not depend on where one lies.
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        # Every put refreshes: nothing else changes what a search sees.
        "refresh_interval": "-1",
    }


def mapping(generation: str) -> dict[str, Any]:
    """`_meta` holds the generation's name as it is told: names of indices are in small letters."""
    properties = {field.name: _FORMS[field.form] for field in FIELDS}
    return {
        "dynamic": "strict",
        "_meta": {"generation": generation},
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
