"""The real browser, watching: which canaries were called, what was asked of other origins, what lies in wait."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Request
from werkzeug.serving import WSGIRequestHandler, make_server

FRAMES_AT_A_TIME = 50
EMPTY: Mapping[str, str] = {}

LYING_IN_WAIT = """
() => [...document.querySelectorAll('iframe')].map(frame => {
  const page = frame.contentDocument
  if (!page || !page.documentElement) return ['the frame was led away']
  const opens = ['href', 'xlink:href']
  const loads = ['src', 'action', 'formaction', 'data', 'poster', 'background', 'ping', 'srcset']
  const safe = ['http:', 'https:', 'mailto:', 'tel:']
  const wrong = (element, {name, value}) => {
    if (name.startsWith('on') || name === 'srcdoc' || name === 'style') return true
    if (!opens.includes(name) && !loads.includes(name)) return false
    let url
    try { url = new URL(value, page.baseURI) } catch { return true }
    const asks = element.localName === 'link' && element.rel !== 'canonical'
    if (loads.includes(name) || asks || element.localName === 'base')
      return url.origin !== location.origin
    return !safe.includes(url.protocol)
  }
  const found = []
  for (const element of page.querySelectorAll('*'))
    for (const attribute of element.attributes)
      if (wrong(element, attribute)) found.push(`<${element.localName} ${attribute.name}="${attribute.value}">`)
  for (const element of page.querySelectorAll('script:not([type="application/ld+json"]), object, embed, base, meta[http-equiv], math, svg script'))
    found.push(element.outerHTML)
  return found
})
"""


@dataclass
class Watch:
    """What happened since it was made. `ran` and `asked` name the payload where it can be told."""

    ran: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    waiting: dict[str, list[str]] = field(default_factory=dict)

    @property
    def harm(self) -> dict[str, object]:
        """Nothing of it may be there."""
        seen = {"ran": self.ran, "asked": self.asked, "waiting": self.waiting}
        return {name: value for name, value in seen.items() if value}


class Onlooker:
    """Opens addresses of one site in frames, many at a time."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site

    def look(self, paths: Sequence[str], *, bypass_csp: bool = True) -> Watch:
        watch = Watch()
        context = self.browser.new_context(bypass_csp=bypass_csp)
        context.set_default_timeout(30_000)
        self._listen(context, watch)
        page = context.new_page()
        for start in range(0, len(paths), FRAMES_AT_A_TIME):
            self._frames(page, paths[start : start + FRAMES_AT_A_TIME], watch)
        context.close()
        return watch

    def _listen(self, context: BrowserContext, watch: Watch) -> None:
        context.expose_binding(
            "canary", lambda source, *said: watch.ran.append(str(said[0]) if said else source["frame"].url)
        )

        def asked(request: Request) -> None:
            if not request.url.startswith((self.site, "about:")):
                watch.asked.append(request.url[:200])

        context.on("request", asked)
        context.on("dialog", lambda dialog: (watch.ran.append(dialog.message), dialog.dismiss()))

    def _frames(self, page: Page, paths: Sequence[str], watch: Watch) -> None:
        page.goto(f"{self.site}/frames")
        page.evaluate(
            """paths => Promise.all(paths.map(path => new Promise(done => {
                 const frame = document.createElement('iframe')
                 frame.onload = done
                 frame.src = path
                 document.body.append(frame)
               })))""",
            list(paths),
        )
        page.wait_for_timeout(50)
        for path, found in zip(paths, page.evaluate(LYING_IN_WAIT), strict=True):
            if found:
                watch.waiting[path] = found


@contextmanager
def serving(app: Flask, extra: Mapping[str, str] = EMPTY) -> Iterator[str]:
    """The site on a free port of this machine, and beside it an empty page for the frames and `extra` pages."""
    pages = {"/frames": "<!doctype html><title>Frames</title>", **extra}

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        page = "" if path.endswith(".css") else pages.get(path)
        if page is None:
            return app(environ, start)
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [page.encode()]

    class Quiet(WSGIRequestHandler):
        def log(self, *args: Any) -> None: ...

    server = make_server("127.0.0.1", 0, answer, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()
