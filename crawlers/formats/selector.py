"""Selectors into HTML as a source's YAML writes them: `td.closing`, `a.more@href`, `./dt[.="Salary"]/following::dd[1]`."""

import re
from dataclasses import dataclass, field
from typing import Any

from cssselect import HTMLTranslator, SelectorError
from lxml import etree

from crawlers.formats.html_page import Element, markup, words
from foothold.errors import SourceMisconfigured

XPATH_BEGINS = ("/", "./", "../", "(")
ATTRIBUTE = re.compile(r"@(?P<attribute>[A-Za-z_][\w:.-]{0,60})$")
TRANSLATOR = HTMLTranslator()
HERE = "."


@dataclass(frozen=True, slots=True)
class Selector:
    """CSS, or XPath 1.0 where it begins with a slash, with `./`, `../` or a bracket. CSS may end in `@attribute`,
    and `.` is the place itself."""

    text: str
    key: str
    attribute: str | None = None
    find: etree.XPath = field(default=None, compare=False, repr=False)  # type: ignore[assignment]

    @classmethod
    def of(cls, text: str, key: str) -> "Selector":
        """Raises SourceMisconfigured with the key of the YAML where the selector is none."""
        attribute, path = None, text
        try:
            if not text.startswith(XPATH_BEGINS):
                if found := ATTRIBUTE.search(text):
                    attribute, path = found["attribute"], text[: found.start()].strip() or HERE
                path = path if path == HERE else TRANSLATOR.css_to_xpath(path)
            return cls(text, key, attribute, etree.XPath(path, regexp=False, smart_strings=False))
        except (SelectorError, etree.XPathError, ValueError) as error:
            raise SourceMisconfigured(f"`{key}: {text}` is no selector: {error}.") from error

    def linking(self) -> "Selector":
        """The same, for a link: its address where no attribute is named."""
        return (
            self
            if self.attribute or self.text.startswith(XPATH_BEGINS)
            else Selector.of(f"{self.text}@href", self.key)
        )

    def begins(self, place: Element) -> list[Element]:
        """The elements there, in the page's order."""
        return [found for found in self._found(place) if isinstance(found, etree._Element)]

    def texts(self, place: Element, prose: bool = False) -> list[str]:
        """The words of what is there, or the attribute; of prose the markup."""
        return [text for found in self._found(place) if (text := self._text(found, prose))]

    def _text(self, found: Any, prose: bool) -> str | None:
        if not isinstance(found, etree._Element):
            return " ".join(str(found).split()) or None
        if self.attribute:
            return (found.get(self.attribute) or "").strip() or None
        return markup(found) if prose else words(found)

    def _found(self, place: Element) -> list[Any]:
        """XPath may also answer with a text, a number or a truth."""
        try:
            found = self.find(place)
        except etree.XPathError as error:
            raise SourceMisconfigured(f"`{self.key}: {self.text}` cannot be followed: {error}.") from error
        if isinstance(found, list):
            return found
        return [] if isinstance(found, bool) else [found]
