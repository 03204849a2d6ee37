"""Invented adverts in the public shape, for tests of the index."""

from datetime import UTC, date, datetime
from typing import Any

AT = datetime(2026, 9, 20, 12, tzinfo=UTC)
BOROUGHS = {
    "hackney": ("E09000012", "Hackney", 51.5450, -0.0553),
    "camden": ("E09000007", "Camden", 51.5290, -0.1255),
    "croydon": ("E09000008", "Croydon", 51.3714, -0.0977),
    "barnet": ("E09000003", "Barnet", 51.6252, -0.1517),
    "southwark": ("E09000028", "Southwark", 51.5035, -0.0804),
    "newham": ("E09000025", "Newham", 51.5255, 0.0352),
    "ealing": ("E09000009", "Ealing", 51.5130, -0.3089),
    "lambeth": ("E09000022", "Lambeth", 51.4571, -0.1231),
}


def place(borough: str | None, **changes: Any) -> dict[str, Any]:
    """The middle of a borough by its slug; None is a place without one."""
    if borough is None:
        made = {"name": "Somewhere", "postcode": None, "borough": None, "lat": None, "lon": None}
        return made | {"precision": None} | changes
    code, name, lat, lon = BOROUGHS[borough]
    made = {"name": name, "postcode": None, "borough": {"code": code, "name": name}, "lat": lat, "lon": lon}
    return made | {"precision": "postcode"} | changes


def wage(low: float | None = None, high: float | None = None, paid: str = "paid") -> dict[str, Any]:
    hourly = {"hourly_low": low, "hourly_high": high}
    return {"text": "as said", "paid": paid, "low": low, "high": high, "per": "hour", **hourly, "flags": []}


def advert(id: str, title: str = "Plumber", **changes: Any) -> dict[str, Any]:  # noqa: A002
    """An open advert in Hackney unless `changes` say otherwise; `levy` is merged."""
    levy = {
        "employer_position": "unknown",
        "position_basis": "unknown",
        "funding": "unknown",
        "funding_basis": "unknown",
        "seeks_transfer": None,
    } | changes.pop("levy", {})
    made: dict[str, Any] = {
        "id": id,
        "url": f"https://adverts.example/{id}",
        "page_url": None,
        "title": title,
        "kind": "apprenticeship",
        "foundation": None,
        "status": "open",
        "employer": {"name": "Bright Spark Ltd", "slug": "bright-spark-ltd", "commitments": []},
        "provider": None,
        "summary": None,
        "description_html": None,
        "requirements": None,
        "apply_url": None,
        "positions": None,
        "places": [place("hackney")],
        "national": False,
        "remote": None,
        "wage": None,
        "hours_per_week": None,
        "working_week": None,
        "duration": None,
        "level": None,
        "route": None,
        "course": None,
        "posted_date": "2026-09-01",
        "closing_date": "2026-10-01",
        "closing_time": None,
        "start_date": None,
        "end_date": None,
        "age": None,
        "levy": levy,
        "sources": [
            {"source": "example_board", "url": None, "first_seen": "2026-09-01T08:00:00Z", "last_seen": None}
        ],
        "last_confirmed": date(2026, 9, 20).isoformat(),
        "revision": None,
    }
    unknown = set(changes) - set(made)
    assert not unknown, unknown
    return made | changes
