"""Placeholder until the reader stands."""

from collections.abc import Iterator
from datetime import datetime

from crawlers.families.family import Family, Fetch, Values
from foothold.posting import RawPosting, Rejected


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    yield from ()


FAMILY = Family(
    name="job_posting_page", read=read, start=lambda values, key: [Fetch(str(values["url"]), listing=True)]
)
