"""Examples for the description. Tests hold each to its schema, and the opportunity to the public shape."""

from collections.abc import Mapping
from typing import Any

from foothold.model.public import PublicOpportunity
from search_api.http.problems import DETAILS, ParameterError, Problem

OPPORTUNITY: PublicOpportunity = {
    "id": "k7f2q7xw3m4a", "url": "https://brightworks.example/jobs/41",
    "page_url": "https://foothold.example/opportunities/k7f2q7xw3m4a",
    "title": "Apprentice plumber", "kind": "apprenticeship", "foundation": False, "status": "open",
    "employer": {
        "name": "Brightworks", "slug": "brightworks",
        "commitments": [{"name": "Living Wage", "level": None, "basis": "register", "url": "https://living-wage.example"}],
    },
    "provider": {"name": "Example College", "ukprn": 10000000},
    "summary": "Learn plumbing with a small team in Hackney.",
    "description_html": "<p>You will fit and mend heating in schools and homes.</p>",
    "requirements": ["GCSE English or maths at grade 4"], "apply_url": "https://brightworks.example/jobs/41/apply",
    "positions": 2,
    "places": [{"name": "Mare Street", "postcode": "E8 1EA", "borough": {"code": "E09000012", "name": "Hackney"},
                "lat": 51.5412, "lon": -0.0571, "precision": "postcode"}],
    "national": False, "remote": "on_site",
    "wage": {"text": "£14,500 to £16,000 a year", "paid": "paid", "low": 14500.0, "high": 16000.0, "per": "year",
             "hourly_low": 7.44, "hourly_high": 8.2, "flags": ["below_minimum"]},
    "hours_per_week": 37.5, "working_week": "Monday to Friday, 8am to 4pm",
    "duration": {"text": "18 months", "months": 18, "weeks": None}, "level": 3,
    "route": "Construction and the built environment",
    "course": {"lars_code": 119, "title": "Plumbing and domestic heating technician"},
    "posted_date": "2026-09-01", "closing_date": "2026-10-01", "closing_time": "09:00", "start_date": "2026-11",
    "end_date": None, "age": {"min": 16, "max": None},
    "levy": {"employer_position": "does_not_pay", "position_basis": "declared", "funding": "co_investment",
             "funding_basis": "rule", "seeks_transfer": True},
    "sources": [{"source": "example_college", "url": "https://brightworks.example/jobs/41",
                 "first_seen": "2026-09-01T05:15:00Z", "last_seen": "2026-09-20T05:15:00Z"}],
    "copies": [], "last_confirmed": "2026-09-20", "revision": 3711,
}  # fmt: skip
PART: Mapping[str, Any] = {
    "id": OPPORTUNITY["id"], "title": OPPORTUNITY["title"], "employer": {"name": "Brightworks"},
    "provider": {"name": "Example College"}, "places": [{"postcode": "E8 1EA"}], "wage": {"low": 14500.0},
    "duration": {"months": 18}, "course": {"lars_code": 119}, "age": {"min": 16}, "levy": {"seeks_transfer": True},
    "sources": [{"source": "example_college"}],
}  # fmt: skip
_SITE = "https://foothold.example"
_FACETS = {"kind": [{"value": "apprenticeship", "label": "Apprenticeship", "count": 41}]}


def _page(opportunity: Mapping[str, object], query: str) -> dict[str, Any]:
    links = {
        "self": f"{_SITE}/api/v1/opportunities?{query}",
        "next": f"{_SITE}/api/v1/opportunities?{query}&cursor=Qx3k",
    }
    return {"total": 41, "opportunities": [opportunity], "facets": _FACETS, "links": links}


