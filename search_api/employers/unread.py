"""What an employer typed in a row and nobody could read, field by field, so that no words vanish unsaid."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from foothold.model.courses import route_named
from foothold.model.levy import Funding, LevyPosition
from foothold.model.opportunity import Kind, Opportunity
from foothold.model.posting import RawPosting, Reason, Rejected, every
from foothold.reading.bounds import cut
from foothold.reading.faults import Faults
from foothold.reading.intake import intake
from foothold.reading.kind import structured_kind
from foothold.reading.level import stated_level
from foothold.reading.levy import read_funding, read_position, read_yes_no
from foothold.reading.normalise import Context
from foothold.reading.unreadable_fields import unread_fields
from foothold.uploads.rows import FieldError
from search_api.employers.upload_messages import closed_already, field_error, unread_field

NOTHING_SAID = frozenset(("", "-", "–", "—", "n/a", "na", "none", "unknown", "not known", "?"))
"""What people write into a cell that has nothing to say."""
MOST_ERRORS = 8
"""Fields of a refused row that decide whether it is taken; each is mended in turn to read the rest."""
SHOWN_FIELDS = ("summary", "description", "requirements", "working_week", "provider")
IN_LONDON = {"postcode": "E8 1EA", "places": None, "lat": None, "lon": None}


def notes_on(said: RawPosting, taken: Opportunity, today: date) -> tuple[FieldError, ...]:
    """Every field of a row that held words and gave no fact, and a closing date that has passed."""
    names = dict.fromkeys(sorted(unread_fields(said, taken)))
    names.update(dict.fromkeys(_without_a_fact(said, taken)))
    why = {note.field: note.reason for note in taken.notes}
    found = [unread_field(name, text, why.get(name)) for name in names if (text := _text(said, name))]
    if taken.closing_date and taken.closing_date < today:
        found.append(closed_already(_text(said, "closing"), taken.closing_date))
    return tuple(found)


def errors_in(
    refused: Rejected, said: RawPosting | None, context: Context, today: date
) -> tuple[FieldError, ...]:
    """All that is wrong with a refused row, so that one look at the sheet mends it: what decided it first."""
    found = [field_error(refused)]
    result: Opportunity | Rejected = refused
    while said and isinstance(result, Rejected) and len(found) < MOST_ERRORS:
        if result.reason in (Reason.UNREADABLE, Reason.UNREADABLE_VALUE):
            return tuple(found)
        said, context = _mended(said, result, context)
        result = intake(said, context, Faults("errors of a row")).result
        if isinstance(result, Rejected):
            if any(result.field == one.field for one in found):
                return tuple(found)
            found.append(field_error(result))
    if said and isinstance(result, Opportunity):
        named = {one.field for one in found}
        found += [note for note in notes_on(said, result, today) if note.field not in named]
    return tuple(found)


def errors_beside(said: RawPosting, context: Context, today: date) -> tuple[FieldError, ...]:
    """What else is wrong with a row that the file's own reader could not take whole."""
    reading = intake(said, context, Faults("errors of a row"))
    if isinstance(reading.result, Rejected):
        return errors_in(reading.result, reading.posting, context, today)
    return notes_on(reading.posting, reading.result, today) if reading.posting else ()


def _mended(said: RawPosting, refused: Rejected, context: Context) -> tuple[RawPosting, Context]:
    """The row as if the field that decided had been right."""
    if refused.reason is Reason.MISSING_TITLE:
        return replace(said, title="Apprentice"), context
    if refused.reason in (Reason.UNKNOWN_KIND, Reason.OUT_OF_SCOPE):
        values = {**context.values, "kind": Kind.APPRENTICESHIP}
        return replace(said, kind=None), replace(context, values=values)
    if refused.reason in (Reason.OUT_OF_AREA, Reason.UNKNOWN_PLACE):
        return replace(said, **IN_LONDON), context  # type: ignore[arg-type]
    mended: dict[str, Any] = {refused.field: None} if refused.field else {}
    return replace(said, **mended), context


def _without_a_fact(said: RawPosting, taken: Opportunity) -> Iterator[str]:
    if said.level and stated_level(said.level) is None:
        yield "level"
    if said.course and taken.kind is Kind.APPRENTICESHIP and not (taken.course and taken.course.lars_code):
        yield "course"
    if said.route and route_named(said.route) is None:
        yield "route"
    types = every(said.kind)
    if types and not (structured_kind(types) or structured_kind(types, weak=True)):
        yield "kind"
    if said.remote and taken.remote is None:
        yield "remote"
    for name in ("national", "seeks_transfer"):
        if read_yes_no(getattr(said, name)) is None:
            yield name
    if read_position(said.levy_position) is LevyPosition.UNKNOWN:
        yield "levy_position"
    if read_funding(said.funding) is Funding.UNKNOWN:
        yield "funding"
    if said.wage_unit and not (taken.wage and taken.wage.per):
        yield "wage_unit"
    if said.postcode and not any(place.postcode for place in taken.places):
        yield "postcode"
    fact = {"description": "description_html"}
    yield from (name for name in SHOWN_FIELDS if not getattr(taken, fact.get(name, name)))


def _text(said: RawPosting, name: str) -> str:
    """What stood there, shortened; empty where it was nothing to read."""
    text = " | ".join(text.strip() for text in every(getattr(said, name)) if text.strip())
    return "" if text.casefold() in NOTHING_SAID else cut(text, 200)
