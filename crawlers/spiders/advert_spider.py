"""The spider that asks adverts' own pages whether they are still there, with the manners of every crawl."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.fetching.failure_reasons import why_failed
from crawlers.fetching.http_validators import conditions
from crawlers.liveness import AnsweredPage
from crawlers.page_checks import Asking
from foothold.store.page_checks import Advert


class AdvertSpider(Spider):
    name = "advert"

    def __init__(self, job: Asking, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.job = job

    async def start(self) -> AsyncIterator[Request]:
        for advert in self.job.adverts:
            yield Request(
                advert.url,
                headers=conditions(self.job.known(advert)),
                callback=self.parse,
                errback=self.failed,
                cb_kwargs={"advert": advert},
            )

    def parse(self, response: Response, advert: Advert) -> None:
        self.job.answered(advert, AnsweredPage(response.status, response.url, response.body))

    def failed(self, failure: Failure) -> None:
        """Refused by the guard or robots.txt, or lost on the way: nothing is known of the advert."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value or RuntimeError("no reason was given")
        self.job.unanswered(
            request.cb_kwargs["advert"], why_failed(error, urlsplit(request.url).hostname or "")
        )
