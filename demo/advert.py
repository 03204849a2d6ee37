"""An advert of the sample city, before any source has put it into its own format."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Workplace:
    name: str
    street: str
    postcode: str
    lat: str
    lon: str
    borough_code: str


@dataclass(frozen=True, slots=True)
class Job:
    """A row of `jobs.csv`: what a kind of work is called and what it asks."""

    route: str
    title: str
    course: str
    level: int
    duties: tuple[str, ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advert:
    """Made up from end to end. `reference` never changes, so a second run doubles nothing.

    `pay_low` and `pay_high` are pounds a `pay_unit` (`hour`, `week`, `year`), absent where `pay_words` says it
    all. `flaw` names the one thing that is wrong with it, if any; `city.FLAWS`.
    """

    number: int
    reference: str
    title: str
    employer: str
    employer_slug: str
    provider: str
    ukprn: int
    kind: str
    job: Job
    summary: str
    workplaces: tuple[Workplace, ...]
    national: bool
    remote: str
    pay_words: str
    pay_low: float | None
    pay_high: float | None
    pay_unit: str
    hours: float
    working_week: str
    duration: str
    posted: date
    closing: date
    start: date
    age: str
    positions: int
    levy_position: str
    funding: str
    seeks_transfer: str
    flaw: str | None = None

    @property
    def path(self) -> str:
        return f"/adverts/{self.reference.lower()}"

    @property
    def is_apprenticeship(self) -> bool:
        return self.kind == "apprenticeship"

    @property
    def level_title(self) -> str:
        """The course as the national service titles it."""
        return f"{self.job.course} (level {self.job.level})"
