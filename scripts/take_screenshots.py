"""Take the pictures of the documentation again: `take_screenshots.py [ADDRESS]`, of a site that runs (`make run`).

They go to `docs/images/`. Needs Chromium and the Python package `playwright`.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
ADDRESS = "http://127.0.0.1:8000"
HEIGHT = 820
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SEARCH = "/?q=apprentice+near+stratford&within=10&level=2&level=3"


@dataclass(frozen=True)
class Picture:
    """`path` may hold `{advert}`, the path of the first result, and `{ids}`, the first three as a shortlist."""

    name: str
    path: str
    width: int = 1280
    colours: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("search", SEARCH),
    Picture("search-phone", SEARCH, width=390),
    Picture("search-dark", SEARCH, colours="dark"),
    Picture("nothing-found", "/?q=no+gcse+plumber+hackney"),
    Picture("advert-phone", "{advert}?age=17", width=390),
    Picture("boroughs", "/boroughs"),
    Picture("borough-phone", "/boroughs/newham", width=390),
    Picture("shortlist", "/shortlist?{ids}"),
)


def main() -> None:
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else ADDRESS
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=list(ARGUMENTS))
        adverts = _first_adverts(browser, site)
        ids = urlencode([("id", path.rpartition("/")[2]) for path in adverts])
        for picture in PICTURES:
            file = _take(browser, site + picture.path.format(advert=adverts[0], ids=ids), picture)
            print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")
        browser.close()


def _first_adverts(browser: Browser, site: str) -> list[str]:
    page = browser.new_page()
    page.goto(site + SEARCH)
    links = page.locator(".card__title a").all()[:3]
    paths = [str(link.get_attribute("href")).partition("?")[0] for link in links]
    page.close()
    return paths


def _take(browser: Browser, address: str, picture: Picture) -> Path:
    page = browser.new_page(viewport={"width": picture.width, "height": HEIGHT}, color_scheme=picture.colours)
    page.goto(address, wait_until="networkidle")
    file = IMAGES / f"{picture.name}.png"
    page.screenshot(path=file)
    page.close()
    return file


if __name__ == "__main__":
    main()
