"""Fetches every address it is given with the settings of a crawl; prints a JSON object: address → outcome.

A process of its own, because a reactor starts once. `--loopback` is what a sample source is allowed;
`--name NAME=ADDRESS` lets the system's resolver answer a name; `--host NAME` names a host that may answer, too.
"""

import argparse
import json
import sys
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.utils.reactor import install_reactor
from twisted.internet.address import IPv4Address
from twisted.internet.interfaces import IHostnameResolver
from twisted.python.failure import Failure
from zope.interface import implementer

from crawlers.settings import crawl_settings
from foothold.model.source import Expects, Publisher, Source, Terms
from foothold.settings import Settings

SOURCE = Source(
    slug="canary",
    title="Canary",
    publisher=Publisher(name="Canary", url="https://canary.example", kind="sample"),
    terms=Terms(robots="allowed", licence="none", checked=date(2026, 11, 1)),
    family="job_posting_page",
    values={},
    schedule="0 5 * * *",
    expects=Expects(),
)


class FetchEach(Spider):
    name = "fetch_each"

    def __init__(self, addresses: Sequence[str], outcomes: dict[str, str]) -> None:
        super().__init__()
        self.addresses = addresses
        self.outcomes = outcomes

    async def start(self) -> AsyncIterator[Request]:
        for address in self.addresses:
            try:
                yield Request(
                    address,
                    callback=self.answered,
                    errback=self.failed,
                    cb_kwargs={"asked": address},
                    dont_filter=True,
                    headers={"X-Key": "secret"},
                    meta={"home": address, "own_headers": ("X-Key",)},
                )
            except ValueError as error:
                self.outcomes[address] = f"ValueError: {error}"

    def answered(self, response: Response, asked: str) -> None:
        self.outcomes[asked] = str(response.status)

    def failed(self, failure: Failure) -> None:
        asked = failure.request.cb_kwargs["asked"]  # type: ignore[attr-defined]
        self.outcomes[asked] = f"{type(failure.value).__name__}: {failure.value}"


@implementer(IHostnameResolver)
class Names:
    """The system's resolver with some names of its own; every other name goes to the one beneath."""

    def __init__(self, reactor: Any, names: dict[str, str]) -> None:
        self.beneath = reactor.nameResolver
        self.names = names

    def resolveHostName(  # noqa: N802 - the interface's own name
        self, receiver: Any, name: str, port: int = 0, *rest: Any
    ) -> Any:
        if name not in self.names:
            return self.beneath.resolveHostName(receiver, name, port, *rest)
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", self.names[name], port))
        receiver.resolutionComplete()
        return self

    def cancel(self) -> None: ...


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--loopback", action="store_true")
    parser.add_argument("--name", action="append", default=[])
    parser.add_argument("--host", action="append", default=[])
    parser.add_argument("addresses", nargs="*")
    said = parser.parse_args()
    settings = Settings(
        crawl_allow_loopback=said.loopback, crawl_retries=0, crawl_delay_seconds=0, crawl_timeout_seconds=3
    )
    source = SOURCE.model_copy(update={"sample": said.loopback, "values": {"hosts": said.host}})
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    names = dict(name.split("=", 1) for name in said.name)
    reactor.installNameResolver(Names(reactor, names))  # type: ignore[attr-defined]
    outcomes: dict[str, str] = {}
    process = AsyncCrawlerProcess(
        crawl_settings(settings, source)
        | {"ITEM_PIPELINES": {}, "LOG_LEVEL": "CRITICAL", "ROBOTSTXT_OBEY": said.loopback}
    )
    process.crawl(FetchEach, addresses=said.addresses, outcomes=outcomes)
    process.start()
    json.dump(outcomes, sys.stdout)


if __name__ == "__main__":
    main()
