"""What the adverts that are open say most: their titles, and who advertises."""

from datetime import date

import orjson
from sqlalchemy import func, select

from foothold.store.open_on import open_on
from foothold.store.open_store import Store
from foothold.store.tables import opportunities

_o = opportunities.c
_TOGETHER = 500


def title_counts(store: Store, day: date, most: int) -> list[tuple[str, int]]:
    """The most frequent titles of what is open on that day, with how many adverts have each."""
    counted = func.count()
    titles = (
        select(_o.title, counted)
        .where(open_on(day))
        .group_by(_o.title)
        .order_by(counted.desc(), _o.title)
        .limit(most)
    )
    with store.read() as connection:
        return [(title, count) for title, count in connection.execute(titles)]


def employer_counts(store: Store, day: date, most: int) -> list[tuple[str, str, int]]:
    """Slug, name in the newest advert, and adverts, of those who advertise most."""
    counted = func.count()
    employers = (
        select(_o.employer, func.max(_o.revision), counted)
        .where(open_on(day), _o.employer.is_not(None))
        .group_by(_o.employer)
        .order_by(counted.desc(), _o.employer)
        .limit(most)
    )
    with store.read() as connection:
        rows = connection.execute(employers).all()
        names: dict[str, str] = {}
        for start in range(0, len(rows), _TOGETHER):
            newest = [revision for _, revision, _ in rows[start : start + _TOGETHER]]
            for text in connection.execute(select(_o.public).where(_o.revision.in_(newest))).scalars():
                employer = orjson.loads(text)["employer"]
                names[employer["slug"]] = employer["name"]
    return [(slug, names[slug], count) for slug, _, count in rows if slug in names]
