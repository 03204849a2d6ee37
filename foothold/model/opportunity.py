"""An `Opportunity`: one advertised apprenticeship or placement, as the public sees it."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from foothold.model.courses import Course
from foothold.model.levy import Levy
from foothold.model.organisations import Employer, Provider
from foothold.model.places import Place
from foothold.model.wage import Wage


class Kind(StrEnum):
    APPRENTICESHIP = "apprenticeship"
    WORK_EXPERIENCE = "work_experience"
    T_LEVEL_PLACEMENT = "t_level_placement"
    SUPPORTED_INTERNSHIP = "supported_internship"
    PRE_APPRENTICESHIP = "pre_apprenticeship"
    INTERNSHIP = "internship"
    INSIGHT_EVENT = "insight_event"
    MENTORING = "mentoring"
    VOLUNTEERING = "volunteering"


class Status(StrEnum):
    """`pending`, `open` and `withdrawn` are stored; `closed` is computed when read."""

    PENDING = "pending"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Remote(StrEnum):
    ON_SITE = "on_site"
    HYBRID = "hybrid"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Duration:
    """As advertised, and in whole months or weeks where the text leaves no doubt. `implausible`: it does, and no
    placement takes so long."""

    text: str
    months: int | None = None
    weeks: int | None = None
    implausible: bool = False


@dataclass(frozen=True, slots=True)
class Age:
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """What a source said in a field that could not be read with certainty, and why it could not."""

    field: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Opportunity:
    """The content of an advert. Identity, revision and sightings belong to the store's record.

    `kind` is None only where the scope is off. `start_date` and `end_date` are `2026-11-02`, or `2026-11`
    where the advert names no day. `posted_date`, `closing_date` and `closing_time` are London's.
    """

    url: str | None
    title: str
    kind: Kind | None
    foundation: bool | None
    employer: Employer | None
    provider: Provider | None
    summary: str | None
    description_html: str | None
    requirements: tuple[str, ...] | None
    apply_url: str | None
    positions: int | None
    places: tuple[Place, ...]
    national: bool
    remote: Remote | None
    wage: Wage | None
    hours_per_week: Decimal | None
    working_week: str | None
    duration: Duration | None
    level: int | None
    route: str | None
    course: Course | None
    posted_date: date | None
    closing_date: date | None
    closing_time: time | None
    start_date: str | None
    end_date: str | None
    age: Age | None
    levy: Levy
    notes: tuple[Note, ...] = ()
