"""JSON as the store keeps it."""

import json
from typing import Any

import orjson


def json_text(value: Any) -> str:
    """Compact UTF-8. Half a character, which only a careless source can write, becomes a question mark."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
