"""What an employer reads about a row that could not be saved: what was wrong, and what to write instead."""

from collections.abc import Sequence
from datetime import date

from foothold.model.posting import Reason, Rejected
from foothold.searching.labels import KINDS
from foothold.uploads.rows import FieldError

DATE_NAMES = {
    "closing": "closing date",
    "start": "start date",
    "end": "end date",
    "posted": "date it was posted",
}
_KINDS = ", ".join(label for value, label in KINDS.items() if value != "unknown")
TOOK_TOO_LONG = "not read"
NAMES = {
    "external_id": "reference",
    "url": "advert link",
    "apply_url": "apply link",
    "hours": "hours per week",
    "positions": "number of positions",
    "places": "location",
    "remote": "way of working",
    "wage_unit": "pay period",
    "levy_position": "answer about the levy",
    "seeks_transfer": "answer about a levy transfer",
    **DATE_NAMES,
}
"""What a sheet calls a field, where that is not the field's own name."""
SHOWN_AS_TYPED = frozenset(("wage", "duration", "course", "places"))
"""Fields whose words are shown even where no fact could be made of them."""
CUT = ("cut off", "shown up to", "more than")
HINTS = {
    "wage": "Write it like £8.50 an hour.",
    "wage_unit": "Write hour, day, week, month or year.",
    "hours": "Write a number, like 37.5.",
    "positions": "Write a number, like 2.",
    "age": "Write it like 16 to 24.",
    "duration": "Write it like 18 months.",
    "level": "Write a number from 2 to 7.",
    "url": "Write a web address, like https://example.com/jobs/14.",
    "apply_url": "Write a web address, like https://example.com/apply. Put other ways to apply in the description.",
    "course": "Check the level, and write the name of the apprenticeship standard or its LARS code.",
    "postcode": "Write it whole, like E8 1EA.",
    "remote": "Write on site, hybrid or remote.",
    "national": "Write yes or no.",
    "levy_position": "Write yes or no.",
    "seeks_transfer": "Write yes or no.",
}
SAY_WHICH_KIND = f"Write one of these in the kind column: {_KINDS}."


def field_error(rejected: Rejected) -> FieldError:
    """The field, the text that stood there, and a message in plain English."""
    return FieldError(rejected.field or "row", rejected.text or "", _message(rejected))


def unread_field(field: str, text: str, why: str | None = None) -> FieldError:
    """Of a field that held words and gave no fact; `why` is the reader's own reason, if it left one."""
    name = NAMES.get(field, field.replace("_", " "))
    if why and why.startswith(CUT):
        return FieldError(field, text, f"The {name} is too long: {why}.")
    if field == "kind":
        message = f"We do not know the kind “{_short(text)}”, so we went by the rest of the advert. {SAY_WHICH_KIND}"
        return FieldError(field, text, message)
    message = f"We could not read the {name} “{_short(text)}”."
    if field == "course":
        message = f"We could not match the course “{_short(text)}” with a standard of the advert’s level."
    if field in DATE_NAMES:
        return FieldError(field, text, f"{message} Write it like 31 October 2026.")
    shown = "It is shown as you wrote it." if field in SHOWN_AS_TYPED else ""
    return FieldError(field, text, " ".join(filter(None, (message, shown, HINTS.get(field)))))


def closed_already(text: str, day: date) -> FieldError:
    """Of a row whose closing date has passed: it is kept, and searches leave it out."""
    shown = f"{day.day} {day:%B %Y}"
    return FieldError(
        "closing", text, f"The closing date, {shown}, has passed, so searches do not show this advert."
    )


def example_left(title: str) -> FieldError:
    """Of the template's example row, left in a sheet."""
    return FieldError("row", title, "This is the example row of our template, so we skipped it.")


def not_offered(status: str) -> FieldError:
    """Of a row whose status says that the advert must not be shown."""
    return FieldError(
        "status", status, f"The status of this row is “{_short(status)}”, so the advert is not shown."
    )


def unread_status(status: str) -> FieldError:
    """Of a row whose status says neither that it is live nor that it is not."""
    return FieldError(
        "status",
        status,
        f"We could not read the status “{_short(status)}”, so the advert is treated as live."
        " Write withdrawn, filled or closed where it must not be shown.",
    )


def one_advert_twice(field: str, text: str, rows: Sequence[int]) -> FieldError:
    """Of rows of one file that differ and would be kept under one id."""
    numbers = ", ".join(map(str, rows[:-1])) + f" and {rows[-1]}"
    same = (
        f"the same {NAMES.get(field, field)}"
        if field in ("external_id", "url")
        else "no reference of their own"
    )
    return FieldError(
        field,
        text,
        f"Rows {numbers} differ but have {same}, so they would replace each other."
        " Give each advert its own reference.",
    )


def waits(employer: str, account: str) -> FieldError:
    """Of a row that names an employer for whom the account does not speak."""
    return FieldError(
        "employer",
        employer,
        f"This advert is {employer}’s, and your key is {account}’s. It is saved, and nobody sees it until one of our"
        " staff has looked at it. Ask us to put your agreement with the employer on record: then it need not wait.",
    )


def refused(employer: str, why: str | None) -> FieldError:
    """Of a row that a member of staff refused when it said the same."""
    reason = f": {why.rstrip('.')}" if why else ""
    return FieldError(
        "employer", employer, f"Our staff looked at this advert and did not publish it{reason}."
    )


def _message(rejected: Rejected) -> str:
    text = _short(rejected.text)
    match rejected.reason:
        case Reason.MISSING_TITLE:
            return "This row has no title. Write what the young person would be, like Apprentice plumber."
        case Reason.UNKNOWN_KIND:
            return f"We do not know the kind “{text}”. {SAY_WHICH_KIND}"
        case Reason.OUT_OF_SCOPE:
            return f"“{text}” does not look like an apprenticeship or a placement. {SAY_WHICH_KIND}"
        case Reason.OUT_OF_AREA:
            return f"“{text}” is outside London. Foothold lists opportunities in the 33 London boroughs."
        case Reason.UNKNOWN_PLACE if text:
            return f"We could not find “{text}” in London. Write the postcode of the workplace, like E8 1EA."
        case Reason.UNKNOWN_PLACE:
            return (
                "This row does not say where the work is. Write the postcode of the workplace, like E8 1EA."
            )
        case Reason.UNREADABLE_VALUE if rejected.text == TOOK_TOO_LONG:
            return "The rows before this one took too long to read. Send this row and those after it in another file."
        case Reason.UNREADABLE_VALUE if not rejected.field:
            return "We could not keep this row, and it is our fault. Tell us its number; the others are not affected."
    if rejected.field in DATE_NAMES:
        return f"We could not read the {DATE_NAMES[rejected.field]} “{text}”. Write it like 31 October 2026."
    if rejected.field == "wage":
        return f"We could not read the wage “{text}”. Write it like £8.50 an hour."
    return f"We could not read the {(rejected.field or 'row').replace('_', ' ')} “{text}”."


def _short(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= 80 else words[:80] + "…"
