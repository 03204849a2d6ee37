"""Who may answer for whom: a redirect to a host that does not speak for the source's publisher is no answer."""

from collections.abc import Iterable
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawlers.families import family as family_named
from foothold.errors import SourceMisconfigured
from foothold.model.hosts import SourceHosts, host_text
from foothold.model.source import Source

HOSTS_SETTING = "FOOTHOLD_HOSTS"
ROBOTS_REQUEST = "dont_obey_robotstxt"
"""Scrapy's own mark of a request for robots.txt."""


class AnsweredElsewhere(IgnoreRequest):
    """Another host stands in for the one that was asked; the text says which, `host` names it."""

    def __init__(self, why: str, host: str) -> None:
        super().__init__(why)
        self.host = host


def hosts_of(source: Source) -> SourceHosts:
    """Those that speak for the source. One that cannot say where it begins has those alone that it names."""
    family = family_named(source.family)
    try:
        begins = [fetch.url for fetch in family.start(source.values, "KEY")]
    except SourceMisconfigured:
        begins = []
    return SourceHosts.of((*begins, *_filled(family.hosts, source)), source.hosts)


def _filled(patterns: Iterable[str], source: Source) -> Iterable[str]:
    """Addresses at a family's hosts, with the source's values in their braces; without those for which it has none."""
    texts = {name: value for name, value in source.values.items() if isinstance(value, str)}
    for pattern in patterns:
        try:
            yield f"https://{pattern.format(**texts)}"
        except KeyError:
            continue


class PublisherMiddleware:
    """Stands behind the guard, where every request and each step of a redirect passes.

    robots.txt may lead elsewhere, for RFC 9309 (2.3.1.2) has its rules hold for the host that was asked; what is
    found there is judged by `politeness.Robots`. What leads from https to http is refused there too.
    """

    def __init__(self, hosts: SourceHosts) -> None:
        self.hosts = hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.get(HOSTS_SETTING, SourceHosts()))

    def process_request(self, request: Request) -> None:
        before = request.meta.get("redirect_urls")
        if not before:
            return
        # A request for rules is measured by the step that it takes, so that only a way to http is refused.
        asked = request.url if request.meta.get(ROBOTS_REQUEST) else before[0]
        why = self.hosts.refusal(asked, before[-1], request.url)
        if why:
            raise AnsweredElsewhere(why, host_text(request.url))
