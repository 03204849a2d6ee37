"""Rows of every table, as a database of each schema held them.

They are written down as they were and follow nothing in the code. A new migration adds its `Step` here, and nothing
else in the tests: new tables with their rows, new or changed columns with a value for each row of their table.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """`values` as a database of this schema holds them, `upgraded` what an upgrade makes of an older one; nulls where
    it is not said."""

    values: Sequence[Any]
    upgraded: Sequence[Any] | None = None


@dataclass(frozen=True)
class Step:
    """What one schema has that the one before it had not."""

    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Column]] = field(default_factory=dict)


def rows_at(schema: str) -> dict[str, list[Row]]:
    """What a database of this schema holds, by table, in an order in which they can be inserted."""
    held: dict[str, list[Row]] = {}
    for number, step in STEPS.items():
        if number <= schema:
            held |= {name: [dict(row) for row in rows] for name, rows in step.tables.items()}
            for table, name, column in _columns(step):
                _set(held[table], name, column.values)
    return held


def upgraded_from(schema: str) -> dict[str, list[Row]]:
    """What a database that was filled at this schema must hold at the newest one."""
    held = rows_at(schema)
    for number, step in STEPS.items():
        if number > schema:
            held |= {name: [] for name in step.tables}
            for table, name, column in _columns(step):
                _set(held[table], name, column.upgraded or [None] * len(held[table]))
    return held


def _columns(step: Step) -> list[tuple[str, str, Column]]:
    return [
        (table, name, column) for table, columns in step.columns.items() for name, column in columns.items()
    ]


def _set(rows: list[Row], name: str, values: Sequence[Any]) -> None:
    if rows:
        for row, value in zip(rows, values, strict=True):
            row[name] = value


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, 0, 0, 250_000, tzinfo=UTC)


_HASH = "e6004b059bcbd39b06ad6d14f54a209f4c585d6ef58642ddb2d0868bdb9bafbf"
_ALONE = (None, None, None, None)
MERGED, ITS_COPY, UPLOADED, GONE, BARE = (
    "sg3qbyutpwrf", "xn23styvjam5", "pinhusjd56ze", "qfoke5tylub6", "wzvx3umwlzm7",
)  # fmt: skip
TEXT = (
    "Brightworks wires schools and libraries all over the borough and looks for somebody who likes to find out why a "
    "thing does not work. You will pull cables, fit boards, test every circuit twice and write down what you measured."
)
_PLACE = {
    "name": "Mare Street",
    "postcode": "E8 1EA",
    "borough": {"code": "E09000012", "name": "Hackney"},
    "lat": None,
    "lon": None,
    "precision": None,
}
_LEVY = {
    "employer_position": "unknown",
    "position_basis": "unknown",
    "funding": "unknown",
    "funding_basis": "unknown",
    "seeks_transfer": None,
}
_SHAPE = {
    "id": None, "url": "https://brightworks.example/jobs/1", "page_url": None, "title": None,
    "kind": "apprenticeship", "foundation": None, "status": "open",
    "employer": {"name": "Brightworks", "slug": "brightworks", "commitments": []}, "provider": None,
    "summary": None, "description_html": None, "requirements": None, "apply_url": None, "positions": None,
    "places": [_PLACE], "national": False, "remote": None, "wage": None, "hours_per_week": None,
    "working_week": None, "duration": None, "level": 3, "route": None, "course": None, "posted_date": None,
    "closing_date": None, "closing_time": None, "start_date": None, "end_date": None, "age": None, "levy": _LEVY,
    "sources": [], "last_confirmed": None, "revision": None,
}  # fmt: skip
_CONTENTS: dict[str, Row] = {
    MERGED: {"title": "Apprentice electrician", "description_html": f"<p>{TEXT}</p>", "closing_date": "2026-12-01"},
    ITS_COPY: {
        "title": "Electrician Apprentice (Level 3)",
        "employer": {"name": "Brightworks Ltd", "slug": "brightworks-ltd", "commitments": []},
    },
    UPLOADED: {"title": "Trainee gardener – “Spring” ☘"},
    GONE: {
        "title": "Library assistant apprentice",
        "employer": {"name": "Hackney Council", "slug": "hackney-council", "commitments": []},
    },
    BARE: {"title": "Baker's apprentice", "employer": None},
}  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sighting(own_id: str, source: str, external_id: str, first_seen: datetime, **other: Any) -> Row:
    return {
        "source": source,
        "external_id": external_id,
        "own_id": own_id,
        "opportunity_id": own_id,
        "status": "open",
        "kept_apart": False,
        "url": "https://brightworks.example/jobs/1",
        "page_url": None,
        "reference": None,
        "apply_key": None,
        "kind": "apprenticeship",
        "level": 3,
        "boroughs": "E09000012",
        "first_seen": first_seen,
        "last_seen": _at(4),
        "run": None,
        "content_hash": _HASH,
        "content": _json(_SHAPE | _CONTENTS[own_id]),
        "raw": _json({"external_id": external_id, "title": _CONTENTS[own_id]["title"]}),
        "notes": "[]",
        **other,
    }


def _opportunity(id_: str, revision: int, **other: Any) -> Row:
    content = _SHAPE | _CONTENTS[id_]
    return {
        "id": id_,
        "status": "open",
        "revision": revision,
        "content_hash": _HASH,
        "changed_at": _at(3),
        "last_confirmed": date(2026, 11, 3),
        "title": content["title"],
        "kind": "apprenticeship",
        "level": 3,
        "employer": content["employer"] and content["employer"]["slug"],
        "boroughs": "E09000012",
        "posted_date": None,
        "closing_date": None,
        "hourly_low_pence": None,
        "hourly_high_pence": None,
        "public": _json(content | {"id": id_, "revision": revision}),
        **other,
    }


STEPS = {
    "0001": Step(tables={
        "employers": [
            {"id": 1, "name": "Brightworks Ltd", "slug": "brightworks-ltd", "normalised_name": "brightworks",
             "key_hash": _HASH, "levy_position": "pays", "position_basis": "declared", "added": _at(1)},
            {"id": 2, "name": "Oak & Sons", "slug": "oak-and-sons", "normalised_name": "oak-and-sons",
             "key_hash": None, "levy_position": "unknown", "position_basis": "unknown", "added": _at(1, 10)},
        ],
        "leases": [{"name": "drain", "holder": "a holder", "fence": 2**40, "expires": _at(2)}],
        "opportunities": [
            _opportunity(MERGED, 2, posted_date=date(2026, 11, 1), closing_date=date(2026, 12, 1),
                         hourly_low_pence=755, hourly_high_pence=1221),
            _opportunity(UPLOADED, 3),
            _opportunity(GONE, 5, status="withdrawn"),
            _opportunity(BARE, 2**40),
        ],
        "pages": [{"source": "board", "url": "https://board.example/", "etag": '"e"',
                   "last_modified": "Sun, 01 Nov 2026 09:00:00 GMT", "at": _at(2)}],
        "refused": [{"generation": "a generation", "opportunity_id": BARE, "revision": 3, "why": "odd", "at": _at(2)}],
        "rejected": [{"id": 7, "source": "board", "run": 1, "reason": "unknown_kind", "field": "kind", "text": "odd job",
                      "title": "Odd", "url": "https://board.example/odd", "raw": "{}", "at": _at(2)}],
        "revision_counter": [{"id": 1, "head": 2**40}],
        "runs": [
            {"id": 1, "source": "board", "started": _at(2), "finished": _at(2, 10), "verdict": "healthy",
             "counts": '{"postings":3}', "evidence": '["As expected."]'},
            {"id": 2, "source": "other", "started": _at(3), "finished": None, "verdict": None, "counts": "{}",
             "evidence": "[]"},
        ],
        "aliases": [{"id": ITS_COPY, "opportunity_id": MERGED, "at": _at(3)}],
        "sightings": [
            _sighting(MERGED, "national_api", "VAC1000123456", _at(2), reference="VAC1000123456", run=1,
                      apply_key="https://apply.example/1", page_url="https://national.example/1"),
            _sighting(ITS_COPY, "college", "1000123456", _at(3), opportunity_id=MERGED, reference="VAC1000123456"),
            _sighting(UPLOADED, "upload-brightworks", "1", _at(2)),
            _sighting(GONE, "hackney", "7", _at(2), status="withdrawn", kept_apart=True),
            _sighting(BARE, "board", "9", _at(3), url=None, kind=None, level=None, boroughs=""),
        ],
    }),
    "0002": Step(
        tables={"pairs": [{"own_id": UPLOADED, "other_id": BARE, "verdict": "two", "why": "{}", "at": _at(4)}]},
        columns={
            "opportunities": {
                "provenance": Column(
                    values=('{"title":{"source":"national_api","why":"api"}}', None, None, None),
                    upgraded=(
                        _json({
                            name: {"source": "national_api", "why": "first"}
                            for name in ("url", "title", "kind", "level", "employer", "description_html", "places",
                                         "national", "closing_date", "levy")
                        }), None, None, None,
                    ),
                ),
            },
            "sightings": {
                "standing": Column(
                    values=("api", "board", "own", "own", "board"), upgraded=("api", "board", "own", "own", "board")
                ),
                "by_title": Column(
                    values=(1, 1, 2, 3, None),
                    upgraded=(-3942825738740119691, -3942825738740119691, -4672045082107027583, -4191386985171195121,
                              None),
                ),
                "by_closing": Column(values=(-1, *_ALONE), upgraded=(6906123925045141402, *_ALONE)),
                "by_place": Column(values=(2**62, *_ALONE), upgraded=(-4033614224366511544, *_ALONE)),
                "by_text": Column(values=(-(2**62), *_ALONE), upgraded=(7931408860665437443, *_ALONE)),
            },
        },
    ),
    "0003": Step(tables={
        "job_runs": [
            {"job": "audit", "slot": _at(3), "fence": 3, "started": _at(3), "finished": _at(3, 10), "result": "ok",
             "said": "All is well."},
            {"job": "prune", "slot": _at(4), "fence": 4, "started": _at(4), "finished": None, "result": None,
             "said": None},
        ],
        "checks": [{"source": "board", "external_id": "9", "at": _at(4), "answer": "unclear", "since": _at(3),
                    "why": "The advert is not on it."}],
    }),
    "0004": Step(columns={"job_runs": {
        "tries": Column(values=(2, 1), upgraded=(1, 1)), "again": Column(values=(None, _at(4, 11))),
    }}),
    "0005": Step(tables={
        "alerts": [
            {"id": "a" * 16, "state": "on", "rhythm": "daily", "address_key": _HASH, "sealed": "sealed words",
             "created": _at(2), "expires": _at(20), "revision": 2, "done": _at(3), "asked_on": _at(4), "refused": 1},
            {"id": "b" * 16, "state": "asked", "rhythm": "weekly", "address_key": _HASH, "sealed": "others",
             "created": _at(4), "expires": _at(5), "revision": 5, "done": None, "asked_on": None, "refused": 0},
        ],
        "alert_sent": [{"alert": "a" * 16, "opportunity_id": MERGED, "slot": _at(3)}],
        "mails": [{"id": 3, "alert": "a" * 16, "kind": "news", "slot": _at(3), "state": "waiting",
                   "adverts": f"{MERGED} {BARE}", "tries": 1, "not_before": _at(3), "changed": _at(3, 10),
                   "code": 451}],
    }),
    "0006": Step(tables={
        "unanswered": [{"words": "crypto", "times": 3, "days": 2, "first_day": date(2026, 11, 2),
                        "last_day": date(2026, 11, 4)}],
    }),
    "0007": Step(tables={
        "reports": [
            {"id": 4, "opportunity_id": BARE, "reason": "money", "said": "It asks for £20.", "at": _at(4),
             "closed": None},
            {"id": 5, "opportunity_id": MERGED, "reason": "wrong", "said": None, "at": _at(4), "closed": _at(5)},
        ],
    }),
    "0008": Step(
        tables={
            "agreements": [{"account": 2, "normalised_name": "brightworks", "name": "Brightworks", "at": _at(4)}],
            "reviews": [{"id": 1, "own_id": UPLOADED, "content_hash": _HASH, "decision": "approved", "why": "Rung up.",
                         "at": _at(4)}],
        },
        columns={"opportunities": {"hidden_until": Column(values=(_at(9), None, None, None))}},
    ),
    "0009": Step(columns={"runs": {
        "drop": Column(values=("believed", None)),
        "accepted": Column(values=(_at(4), None)),
        "accepted_by": Column(values=("Ada", None)),
        "accepted_note": Column(values=("Rung up: really so few.", None)),
    }}),
    "0010": Step(tables={"allowances": [{"mark": _HASH, "used": 2, "ends": _at(5)}]}),
    "0011": Step(tables={"holds": [{"opportunity_id": BARE, "state": "cleared", "why": "Unsafe.", "at": _at(4)}]}),
    "0012": Step(columns={"reports": {
        "times": Column(values=(6, 1), upgraded=(1, 1)),
        "network": Column(values=(_HASH, None)),
        "counts": Column(values=(True, False), upgraded=(False, False)),
    }}),
    "0013": Step(tables={
        "notices": [{"opportunity_id": BARE, "at": _at(4), "not_before": _at(4, 10), "sent": _at(4, 11)}],
    }),
    "0014": Step(columns={"alerts": {"network": Column(values=(None, _HASH))}}),
    "0015": Step(columns={"leases": {
        "taken": Column(values=(_at(1),), upgraded=(_NEVER,)),
        "holder": Column(values=("a holder",), upgraded=(None,)),
        "expires": Column(values=(_at(2),), upgraded=(_NEVER,)),
    }}),
}  # fmt: skip
