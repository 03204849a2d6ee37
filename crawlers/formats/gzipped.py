"""Payloads that are kept as gzip files, whatever the server says of them."""

import zlib

from foothold.errors import Unreadable

MOST_BYTES = 20_000_000
"""What a payload may unpack to. The protocol allows a sitemap 50 MB; its 50,000 addresses fill a fifth of that."""


def unpacked(body: bytes, what: str, *, whole: bool = True) -> bytes:
    """The plain bytes; a body that is not gzip as it is. `what` names it in errors.

    Raises Unreadable for a damaged or larger one, and where `whole` is asked for one that is cut off.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, MOST_BYTES)
    except zlib.error as error:
        raise Unreadable(f"The gzip {what} is damaged: {error}.") from error
    if unpacker.unconsumed_tail:
        raise Unreadable(f"The {what} is larger than {MOST_BYTES // 1_000_000} MB unpacked.")
    if whole and not unpacker.eof:
        raise Unreadable(f"The gzip {what} is cut off: half a {what} must not pass for a whole one.")
    return plain
