"""The `next:` of a source's YAML: a link that the page names, or a parameter that is counted up."""

from collections.abc import Mapping
from dataclasses import dataclass

from crawlers.family import Fetch, Values
from crawlers.formats.board import query_of, with_query
from crawlers.formats.field_map import Compiled, Where
from crawlers.formats.listed_adverts import count
from foothold.errors import SourceMisconfigured

# A server that does not know the parameter answers every page with the first, for ever.
MOST_PAGES = 300
MOST_ITEMS = 30_000
LASTS = {"page": "pages", "offset": "total"}


@dataclass(frozen=True, slots=True)
class Paging:
    """Either a `link`, or a `parameter` that counts pages or items, with where the answer says how many there are."""

    link: Where | None = None
    parameter: str | None = None
    by_items: bool = False
    last: Where | None = None

    @classmethod
    def of(cls, values: Values, compiled: Compiled) -> "Paging":
        said = values.get("next")
        if said is None:
            return cls()
        if isinstance(said, str) and said.strip():
            return cls(link=compiled(said.strip(), "next"))
        for name, last in LASTS.items():
            if isinstance(said, Mapping) and isinstance(said.get(name), str) and set(said) <= {name, last}:
                end = said.get(last)
                return cls(
                    parameter=said[name],
                    by_items=name == "offset",
                    last=compiled(str(end), f"next.{last}") if end else None,
                )
        raise SourceMisconfigured(
            f"`next: {said!r}`: write where the next page's link is, or {{page: NAME, pages: WHERE}} or "
            "{offset: NAME, total: WHERE} for the parameter that counts pages or items."
        )

    def counted(self, url: str, items: int, last: int | None) -> list[Fetch]:
        """The next page by its parameter: up to `last` where the answer says it, else while pages hold items."""
        if self.parameter is None or not items:
            return []
        at = query_of(url, self.parameter)
        if self.by_items:
            further, most = count(at) + items, MOST_ITEMS
            more = last is None or further < last
        else:
            further, most = (1 if at is None else count(at)) + 1, MOST_PAGES
            more = last is None or further <= last
        return (
            [Fetch(with_query(url, **{self.parameter: further}), listing=True)]
            if more and further <= most
            else []
        )

    def is_further(self, url: str | None) -> bool:
        """Whether this page was reached by counting, so that it may be the empty one after the last."""
        return bool(url and self.parameter and count(query_of(url, self.parameter)) > 1)
