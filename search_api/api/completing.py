"""What the description says beyond the views: examples, and the headers that every answer has."""

from collections.abc import Iterator, Mapping
from typing import Any

from search_api.api import examples
from search_api.http.problems import MEDIA_TYPE

Described = dict[str, Any]
HEADERS: Mapping[str, tuple[str, str, Any]] = {
    "ETag": ("string", "Send it back as If-None-Match, and an unchanged answer is 304", 'W/"c2cd7add920a1e4c9df126c2"'),
    "Cache-Control": ("string", "How long it may be kept", "public, max-age=10"),
    "Link": ("string", "The next page, where there is one", '<https://foothold.example/…>; rel="next"'),
    "Foothold-Revision": ("integer", "From which revision on to follow the changes", 3712),
    "RateLimit-Limit": ("integer", "Requests that one address may make in the window", 300),
    "RateLimit-Remaining": ("integer", "How many are left", 299),
    "RateLimit-Reset": ("integer", "Seconds until all are there again", 60),
    "RateLimit-Policy": ("string", "The limit and its window in seconds", "300;w=60"),
    "Retry-After": ("integer", "Seconds to wait", 60),
    "WWW-Authenticate": ("string", "How to send a key", 'Bearer realm="uploads"'),
}  # fmt: skip
KEPT = ("ETag", "Cache-Control")
LIMITED = tuple(name for name in HEADERS if name.startswith("RateLimit-"))
WITH_NEXT = ("/api/v1/opportunities", "/api/v1/changes")
ON_REFUSAL = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
NOT_CHANGED = {"description": "Not changed since the ETag that If-None-Match names"}
RUNNING = ("/healthz", "/readyz")


def complete(document: Described) -> None:
    """Adds them where they belong; once, as the document is one object."""
    document["components"]["headers"] = {
        name: {"description": about, "schema": {"type": kind}, "example": example}
        for name, (kind, about, example) in HEADERS.items()
    }
    for path, operation in _operations(document):
        for parameter in operation.get("parameters", ()):
            parameter["example"] = examples.parameter(parameter["name"], parameter["schema"])
        if operation is document["paths"][path].get("get") and path not in RUNNING:
            operation["responses"].setdefault("304", dict(NOT_CHANGED))
        for status, response in operation["responses"].items():
            _complete_response(document, path, int(status), response)


def _operations(document: Described) -> Iterator[tuple[str, Described]]:
    for path, item in document["paths"].items():
        for operation in item.values():
            yield path, operation


def _complete_response(document: Described, path: str, status: int, response: Described) -> None:
    names = [*_kept(path, status), *ON_REFUSAL.get(status, ()), *(() if path in RUNNING else LIMITED)]
    response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    content = response.get("content", {})
    if MEDIA_TYPE in content:
        _give(document, content[MEDIA_TYPE], {"refused": examples.problem(status)})
    elif status == 200:
        for media in content.values():
            _give(document, media, examples.RESPONSES.get(path, {}))


def _kept(path: str, status: int) -> Iterator[str]:
    if status in (200, 304) and path not in (*RUNNING, "/api/v1/uploads"):
        yield from KEPT
    if status == 200 and path in WITH_NEXT:
        yield "Link"
    if status == 200 and path.startswith("/api/v1/export."):
        yield "Foothold-Revision"


def _give(document: Described, media: Described, named: Mapping[str, Any]) -> None:
    media["examples"] = {name: {"value": value} for name, value in named.items()}
    for value in named.values():
        _spread(document["components"]["schemas"], media["schema"], value)


def _spread(schemas: Described, schema: Described, value: Any) -> None:
    """Each schema that the example reaches has its part of it as its own example."""
    if "$ref" in schema:
        target = schemas[schema["$ref"].rpartition("/")[2]]
        if "anyOf" not in target:
            target.setdefault("examples", [value])
        _spread(schemas, target, value)
    elif "anyOf" in schema:
        _spread(schemas, next(s for s in schema["anyOf"] if _fits(schemas, s, value)), value)
    elif isinstance(value, list):
        for one in value:
            _spread(schemas, schema.get("items") or {}, one)
    elif isinstance(value, Mapping):
        for name, held in value.items():
            _spread(schemas, _property(schema, name), held)


def _property(schema: Described, name: str) -> Described:
    found = schema.get("properties", {}).get(name) or schema.get("additionalProperties")
    return found if isinstance(found, dict) else {}


def _fits(schemas: Described, schema: Described, value: Any) -> bool:
    """As far as the shapes of this API need: null, an object by its keys, or anything else."""
    if "$ref" in schema:
        return _fits(schemas, schemas[schema["$ref"].rpartition("/")[2]], value)
    if schema.get("type") == "null" or value is None:
        return schema.get("type") == "null" and value is None
    if "properties" in schema:
        keys = set(value) if isinstance(value, Mapping) else {None}
        return set(schema.get("required", ())) <= keys <= set(schema["properties"])
    return not isinstance(value, Mapping)
