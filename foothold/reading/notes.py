"""What a posting says that became no fact, or not the whole of it: noted for whoever looks after the source."""

from foothold.model.opportunity import Note, Opportunity
from foothold.model.plausible import is_number
from foothold.model.posting import RawPosting, every
from foothold.reading.bounds import SHOWN, note
from foothold.reading.html_text import BROKEN_OFF, LONGEST_SHOWN, MOST_TAGS

_NO_FACT = {
    "hours": ("hours_per_week", "no one figure from 1 to 80 hours a week"),
    "age": ("age", "no ages from 11 to 65"),
    "positions": ("positions", "no whole number from 1 to 9,999"),
    "url": ("url", "no web address"),
    "apply_url": ("apply_url", "no web address"),
}
"""Fields that become one fact or none: the fact, and what to note where it is none."""


def notes_of(said: RawPosting, taken: Opportunity) -> list[Note]:
    """What the words say that is no fact: no figure that could be one, or more than is shown."""
    found = [
        note(name, text, why)
        for name, (fact, why) in _NO_FACT.items()
        if getattr(taken, fact) is None and (text := getattr(said, name)) and text.strip()
    ]
    found += _implausible(said, taken)
    found += _shortened(said, taken)
    return found


def _implausible(said: RawPosting, taken: Opportunity) -> list[Note]:
    found = []
    if taken.wage and taken.wage.implausible:
        found.append(note("wage", taken.wage.text or "", "no plausible pay"))
    if taken.duration and taken.duration.implausible:
        found.append(note("duration", taken.duration.text, "longer than 10 years"))
    if taken.level is None and said.level and is_number(said.level):
        found.append(note("level", said.level, "no level from 2 to 7"))
    if said.provider and not (taken.provider and taken.provider.ukprn):
        found += [note("provider", text, "no UKPRN") for text in every(said.provider) if is_number(text)]
    if said.course and not (taken.course and taken.course.lars_code):
        found += [note("course", text, "no LARS code") for text in every(said.course) if is_number(text)]
    return found


def _shortened(said: RawPosting, taken: Opportunity) -> list[Note]:
    """Texts that are within the bound of what is read, and longer than what is shown."""
    texts = (("title", said.title), ("employer", said.employer), ("summary", said.summary), ("working_week", said.working_week))  # fmt: skip
    found = [
        note(name, text, f"shown up to {SHOWN[name]:,} characters")
        for name, text in texts
        if text and len(text) > SHOWN[name] and _breaks_off(taken, name)
    ]
    raw = every(said.description)
    if sum(map(len, raw)) > MOST_TAGS:
        found += _described(raw, taken.description_html or "")
    return found


def _breaks_off(taken: Opportunity, name: str) -> bool:
    shown = taken.employer.name if name == "employer" and taken.employer else getattr(taken, name)
    return isinstance(shown, str) and shown.endswith("…")


def _described(raw: tuple[str, ...], shown: str) -> list[Note]:
    found = []
    if shown.endswith(BROKEN_OFF) and sum(map(len, raw)) > LONGEST_SHOWN:
        found.append(note("description", raw[0], f"shown up to {LONGEST_SHOWN:,} characters"))
    if sum(text.count("<") for text in raw) > MOST_TAGS:
        found.append(
            note("description", raw[0], f"more than {MOST_TAGS:,} tags, so that its words alone are shown")
        )
    return found
