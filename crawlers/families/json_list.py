"""Any list of adverts in JSON, read by paths that the source's YAML names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawlers.family import Family, Fetch, Values, read_json, said
from crawlers.formats.adverts import Found, found_in, once_each
from crawlers.formats.board import next_page
from crawlers.formats.field_map import FieldMap, field_map, posting_at
from crawlers.formats.json_path import JsonPath, keys_of
from crawlers.formats.listed_adverts import fetches_details, wanted
from crawlers.formats.paging import Paging
from crawlers.formats.sitemap import address_on_site, listed
from foothold.errors import SourceMisconfigured

WHOLE_NUMBER = re.compile(r"\d{1,8}(?:\.0{1,4})?")


@dataclass(frozen=True, slots=True)
class JsonListPlan:
    """What a source's YAML says of its JSON. Raises SourceMisconfigured with the key that is wrong."""

    items: JsonPath
    fields: FieldMap
    paging: Paging
    detail: JsonPath | None
    detail_item: JsonPath
    detail_fields: FieldMap

    @classmethod
    def of(cls, values: Values) -> "JsonListPlan":
        fields = field_map(values.get("fields"), "fields", JsonPath.of)
        own = values.get("detail_fields")
        return cls(
            items=_path(values, "list") or JsonPath(""),
            fields=fields,
            paging=Paging.of(values, JsonPath.of),
            detail=_path(values, "detail"),
            detail_item=_path(values, "detail_item") or JsonPath(""),
            detail_fields=field_map(own, "detail_fields", JsonPath.of) if own else fields,
        )

    def items_in(self, payload: Any) -> list[Any] | None:
        """The adverts of a list; None where there is no list at the path."""
        return next((value for value in self.items.begins(payload) if isinstance(value, list)), None)


def _path(values: Values, key: str) -> JsonPath | None:
    text = values.get(key)
    if text is not None and not isinstance(text, str):
        raise SourceMisconfigured(f"`{key}` is one path; here it is {text!r}.")
    return JsonPath.of(text, key) if text else None


def start(values: Values, key: str | None) -> Iterable[Fetch]:
    JsonListPlan.of(values)
    addresses = listed(values.get("url"))
    if not addresses:
        raise SourceMisconfigured("json_list needs values.url: the address of the list, or several.")
    header = said(values.get("key_header"))
    headers = {"Accept": "application/json", **({header: key} if header and key else {})}
    return [Fetch(address, headers=headers, listing=True) for address in addresses]


def follow(body: bytes, url: str, values: Values) -> Iterable[Fetch]:
    """Each wanted advert's own answer where `detail` says how it is asked for, and the next page."""
    plan, payload = JsonListPlan.of(values), read_json(body)
    items = plan.items_in(payload) or []
    if plan.detail and fetches_details(values, "url"):
        for item in items:
            if wanted(_title(item, plan.fields), values):
                yield from _own_answer(plan.detail, item, url, values)
    if plan.paging.link:
        yield from next_page(url, next(iter(plan.paging.link.texts(payload)), None))
    yield from plan.paging.counted(url, len(items), _last(plan.paging, payload))


def _own_answer(detail: JsonPath, item: Any, url: str, values: Values) -> Iterator[Fetch]:
    for text in detail.texts(item)[:1]:
        address = address_on_site(text, url, values)
        if address:
            yield Fetch(address)


def _last(paging: Paging, payload: Any) -> int | None:
    """How many pages or items the answer says that there are."""
    if paging.last is None:
        return None
    for text in paging.last.texts(payload):
        if WHOLE_NUMBER.fullmatch(text):
            return int(text.partition(".")[0])
    raise SourceMisconfigured(
        f"`next`: `{paging.last.text}` leads to no number in this answer, {keys_of(payload)}."
    )


def read(body: bytes, url: str | None, seen: datetime, values: Values) -> Iterator[Found]:
    """A list whose adverts are fetched one by one is not read itself. Rows of one reference are one advert."""
    plan, payload = JsonListPlan.of(values), read_json(body)
    items, fields = plan.items_in(payload), plan.fields
    if items is None:
        items, fields = _one_advert(plan, payload)
    elif plan.detail and fetches_details(values, "url"):
        return iter(())
    if items and not any(_has_title(item, fields) for item in items):
        paths = " or ".join(path.text for path in fields.fields["title"])
        raise SourceMisconfigured(
            f"`fields.title: {paths}` leads nowhere in any of {len(items)} adverts; the first is {keys_of(items[0])}."
        )
    return once_each(found_in(items, lambda item: posting_at(item, fields, url, seen)))


def _one_advert(plan: JsonListPlan, payload: Any) -> tuple[list[Any], FieldMap]:
    """An advert's own answer. Raises SourceMisconfigured where there is none either."""
    alone = [] if plan.items.steps else [payload]
    for item in plan.detail_item.begins(payload) if plan.detail else alone:
        if isinstance(item, dict) and _has_title(item, plan.detail_fields):
            return [item], plan.detail_fields
    where = (
        f"`list: {plan.items.text}` leads to no list"
        if plan.items.text
        else "`list` is not said, and this is no list"
    )
    also = ", nor is this an advert of its own" if plan.detail else ""
    raise SourceMisconfigured(f"{where}{also}: the answer is {keys_of(payload)}.")


def _has_title(item: Any, fields: FieldMap) -> bool:
    """Whether there is a place for a title, blank as it may be."""
    return any(path.begins(item) for path in fields.fields["title"])


def _title(item: Any, fields: FieldMap) -> str | None:
    return next((text for path in fields.fields["title"] for text in path.texts(item)), None)


FAMILY = Family(name="json_list", read=read, start=start, follow=follow)
