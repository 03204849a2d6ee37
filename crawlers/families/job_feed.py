"""Feeds of jobs: Indeed-, LinkedIn- and Jobrapido-style XML, RSS, Atom, HR-XML, and the same names as JSON."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree

from crawlers.family import Family, Fetch, Values, each, read_json, said, unreadable
from crawlers.formats.feed_dialects import ALONE, RECORDS, FeedRecord, read_record
from crawlers.formats.feed_hr_xml import read_position
from crawlers.formats.feed_json import element_of, job_list
from crawlers.formats.feed_xml import Break, local_name, records
from crawlers.formats.labelled import with_labelled
from foothold.errors import SourceMisconfigured, Unreadable
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.uploads.assemble import SITE_FIELDS, composed


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    url = said(values.get("url"))
    if not url:
        raise SourceMisconfigured("job_feed needs values.url: the address of the feed.")
    return [Fetch(url)]


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    """`values.item` names the element of one job where it is none of the usual."""
    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return _from_json(body, seen, values)
    return _from_xml(body, seen, values)


def _from_xml(body: bytes, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    item = (said(values.get("item")) or "").lower()
    root: list[str] = []

    def is_record(name: str, depth: int) -> bool:
        if depth == 0:
            root.append(name)
        return name == item if item else name in RECORDS and (depth > 0 or name in ALONE)

    count = 0
    for record in records(body, is_record):
        if isinstance(record, Break):
            yield Rejected(Reason.UNREADABLE, "feed", record.where)
            return
        count += 1
        yield from each([record], lambda one: _posting(one, seen, values))
    if not count and not _may_be_empty(root[0]):
        raise Unreadable(
            f"This XML holds no jobs that are known by name; its outermost element is “{root[0]}”."
        )


def _may_be_empty(root: str) -> bool:
    return root in (
        "rss",
        "feed",
        "rdf",
        "channel",
        "source",
        "jobs",
        "vacancies",
        "items",
        "positions",
        "adverts",
    )


def _posting(record: etree._Element, seen: datetime, values: Values) -> RawPosting:
    found = read_position(record) if local_name(record) == "positionopening" else read_record(record)
    return _composed(found, seen, values)


def _composed(found: FeedRecord, seen: datetime, values: Values) -> RawPosting:
    texts = found.by_field()
    employer = said(values.get("employer"))
    if employer:
        texts["employer"] = [employer]
    for name in ("url", "apply_url"):
        # Publishers escape the address and then put it into CDATA, where nothing undoes it.
        texts[name] = [text.replace("&amp;", "&") for text in texts.get(name, ())]
    sites = [site for site in (site.by_field() for site in found.sites) if site]
    if len(sites) == 1:
        # A point or postcode beside the only place is that place's.
        sites[0].update({name: texts[name] for name in SITE_FIELDS if name in texts and name not in sites[0]})
    return with_labelled(composed(texts, seen, sites))


def _from_json(body: bytes, seen: datetime, values: Values) -> Iterator[RawPosting | Rejected]:
    jobs = job_list(read_json(body))
    if jobs is None:
        raise Unreadable("This JSON holds no list of jobs.")
    yield from each(jobs, lambda record: _of_object(record, seen, values))


def _of_object(record: Any, seen: datetime, values: Values) -> RawPosting | Rejected:
    if not isinstance(record, Mapping):
        return unreadable(f"a job that is no object: {record!r}")
    return _posting(element_of(record), seen, values)


FAMILY = Family(name="job_feed", read=read, start=start)
