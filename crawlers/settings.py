"""Scrapy's settings: those of every crawl as constants, those of one source through `crawl_settings`."""

from typing import Any

import foothold
from crawlers.fetching.guard import LOOPBACK_SETTING
from crawlers.fetching.politeness import APART_SETTING
from crawlers.fetching.redirects import HOSTS_SETTING, hosts_of
from foothold.model.source import Source
from foothold.settings import Settings

BOT_NAME = "Foothold"
SPIDER_MODULES = ["crawlers.spiders"]

# The guard: only http and https, only public addresses, no proxy that would resolve names out of our sight.
TWISTED_DNS_RESOLVER = "crawlers.fetching.guard.GuardedResolver"
DOWNLOAD_HANDLERS: dict[str, str | None] = {"file": None, "data": None, "s3": None, "ftp": None}
HTTPPROXY_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False

# Manners: robots.txt, waiting when asked, one honest name. The distance between requests is kept across crawls by
# `crawlers.fetching.host_pacing`, not within one crawl by Scrapy's own delay, which varies by half as well.
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = BOT_NAME
COOKIES_ENABLED = False
# No page learns from us which other page led to it.
REFERRER_POLICY = "no-referrer"

DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "crawlers.fetching.guard.GuardMiddleware": 10,
    "crawlers.fetching.redirects.PublisherMiddleware": 20,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.fetching.politeness.Robots": 100,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.fetching.politeness.PoliteRetry": 900,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    # A 304, a 404 and a bot wall's 403 are answers that the spider judges itself.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
}
ITEM_PIPELINES = {"crawlers.pipelines.SavePipeline": 100}

# What a crawl does without is not loaded: it would cost each crawl's start a tenth of its time. Nothing listens.
TELNETCONSOLE_ENABLED = False
EXTENSIONS: dict[str, int | None] = {
    f"scrapy.extensions.{name}": None
    for name in (
        "corestats.CoreStats", "logcount.LogCount", "telnet.TelnetConsole", "memusage.MemoryUsage",
        "memdebug.MemoryDebugger", "closespider.CloseSpider", "feedexport.FeedExporter", "logstats.LogStats",
        "spiderstate.SpiderState", "throttle.AutoThrottle", "remote_control.RemoteControl",
    )
}  # fmt: skip

LOG_LEVEL = "WARNING"
STATS_DUMP = False


def crawl_settings(settings: Settings, source: Source) -> dict[str, Any]:
    """The constants above, and what Foothold's own settings and the source add to them."""
    shared = {name: value for name, value in globals().items() if name.isupper()}
    return shared | {
        "USER_AGENT": f"{BOT_NAME}/{foothold.__version__} (+{settings.contact})",
        APART_SETTING: settings.crawl_delay_seconds,
        "DOWNLOAD_TIMEOUT": settings.crawl_timeout_seconds,
        "DOWNLOAD_MAXSIZE": settings.crawl_max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": settings.crawl_retries,
        "ROBOTSTXT_OBEY": source.terms.robots != "not_applicable",
        LOOPBACK_SETTING: source.sample and settings.crawl_allow_loopback,
        HOSTS_SETTING: hosts_of(source),
    }


def logged_settings(settings: Settings, source: Source, work: str) -> dict[str, Any]:
    """Those of a process of its own, whose log tells of its `work` (crawl, check, liveness) on this source last."""
    log_file = settings.home / "logs" / f"{work}-{source.slug}.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    return crawl_settings(settings, source) | {"LOG_FILE": str(log_file), "LOG_FILE_APPEND": False}
