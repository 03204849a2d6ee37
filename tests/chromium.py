"""One real Chromium for the whole run; every test opens a context of its own in it."""

from collections.abc import Iterator
from shutil import which

import pytest
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.real_parts import missing

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = which("chromium") or which("chromium-browser") or which("google-chrome")
    if not path:
        missing("chromium", "no chromium on this machine")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        except BrowserError as error:
            missing("chromium", f"it does not start: {error.message.splitlines()[0]}")
        yield browser
        browser.close()
