"""Which records are shown on a day, in the database's words: the one rule for lists and counts."""

from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, or_

from foothold.clock import LONDON
from foothold.model.opportunity import Status
from foothold.model.public import SHOWN_UNCONFIRMED
from foothold.store.tables import opportunities

_o = opportunities.c


def open_on(day: date) -> ColumnElement[bool]:
    """Open and shown on that day in London: one that closes at an hour of it is, and one of which a copy is shown
    instead until an hour of it."""
    undated = _o.closing_date.is_(None) & or_(
        _o.last_confirmed.is_(None), _o.last_confirmed >= day - SHOWN_UNCONFIRMED
    )
    evening = datetime.combine(day, time.max, LONDON)
    shown = or_(_o.hidden_until.is_(None), _o.hidden_until <= evening)
    return and_(_o.status == Status.OPEN, or_(_o.closing_date >= day, undated), shown)
