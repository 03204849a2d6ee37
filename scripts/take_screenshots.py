"""Take pictures of the pages: `take_screenshots.py [ADDRESS]`, of a site that runs (`make run`).

The picture of the README goes to `docs/images/search.png`; the others to `screenshots/`, which is not kept.
Needs Chromium and the Python package `playwright`.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "images"
LOOSE = ROOT / "screenshots"
ADDRESS = "http://127.0.0.1:8000"
HEIGHT = 820
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SEARCH = "/?q=apprentice&near=Stratford&within=10&kind=apprenticeship&level=2&level=3"


@dataclass(frozen=True)
class Picture:
    """`path` may hold `{advert}`, the address of the first result."""

    file: Path
    path: str
    width: int = 1280
    colours: str = "light"


PICTURES = (
    Picture(KEPT / "search.png", SEARCH),
    Picture(LOOSE / "search-phone.png", SEARCH, width=390),
    Picture(LOOSE / "search-dark.png", SEARCH, colours="dark"),
    Picture(LOOSE / "nothing-found.png", "/?q=apprentice&borough=hackney&min_hourly=500"),
    Picture(LOOSE / "advert.png", "{advert}"),
    Picture(LOOSE / "advert-phone.png", "{advert}", width=390),
    Picture(LOOSE / "employers.png", "/employers"),
    Picture(LOOSE / "schools.png", "/schools?borough=hackney"),
    Picture(LOOSE / "embed.png", "/embed/v1?borough=hackney", width=390),
)


def main() -> None:
    site = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else ADDRESS
    for folder in (KEPT, LOOSE):
        folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=list(ARGUMENTS))
        advert = _first_advert(browser, site)
        for picture in PICTURES:
            _take(browser, site + picture.path.format(advert=advert), picture)
            print(f"{picture.file.relative_to(ROOT)}: {picture.file.stat().st_size:,} bytes")
        browser.close()


def _first_advert(browser: Browser, site: str) -> str:
    page = browser.new_page()
    page.goto(site + SEARCH)
    path = page.locator(".card__title a").first.get_attribute("href")
    page.close()
    return path or "/"


def _take(browser: Browser, address: str, picture: Picture) -> None:
    page = browser.new_page(
        viewport={"width": picture.width, "height": HEIGHT},
        color_scheme="dark" if picture.colours == "dark" else "light",
    )
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=picture.file)
    page.close()


if __name__ == "__main__":
    main()
