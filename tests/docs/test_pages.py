"""Every address of the site is on the page that lists them."""

import re
from pathlib import Path

from foothold.index.open_index import open_engine
from search_api import create_app
from tests.search_api.world import settings_at

ROOT = Path(__file__).parents[2]
ELSEWHERE = ("/api/", "/alerts/", "/healthz", "/readyz", "/static", "/openapi")
"""Told in api.md, alerts.md and operate.md."""
BESIDE = ("/employers/template.csv", "/sitemap-pages.xml", "/sitemap-adverts-<number>.xml")
"""Parts of a page that is listed."""


def test_every_page_is_documented(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(/[^`?]*)`", text))
    settings = settings_at(tmp_path)
    app = create_app(settings, engine=open_engine(settings))
    rules = {re.sub(r"<\w+:", "<", rule.rule) for rule in app.url_map.iter_rules()}
    pages = {rule for rule in rules if not rule.startswith(ELSEWHERE)}
    assert pages - set(BESIDE) - listed == set()
