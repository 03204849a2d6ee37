"""What an answer may hold beyond its bytes: so many elements and values as its bytes would be honest for.

Ten megabytes of brackets become a gigabyte of objects. An answer is weighed before it is read, and what is read of it
is weighed before it is kept; the figures follow from the bytes that an answer may have.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from crawlers.family import unreadable
from foothold.errors import TooLarge
from foothold.model.posting import RawPosting, Rejected, every

BYTES_AN_ELEMENT = 40
BYTES_A_VALUE = 25
BYTES_A_POSTING = 500
"""Less than honest ones have, over a whole answer of the largest size."""
MOST_TIMES = 2  # The characters that postings hold may be twice the bytes of the largest answer.
LONGEST_STRETCH = 1_000_000  # Bytes of a page or a feed without a tag, or of JSON without a quote.
LONGEST_POSTING = 500_000  # Characters of all that one posting says: fifty times the longest real ones.


def weigh(body: bytes, most_bytes: int) -> None:
    """Raises TooLarge where so many elements or values, or so long a text, cannot be held, whatever reads them."""
    start = body[:100].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    mark = {b"<": b"<", b"[": b'"', b"{": b'"'}.get(start)
    if mark and _stretch_without(mark, body):
        raise TooLarge(f"it holds a text of more than {LONGEST_STRETCH:,} bytes")
    elements = body.count(b"<") - body.count(b"</")
    if elements > most_bytes // BYTES_AN_ELEMENT:
        raise TooLarge(
            f"it holds {elements:,} elements, and at most {most_bytes // BYTES_AN_ELEMENT:,} are read"
        )
    if mark == b'"':
        values = body.count(b",") + body.count(b"{") + body.count(b"[")
        if values > most_bytes // BYTES_A_VALUE:
            raise TooLarge(
                f"it holds {values:,} values, and at most {most_bytes // BYTES_A_VALUE:,} are read"
            )


def _stretch_without(mark: bytes, body: bytes) -> bool:
    """Whether a stretch twice as long as the longest is in the body for certain; one a little longer may be missed."""
    starts = range(0, len(body) - LONGEST_STRETCH, LONGEST_STRETCH)
    return any(body.find(mark, start, start + LONGEST_STRETCH) < 0 for start in starts)


T = TypeVar("T")


def counted(found: Iterable[T], most_bytes: int) -> Iterator[T]:
    """An answer's postings, or the pages that it leads to, one by one. Raises TooLarge where they do not end."""
    most = most_bytes // BYTES_A_POSTING
    for number, one in enumerate(found, 1):
        if number > most:
            raise TooLarge(f"it holds more than {most:,} postings or links")
        yield one


def weighed(postings: Iterable[RawPosting | Rejected], most_bytes: int) -> Iterator[RawPosting | Rejected]:
    """The postings, one of monstrous length as a rejected one. Raises TooLarge where they say far more than an answer
    can hold: a text that each of them refers to is read again for each."""
    in_all = 0
    for posting in counted(postings, most_bytes):
        length = _length(posting) if isinstance(posting, RawPosting) else 0
        in_all += min(length, LONGEST_POSTING)
        if in_all > MOST_TIMES * most_bytes:
            raise TooLarge(f"its postings hold more than {MOST_TIMES * most_bytes:,} characters")
        if length > LONGEST_POSTING:
            title = (posting.title or "")[:200] or None
            yield unreadable(f"a posting of {length:,} characters", title=title, url=_short(posting.url))
        else:
            yield posting


def _length(posting: RawPosting) -> int:
    return sum(len(text) for name in posting.texts() for text in every(getattr(posting, name)))


def _short(url: str | None) -> str | None:
    return url if url and len(url) < 2_000 else None
