"""Jobs in JSON: the list that holds them, and each as an element, so that names mean there what they mean in XML."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from crawlers.family import said
from crawlers.formats.feed_dialects import PROSE, SITES, meaning
from crawlers.formats.feed_xml import NOT_XML

LISTS = ("jobs", "vacancies", "items", "postings", "results", "result", "data", "opportunities", "adverts")
DEEPEST = 4  # How many objects deep a list of jobs is looked for, and a job's own objects are read.
MOST_LOOKED_AT = 50  # Objects of a level; a job's parts lie within its list's first ones.
_NAME = re.compile(r"[^A-Za-z0-9_]+")
_TEXTS = ("html", "content", "text", "value", "plain", "sanitized")


def job_list(payload: Any) -> list[Any] | None:
    """The jobs of a payload: itself, the list that holds objects with a title, or an empty one by its name."""
    if isinstance(payload, list):
        return payload
    if not isinstance(payload, Mapping):
        return None
    level: list[Mapping[str, Any]] = [payload]
    for _ in range(DEEPEST):
        lists = [value for node in level for value in node.values() if isinstance(value, list)]
        jobs = next((held for held in lists if any(map(_is_job, held[:MOST_LOOKED_AT]))), None)
        if jobs is not None:
            return jobs
        level = [inner for node in level for inner in node.values() if isinstance(inner, Mapping)][
            :MOST_LOOKED_AT
        ]
    if _is_job(payload):
        return [payload]
    return next((payload[name] for name in LISTS if isinstance(payload.get(name), list)), None)


def _is_job(value: Any) -> bool:
    return isinstance(value, Mapping) and any(_field(key) == "title" and said(value[key]) for key in value)


def _field(key: str) -> str | None:
    meant = meaning("".join(c for c in key.lower() if c.isalnum()))
    return meant[0] if meant else None


def element_of(record: Mapping[str, Any]) -> etree._Element:
    """The job as an element `job` with an element a key; what lies deeper than jobs do is left out."""
    root = etree.Element("job")
    _fill(root, record, DEEPEST)
    if said(record.get("salary_is_predicted")) in ("1", "true"):
        # Adzuna guesses the pay that an advert does not state.
        for element in (root.find("salary_min"), root.find("salary_max")):
            if element is not None:
                root.remove(element)
    return root


def _fill(parent: etree._Element, record: Mapping[str, Any], deepest: int) -> None:
    for key, value in record.items():
        name = _NAME.sub("", str(key))
        if not name or not name[0].isalpha():
            continue
        if isinstance(value, Mapping) and _field(name) in PROSE:
            value = next((value[text] for text in _TEXTS if said(value.get(text))), None)
        for inner in _values(value):
            _add(parent, _name_of_one(name, inner), inner, deepest)


def _values(value: Any) -> Iterator[Any]:
    yield from value if isinstance(value, list) else (value,)


def _name_of_one(name: str, value: Any) -> str:
    """`location` for an object of `locations`: each is a workplace of its own."""
    plain = name.replace("_", "").lower()
    one = next((plain.removesuffix(end) for end in ("es", "s") if plain.removesuffix(end) in SITES), None)
    return one if one and isinstance(value, Mapping) else name


def _add(parent: etree._Element, name: str, value: Any, deepest: int) -> None:
    if isinstance(value, Mapping):
        if deepest > 0:
            _fill(etree.SubElement(parent, name), value, deepest - 1)
        return
    text = said(value)
    if text:
        etree.SubElement(parent, name).text = NOT_XML.sub("", text.encode("utf-8", "replace").decode())
