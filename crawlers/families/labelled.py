"""What an advert's text says under a label of its own line: “Closing date: 1 October 2026”."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from foothold.posting import RawPosting, every

LABELS = {
    "closing": ("closing date", "application deadline", "applications close", "application closing date", "deadline",
                "closing date for applications", "deadline for applications"),
    "start": ("start date", "expected start date", "anticipated start date", "proposed start date"),
    "wage": ("salary", "wage", "pay", "rate of pay", "starting salary", "annual salary", "salary range", "hourly rate",
             "annual wage", "weekly wage"),
    "hours": ("hours per week", "weekly hours"),
    "duration": ("duration", "length of placement", "contract length"),
}  # fmt: skip
FIELDS = {label: field for field, labels in LABELS.items() for label in labels}
LONGEST = 120
LINE = re.compile(r"<(?:br|/?(?:p|div|li|ul|ol|h\d|tr|table))\b[^<>]*>|\n", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")


def labelled(text: str | None) -> Iterator[tuple[str, str]]:
    """Field and text of each labelled line of HTML or plain text; the caller keeps what it has not got."""
    for line in LINE.split(text or ""):
        label, colon, said = html.unescape(TAG.sub("", line)).partition(":")
        field = FIELDS.get(" ".join(label.split()).lower())
        if colon and field and 0 < len(said.strip()) <= LONGEST:
            yield field, said.strip()


def with_labelled(posting: RawPosting) -> RawPosting:
    """The posting with what its description says under a label, where it says nothing of that elsewhere."""
    missing: dict[str, str] = {}
    for field, said in labelled("\n".join(every(posting.description))):
        if not getattr(posting, field):
            missing.setdefault(field, said)
    return replace(posting, **missing) if missing else posting  # type: ignore[arg-type]
