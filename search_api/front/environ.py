"""A request as WSGI has it (PEP 3333), from the same request as ASGI has it."""

import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_to_bytes

Scope = Mapping[str, Any]
Environ = dict[str, Any]
WITHOUT_PREFIX = ("CONTENT_TYPE", "CONTENT_LENGTH")


def environ_of(scope: Scope) -> Environ:
    """Without a body: `wsgi.input` is put in once it has been read."""
    raw_path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    client, server = scope["client"] or ("", 0), scope["server"] or ("", 0)
    return {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(raw_path).decode("latin-1"),
        "QUERY_STRING": query.decode("latin-1"),
        "RAW_URI": (raw_path + (b"?" + query if query else b"")).decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        **_headers(scope["headers"]),
    }


def _headers(pairs: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """A header that is there several times is one with commas, as RFC 9110 has it."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        key = name.decode("latin-1").upper().replace("-", "_")
        values.setdefault(key if key in WITHOUT_PREFIX else f"HTTP_{key}", []).append(value.decode("latin-1"))
    return {key: ",".join(each) for key, each in values.items()}
