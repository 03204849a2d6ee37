"""A source of the local site, and its crawls, each in a child process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from foothold.model.opportunity import Status
from foothold.settings import Settings
from foothold.store import records, runs
from foothold.store.open_store import Store, open_store
from scheduler.runner import Outcome
from tests.crawlers.forked import ForkedCrawl
from tests.crawlers.local_site import LocalSite

YAML = """
title: Local
publisher: {{name: Ravensbourne, url: "{url}", kind: sample}}
terms: {{robots: allowed, licence: ours, checked: 2026-11-01}}
sample: {sample}
family: {family}
values: {values}
schedule: "{schedule}"
expects: {{postings: {{min: 1, max_drop: 0.5}}}}
"""


class LocalSource:
    """One source, `local`, in a folder of its own with a store of its own."""

    def __init__(self, folder: Path, site: LocalSite, database_url: str | None = None) -> None:
        self.site = site
        self.folder = folder / "sources"
        self.folder.mkdir(exist_ok=True)
        self.settings = Settings(
            home=folder,
            database_url=database_url,
            sources_folder=self.folder,
            crawl_allow_loopback=True,
            crawl_delay_seconds=0,
            crawl_timeout_seconds=5,
            crawl_max_bytes=200_000,
            lease_seconds=3,
        )
        self.describe()
        self.store.upgrade()

    @cached_property
    def store(self) -> Store:
        return open_store(self.settings.store_url)

    def describe(
        self,
        values: str = "",
        family: str = "job_posting_page",
        sample: bool = True,
        schedule: str = "15 5 * * *",
        slug: str = "local",
    ) -> None:
        said = values or f'{{sitemap: "{self.site.url}/sitemap.xml"}}'
        text = YAML.format(
            url=self.site.url, values=said, family=family, sample=str(sample).lower(), schedule=schedule
        )
        (self.folder / f"{slug}.yml").write_text(text)

    def crawl(
        self,
        limit: int | None = None,
        on_event: Callable[[dict[str, Any]], None] = lambda e: None,
        slug: str = "local",
    ) -> Outcome:
        return ForkedCrawl(slug, self.settings, limit=limit).follow(on_event)

    def crawl_side_by_side(self, *slugs: str) -> dict[str, Outcome]:
        """Crawls of several sources at the same time, each in a process of its own."""
        with ThreadPoolExecutor(len(slugs)) as pool:
            return dict(zip(slugs, pool.map(lambda slug: self.crawl(slug=slug), slugs), strict=True))

    def shown(self) -> dict[str, dict[str, Any]]:
        """The open records' public shape by title."""
        return {record.public["title"]: record.public for record in records.every_public(self.store)}

    def count(self) -> int:
        return records.count_by_status(self.store)[Status.OPEN]

    def last_run(self) -> Any:
        return runs.latest(self.store, "local")[0]


@pytest.fixture
def source(tmp_path: Path, site: LocalSite) -> LocalSource:
    return LocalSource(tmp_path, site)
