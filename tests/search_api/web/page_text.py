"""A page as a person meets it: its text, its links and its fields."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from lxml import html


@dataclass(frozen=True)
class Page:
    status: int
    root: html.HtmlElement
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return squeezed(self.root.text_content())

    def texts(self, path: str) -> list[str]:
        return [squeezed(found.text_content()) for found in self.root.xpath(path)]

    def one(self, path: str) -> html.HtmlElement:
        (found,) = self.root.xpath(path)
        return found

    def link(self, words: str) -> str:
        """The address of the first link whose text has these words."""
        return next(a.get("href") for a in self.root.xpath("//a") if words in squeezed(a.text_content()))

    @property
    def total(self) -> int:
        """The number in the heading of the results."""
        said = self.texts("//h2[@id='results']")[0].split()[0]
        return 0 if said == "No" else int(said.replace(",", ""))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def page(client: FlaskClient, address: str) -> Page:
    answer = client.get(address)
    return Page(answer.status_code, html.fromstring(answer.text), dict(answer.headers))


def asked(href: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(href).query)
