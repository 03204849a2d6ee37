"""Employers who upload again and again, and what the store must then say of each reference."""

import json
import random
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.soak.asking import Answer, Answers, Asker
from benchmarks.soak.stand import Stand

REFERENCES = 60
JOBS = (
    "plumbing",
    "catering",
    "nursing",
    "carpentry",
    "accounting",
    "gardening",
    "baking",
    "welding",
    "dentistry",
)
POSTCODES = ("E8 1EA", "NW1 8NH", "SE15 5EB", "CR0 1EA", "W6 9DJ", "N1 9AG", "SW9 8LF", "E15 1BG")
STREETS_WORDS = (
    "amber",
    "beacon",
    "cedar",
    "dial",
    "elm",
    "fern",
    "gate",
    "harbour",
    "iris",
    "juniper",
    "kiln",
)
BAD_ROWS: tuple[dict[str, Any], ...] = (
    {"external_id": "BAD-1", "kind": "Apprenticeship"},
    {"external_id": "BAD-2", "title": "Apprentice clerk", "kind": "Apprenticeship", "closing": "31/13/2026"},
    {"external_id": "BAD-3", "title": "Apprentice clerk", "wages": 7},
)
ACKNOWLEDGED = ("saved", "unchanged")
LATE_SECONDS = 60.0
"""So long after a connection was cut its upload may still have been saved."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One row that was sent: `ended` is None where no answer came."""

    reference: str
    version: int
    began: float
    ended: float | None


@dataclass(slots=True)
class Employer:
    """An account. Several may upload for it at once: each takes its version from here."""

    name: str
    slug: str
    key: str
    sent: list[Upload] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _version: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def version(self) -> int:
        with self._lock:
            self._version += 1
            return self._version

    def acknowledged(self) -> set[str]:
        return {row.reference for row in self.sent if row.ended is not None}

    def may_be(self, reference: str) -> set[int]:
        """The versions that may be the last: none that an acknowledged one followed, which began after its end."""
        rows = [row for row in self.sent if row.reference == reference]
        latest = max((row.began for row in rows if row.ended is not None), default=0.0)
        return {row.version for row in rows if (row.ended or row.began + LATE_SECONDS) >= latest}


@dataclass(slots=True)
class Uploader:
    """One person who uploads; `run` goes on until the soak ends."""

    stand: Stand
    answers: Answers
    employer: Employer
    address: str
    pick: random.Random

    def run(self) -> None:
        asker = Asker(self.stand, self.answers, self.address)
        while not self.stand.stop.wait(self.pick.uniform(0.5, 4)):
            count = self.pick.choice((1, 1, 1, 5, 40))
            numbers = self.pick.sample(range(REFERENCES), count)
            bad = [dict(row) for row in BAD_ROWS if self.pick.random() < 0.15]
            self._upload(asker, numbers, bad)

    def _upload(self, asker: Asker, numbers: list[int], bad: list[dict[str, Any]]) -> None:
        version = self.employer.version()
        rows = [row(self.employer, number, version) for number in numbers]
        headers = {"Authorization": f"Bearer {self.employer.key}", "Content-Type": "application/json"}
        body = json.dumps(rows + bad).encode()
        answer = asker.ask(f"upload of {len(rows) + len(bad)}", "POST", "/api/v1/uploads", body, headers)
        taken = self._taken(answer, rows, bad)
        for number, one in enumerate(rows, start=1):
            ended = answer.ended if number in taken else None
            self.employer.sent.append(Upload(one["external_id"], version, answer.began, ended))

    def _taken(self, answer: Answer, rows: list[dict[str, Any]], bad: list[dict[str, Any]]) -> set[int]:
        """The numbers of the rows that were acknowledged. What is answered otherwise than it should be is noted."""
        if answer.status != 200:
            if answer.status not in (None, 503):
                self.employer.wrong.append(f"{answer.status} {answer.body[:200]!r}")
            return set()
        told = {one["row"]: one["status"] for one in json.loads(answer.body)["rows"]}
        for number in range(1, len(rows) + len(bad) + 1):
            wanted = ACKNOWLEDGED if number <= len(rows) else ("rejected",)
            if told.get(number) not in wanted:
                self.employer.wrong.append(
                    f"row {number} of {len(rows)} and {len(bad)} bad: {told.get(number)}"
                )
        return {number for number in range(1, len(rows) + 1) if told.get(number) in ACKNOWLEDGED}


def row(employer: Employer, number: int, version: int) -> dict[str, Any]:
    """Adverts that nobody could take for each other."""
    job, street = JOBS[number % len(JOBS)], STREETS_WORDS[number % len(STREETS_WORDS)]
    return {
        "external_id": f"{employer.slug}-{number}",
        "url": f"https://{employer.slug}.example/adverts/{number}",
        "title": f"{street.title()} {job} apprentice {number}",
        "kind": "Apprenticeship",
        "summary": said(version),
        "postcode": POSTCODES[number % len(POSTCODES)],
        "closing": (datetime.now(UTC) + timedelta(days=20 + number)).date().isoformat(),
    }


def said(version: int) -> str:
    return f"This is version {version} of what we offer."
