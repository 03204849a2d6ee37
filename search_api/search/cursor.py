"""Cursors: where a page of results ended, opaque to the caller and bound to the search that made it."""

import base64
import hashlib
import hmac

import orjson

from foothold.index.query import Position

SIGNATURE_BYTES = 12
MAX_LENGTH = 600


def write_cursor(position: Position, search: str, secret: bytes) -> str:
    """`search` is the query string without its cursor: a cursor continues no other search."""
    payload = orjson.dumps([position.offset, position.key])
    return base64.urlsafe_b64encode(_sign(payload, search, secret) + payload).decode().rstrip("=")


def read_cursor(text: str, search: str, secret: bytes) -> Position | None:
    """The position, or None where the text was not written by `write_cursor` for this search."""
    if len(text) > MAX_LENGTH:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        # The last character has bits that decoding ignores: another spelling of it is tampering too.
        return None
    signature, payload = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _sign(payload, search, secret)):
        return None
    offset, key = orjson.loads(payload)
    return Position(offset, tuple(key) if key is not None else None)


def _sign(payload: bytes, search: str, secret: bytes) -> bytes:
    return hmac.digest(secret, search.encode() + b"\0" + payload, hashlib.sha256)[:SIGNATURE_BYTES]
