"""What an employer reads about a row that could not be saved: what was wrong, and what to write instead."""

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
SAY_WHICH_KIND = f"Write one of these in the kind column: {_KINDS}."


def field_error(rejected: Rejected) -> FieldError:
    """The field, the text that stood there, and a message in plain English."""
    return FieldError(rejected.field or "row", rejected.text or "", _message(rejected))


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
