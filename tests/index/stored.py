"""A record store with invented adverts, for tests of how the index follows it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from foothold.model.levy import Levy
from foothold.model.opportunity import Kind, Opportunity, Status
from foothold.model.organisations import Employer
from foothold.model.places import Borough, Place, Precision
from foothold.model.posting import RawPosting
from foothold.reading.intake import Reading
from foothold.store.open_store import Store, open_store
from foothold.store.records import save

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
_BOROUGHS = (
    Borough("E09000012", "Hackney", "hackney"),
    Borough("E09000007", "Camden", "camden"),
    Borough("E09000008", "Croydon", "croydon"),
)


def new_store(folder: Path) -> Store:
    store = open_store(f"sqlite:///{folder / 'foothold.db'}")
    store.upgrade()
    return store


def keep(
    store: Store, first: int, last: int, title: str = "Advert", status: Status = Status.OPEN
) -> list[str]:
    """Save adverts number `first` to `last`; every ninth has closed. Their ids."""
    readings = [Reading(_posting(n, title), _opportunity(n, title)) for n in range(first, last + 1)]
    return [saved.id for saved in save(store, "example_board", readings, at=NOW, status=status) if saved.id]


def _posting(number: int, title: str) -> RawPosting:
    return RawPosting(seen=NOW, external_id=f"REF-{number}", title=f"{title} {number}")


def _opportunity(number: int, title: str) -> Opportunity:
    borough = _BOROUGHS[number % 3]
    closed = number % 9 == 0
    return Opportunity(
        url=f"https://adverts.example/{number}",
        title=f"{title} {number}",
        kind=Kind.APPRENTICESHIP,
        foundation=None,
        employer=Employer.named(f"Employer {number}"),
        provider=None,
        summary=None,
        description_html=None,
        requirements=None,
        apply_url=None,
        positions=None,
        places=(Place(borough.name, None, borough, 51.5, -0.1, Precision.BOROUGH),),
        national=False,
        remote=None,
        wage=None,
        hours_per_week=None,
        working_week=None,
        duration=None,
        level=2 + number % 2,
        route=None,
        course=None,
        posted_date=NOW.date(),
        closing_date=NOW.date() + timedelta(days=-3 if closed else 30),
        closing_time=None,
        start_date=None,
        end_date=None,
        age=None,
        levy=Levy(),
    )