_READ = {
    "intents": [{"words": "hackney", "filters": {"borough": ["E09000012"]}, "candidates": []}],
    "matches": {
        OPPORTUNITY["id"]: [{"words": "plumer", "field": "title", "way": "misspelling", "found": "plumber"}]
    },
}
_CHANGES = {
    "next": f"{_SITE}/api/v1/changes?after=3712&limit=100",
    "items": [
        {
            "state": "updated",
            "kind": "opportunity",
            "id": OPPORTUNITY["id"],
            "modified": 3711,
            "data": OPPORTUNITY,
        },
        {"state": "deleted", "kind": "opportunity", "id": "m3c6t2vw7x5q", "modified": 3712},
    ],
    "license": f"{_SITE}/api/v1/export/schema",
}
_TERMS = {
    "source": "example_college",
    "publisher": "Example College",
    "licence": "facts only",
    "checked": "2026-09-01",
}
_SCHEMA = {
    "record": {"type": "object", "required": ["terms", "opportunity"]},
    "table": {"fields": [{"name": "id", "type": "string", "description": "12 characters, for good"}],
              "missingValues": [""], "primaryKey": ["id"]},
    "licence": "Name the source and link to its advert.", "sources": [_TERMS],
}  # fmt: skip
_SUGGESTIONS = {
    "suggestions": [
        {"kind": "word", "label": "plumber", "parameter": "q", "value": "plumber", "count": 41},
        {"kind": "place", "label": "Plumstead", "parameter": "near", "value": "Plumstead", "count": None},
    ]
}
_UPLOADED = {
    "saved": 1, "unchanged": 0, "waiting": 0, "rejected": 1, "unknown_headings": [],
    "rows": [{"row": 2, "status": "saved", "id": OPPORTUNITY["id"], "errors": [], "notes": []},
             {"row": 3, "status": "rejected", "id": None, "errors": [
                 {"field": "closing", "text": "31/13/2026",
                  "message": "We could not read the closing date “31/13/2026”. Write it like 31 October 2026."}], "notes": []}],
}  # fmt: skip
RESPONSES: Mapping[str, Mapping[str, Any]] = {
    "/api/v1/opportunities": {"whole": _page(OPPORTUNITY, "q=plumber"),
                              "some fields": _page(PART, "q=plumber&fields=title,employer.name,places.postcode"),
                              "words read": _page(OPPORTUNITY, "q=plumer+hackney&intents=apply&explain=true") | _READ},
    "/api/v1/facets": {"counts": {"total": 41, "facets": _FACETS}},
    "/api/v1/opportunities/{id}": {"whole": OPPORTUNITY, "some fields": PART},
    "/api/v1/suggest": {"plum": _SUGGESTIONS},
    "/api/v1/changes": {"a page": _CHANGES, "the last page": _CHANGES | {"items": []}},
    "/api/v1/export.jsonl": {"a line": '{"terms":[{"source":"example_college","publisher":"Example College",'
                             '"licence":"facts only","checked":"2026-09-01"}],"opportunity":{"id":"k7f2q7xw3m4a"}}\n'},
    "/api/v1/export.csv": {"two columns": "id,title\r\nk7f2q7xw3m4a,Apprentice plumber\r\n"},
    "/api/v1/export/schema": {"shortened": _SCHEMA},
    "/api/v1/uploads": {"two rows": _UPLOADED},
    "/feed.atom": {"without entries": '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
                   "<id>tag:foothold.example,2026:search?q=plumber</id><title>Foothold: opportunities for “plumber”</title>"
                   "<updated>2026-09-20T05:15:00Z</updated><author><name>Foothold</name></author></feed>"},
    "/closing.ics": {"without events": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Foothold//Closing dates//EN\r\n"
                     "END:VCALENDAR\r\n"},
    "/healthz": {"lives": {"status": "ok"}},
    "/readyz": {"ready": {"status": "ready", "store_revision": 3712, "index_revision": 3712, "index_lag": 0}},
}  # fmt: skip
"""By path; of each the answers with 200."""

PARAMETERS: Mapping[str, Any] = {
    "id": OPPORTUNITY["id"], "q": "plumber", "kind": ["apprenticeship"], "level": ["2", "3"], "route": ["Digital"],
    "borough": ["hackney"], "near": "E8 1EA", "within": 3, "min_hourly": 8.5, "employer": ["brightworks"],
    "source": ["example_college"], "closing_before": "2026-10-31", "start_from": "2026-11-01", "start_to": "2027-01-31",
    "posted_within_days": 7, "intents": "apply", "as_words": ["hackney"], "explain": "true", "sort": "closing", "per_page": 50, "cursor": "Qx3k", "fields": "title,employer.name",
    "after": 3710, "limit": 20,
}  # fmt: skip
_WRONG = ParameterError(
    "borough",
    "hackny",
    "“hackny” is not a London borough. Did you mean hackney or haringey?",
    ("hackney", "haringey"),
)


def parameter(name: str, schema: Mapping[str, Any]) -> Any:
    """The one of the table, else the first value that the schema allows."""
    if name in PARAMETERS:
        return PARAMETERS[name]
    if "anyOf" in schema:
        return parameter(name, schema["anyOf"][0])
    if schema.get("type") == "array":
        return [parameter(name, schema["items"])]
    if "enum" in schema:
        return schema["enum"][0]
    least = schema.get("minimum")
    return "plumber" if least is None else int(least)


def problem(status: int) -> dict[str, Any]:
    """What that refusal looks like."""
    if status == 400:
        return Problem(status, _WRONG.message, (_WRONG,)).body()
    return Problem(status, DETAILS.get(status, _DETAIL.get(status, ""))).body()


_DETAIL = {
    401: "Send your key in a header: Authorization: Bearer KEY.",
    404: "There is no opportunity with this id.",
    410: "This opportunity has been withdrawn by its source or its employer.",
    414: "The address is too long. Search for fewer words or filters.",
    415: "This is no CSV, XLSX or JSON file.",
    422: "This is not JSON: it ends after the first bracket.",
}
