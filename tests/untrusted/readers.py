"""Every reader that a stranger's words reach, as a function of one text."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from crawlers.contacts import cleaned
from crawlers.fetching.bot_wall import bot_wall
from crawlers.formats import json_ld
from crawlers.formats.feed_xml import xml_text
from crawlers.formats.labelled import labelled
from crawlers.liveness import CLOSED, visible_text
from crawlers.scrub import scrubbed
from foothold.duplicates import similarity
from foothold.duplicates.candidate import blocks_of
from foothold.errors import FootholdError
from foothold.index.document import field_words
from foothold.index.text import plan
from foothold.model.courses import built_in_courses, route_named
from foothold.model.identity import canonical_url, external_id, web_address
from foothold.model.organisations import normalised_name
from foothold.model.posting import POSTING_FIELDS, RawPosting
from foothold.model.public import public_shape
from foothold.reading.age import read_age
from foothold.reading.commitments import all_commitments
from foothold.reading.dates.reading import read_date
from foothold.reading.dates.roles import names_no_date
from foothold.reading.duration import read_duration
from foothold.reading.grades import read_grades
from foothold.reading.hours import read_hours
from foothold.reading.html_text import clean_html, list_items, one_line, plain_text
from foothold.reading.kind import kind_in_text, read_kind, structured_kind
from foothold.reading.level import level_in_text, read_level, stated_level
from foothold.reading.levy import read_levy, read_yes_no
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places
from foothold.reading.places.names import name_key
from foothold.reading.places.reading import read_place
from foothold.reading.places.workplaces import read_remote
from foothold.reading.wage.patterns import period_of_unit
from foothold.reading.wage.reading import read_wage
from foothold.reading.weekend import read_weekend
from foothold.searching.intents import understand
from foothold.searching.locate import boroughs_in, locate
from foothold.searching.place_in_query import place_said, places_said
from foothold.searching.suggestions import Suggestions, employers, places, words
from foothold.uploads.headings import match
from foothold.uploads.reading import read_upload
from search_api.search.request import QueryReader
from tests.foothold.uploads.workbooks import raw_workbook, row, sheet_xml

Read = Callable[[str], object]

SEEN = datetime(2026, 11, 22, tzinfo=UTC)
PLACES = built_in_places()
CONTEXT = Context(PLACES, built_in_courses(), british=True)
PARAMETERS = QueryReader(PLACES)
SUGGESTIONS = Suggestions(
    (words([("Apprentice plumber", 3)]), places(PLACES), employers([("Marlow", "marlow", 2)]))
)
POSTING = RawPosting(
    seen=SEEN, external_id="R1", url="https://jobs.example/1", title="Apprentice plumber", employer="Marlow & Finch",
    kind="Apprenticeship", postcode="E8 1EA", wage="£9 an hour", closing="1 December 2026",
)  # fmt: skip
CONTENT = public_shape(normalise(POSTING, CONTEXT))  # type: ignore[arg-type]
PROMISES = " disability confident living wage social mobility pledge employer index "


def quietly(read: Read) -> Read:
    """What a person should know better than to send is answered with one of our own errors."""

    def attempt(text: str) -> object:
        try:
            return read(text)
        except FootholdError:
            return None

    return attempt


def upload(body: bytes, media_type: str) -> object:
    return read_upload(body, media_type, None, seen=SEEN)


def sheet(text: str) -> bytes:
    cell = text.replace('"', '""')
    return f'Job title,Employer,Postcode,Description\n"{cell}",x,E8 1EA,"{cell}"\n'.encode("utf-8", "replace")


def workbook(text: str) -> bytes:
    escaped = "".join(c for c in text if c >= " ").replace("&", "&amp;").replace("<", "&lt;")
    return raw_workbook(sheet_xml(row(2, escaped, escaped)))


def script(text: str) -> list[Any]:
    return [json_ld.documents(found) for found in json_ld.scripts(f'<script type="application/ld+json">{text}</script>'.encode("utf-8", "replace"))]  # fmt: skip


def broken_script(text: str) -> object:
    try:
        return script('{"@type": "JobPosting", "title": ' + text)
    except json_ld.BrokenScriptError:
        return None


WORDS: dict[str, Read] = {
    "wage": read_wage,
    "wage behind a figure": lambda text: read_wage(f"£9 an hour {text} £10"),
    "wage unit": period_of_unit,
    "date": lambda text: read_date(text, SEEN),
    "date behind a date": lambda text: read_date(f"1 May 2027 {text}", SEEN),
    "closing date": lambda text: read_date(text, SEEN, role="closing"),
    "closing date behind a date": lambda text: read_date(f"opens 1 May 2027 {text}", SEEN, role="closing"),
    "words for no date": names_no_date,
    "place": lambda text: read_place(text, PLACES),
    "place behind a name": lambda text: read_place(f"Hackney {text} x", PLACES),
    "place's postcode": lambda text: read_place("Hackney", PLACES, postcode=text),
    "place's point": lambda text: read_place("Hackney", PLACES, lat=text, lon=text),
    "kind": read_kind,
    "kind by type": lambda text: structured_kind((text,)),
    "kind in text": kind_in_text,
    "level": read_level,
    "level in text": lambda text: level_in_text(f"level 2 {text}"),
    "level stated": stated_level,
    "age": read_age,
    "hours": read_hours,
    "duration": read_duration,
    "remote": read_remote,
    "levy": lambda text: (
        read_yes_no(text),
        read_levy(
            None, text, position=text, funding=text, seeks_transfer=text, source_position=None, positions={}
        ),
    ),
    "course": lambda text: CONTEXT.courses.read((text,)),
    "route": route_named,
    "place's name": name_key,
    "employer's name": normalised_name,
    "address": web_address,
    "address with a query": lambda text: canonical_url(f"https://a.example/b?{text}"),
    "address of a host": lambda text: canonical_url(f"https://{text}/a"),
    "description": clean_html,
    "words": plain_text,
    "list": list_items,
    "line": one_line,
    "commitments": lambda text: all_commitments("x", (text + PROMISES, PROMISES + text)),
    "grades": lambda text: read_grades((text,), (f"gcse {text}", f"no {text} qualifications")),
    "weekend": lambda text: read_weekend(text, (f"weekend {text}",)),
    "heading": match,
    "identity": lambda text: external_id(RawPosting(seen=SEEN, title=text, employer=text, places=text)),
}
SEARCHES: dict[str, Read] = {
    "near": lambda text: locate(text, PLACES),
    "several boroughs": lambda text: boroughs_in(text, PLACES),
    "places of a search": lambda text: places_said(text, PLACES),
    "place of a search": lambda text: place_said(text, PLACES),
    "intents": lambda text: understand(text, PLACES, lambda filters: True),
    "plan": plan,
    "suggest": lambda text: SUGGESTIONS.of(text, 8),
    "parameters": lambda text: PARAMETERS.leniently(
        MultiDict([(name, text) for name in PARAMETERS.parameters])
    ),
}
COPIES: dict[str, Read] = {
    "title": lambda text: (similarity.title_of(text), similarity.title_key(text, frozenset())),
    "names": lambda text: (similarity.names_in(text), similarity.name_words(text)),
    "text": lambda text: (
        similarity.words_of({"description_html": text}),
        similarity.opening_of({"description_html": text}, 12),
    ),
    "spoken": similarity.spoken,
    "blocks": lambda text: blocks_of(
        CONTENT | {"title": text, "description_html": text, "employer": {"name": text}}, "E1"
    ),
    "index": lambda text: field_words(
        CONTENT | {"title": text, "description_html": text, "summary": text, "requirements": [text]}
    ),
}
PAGES: dict[str, Read] = {
    "labels": lambda text: list(labelled(f"Closing date: {text}")),
    "contacts": lambda text: (cleaned(text), cleaned(f"Contact Ann Able, 07700 900123 {text}")),
    "scrub": lambda text: scrubbed(text.encode("utf-8", "replace")),
    "JSON-LD": broken_script,
    "JSON-LD in a string": lambda text: broken_script(f'"{text}'),
    "XML": lambda text: xml_text(f"<jobs><job>{text}".encode("utf-8", "replace")),
    "bot wall": lambda text: bot_wall(text.encode("utf-8", "replace")),
    "page check": lambda text: CLOSED.search(visible_text(f"<p>{text}".encode("utf-8", "replace"))),
}
UPLOADS: dict[str, Read] = {
    "CSV": lambda text: upload(sheet(text), "text/csv"),
    "CSV as it comes": lambda text: upload(f"Job title\n{text}".encode("utf-8", "replace"), "text/csv"),
    "CSV heading": lambda text: upload(f"Job title,{text}\nx,y\n".encode("utf-8", "replace"), "text/csv"),
    "XLSX": lambda text: upload(workbook(text), "application/octet-stream"),
    "JSON": lambda text: upload(json.dumps([{"title": text, "places": [text]}]).encode(), "application/json"),
    "JSON as it comes": lambda text: upload(
        f'[{{"title": {text}'.encode("utf-8", "replace"), "application/json"
    ),
    "JSON lines": lambda text: upload(
        f'{{"title": 1}}\n{text}'.encode("utf-8", "replace"), "application/x-ndjson"
    ),
}
FIELDS: dict[str, Read] = {
    f"posting's {name}": lambda text, name=name: normalise(
        RawPosting(**{**{n: getattr(POSTING, n) for n in POSTING_FIELDS}, "seen": SEEN, name: text}), CONTEXT
    )
    for name in POSTING_FIELDS
}
READERS: dict[str, Read] = {
    name: quietly(read)
    for table in (WORDS, SEARCHES, COPIES, PAGES, UPLOADS, FIELDS)
    for name, read in ((f"{name}", read) for name, read in table.items())
}

_PAY = ("reading.wage.patterns", "reading.wage.amounts", "reading.wage.grammar")
_PLACE = (
    "reading.places.reading",
    "reading.places.address_parts",
    "reading.places.patterns",
    "reading.places.names",
    "model.postcode",
)
OWN: dict[str, tuple[str, ...]] = {
    "wage": _PAY,
    "wage behind a figure": _PAY,
    "date": ("reading.dates.reading", "reading.dates.patterns"),
    "date behind a date": ("reading.dates.reading", "reading.dates.patterns"),
    "closing date": ("reading.dates.reading", "reading.dates.patterns", "reading.dates.roles"),
    "closing date behind a date": ("reading.dates.reading", "reading.dates.roles"),
    "words for no date": ("reading.dates.roles",),
    "place": _PLACE,
    "place behind a name": _PLACE,
    "kind": ("reading.kind", "reading.ordinary_jobs"),
    "kind in text": ("reading.kind",),
    "level": ("reading.level",),
    "level in text": ("reading.level",),
    "age": ("reading.age",),
    "hours": ("reading.hours",),
    "duration": ("reading.duration",),
    "remote": ("reading.places.patterns", "reading.clauses"),
    "course": ("model.courses",),
    "employer's name": ("model.organisations",),
    "address": ("model.identity",),
    "description": ("reading.html_text",),
    "words": ("reading.html_text",),
    "commitments": ("reading.commitments", "reading.sentences"),
    "grades": ("reading.grades", "reading.sentences"),
    "weekend": ("reading.weekend", "reading.sentences"),
    "near": ("searching.locate",),
    "place of a search": ("searching.place_in_query",),
    "title": ("duplicates.similarity",),
    "names": ("duplicates.similarity",),
}
"""The modules whose patterns read it: what is worked out from them is tried in every run."""
