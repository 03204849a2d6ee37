"""Visitors who search, turn pages, open adverts, follow and export; some report an advert or ask for an alert."""

import json
import random
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from benchmarks.http_search import WORDS
from benchmarks.soak.asking import Answers, Asker
from benchmarks.soak.stand import Stand

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
REASONS = ("unsafe", "money", "alone", "gone", "wrong", "pay")
GRAVE = REASONS[:3]
PAGES = (
    "/",
    "/boroughs",
    "/boroughs/hackney",
    "/about",
    "/routes",
    "/employers",
    "/static/plain.css",
    "/privacy",
)
_TOKEN = re.compile(rb'name="(?:token|made)"[^>]*value="([^"]+)"')


@dataclass(slots=True)
class Told:
    """What visitors were thanked for."""

    grave: list[str] = field(default_factory=list)
    other: int = 0
    alerts: int = 0
    numbers: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def number(self) -> int:
        with self._lock:
            self.numbers += 1
            return self.numbers


@dataclass(slots=True)
class Visitor:
    stand: Stand
    answers: Answers
    told: Told
    number: int
    pick: random.Random
    adverts: Sequence[str] = ()

    def run(self) -> None:
        asker = Asker(self.stand, self.answers, f"203.0.113.{self.number + 1}")
        likely: tuple[tuple[Callable[[Asker], None], int], ...] = (
            (self.search, 30), (self.pages, 20), (self.advert, 20), (self.suggest, 15), (self.turn, 8),
            (self.follow, 6), (self.export, 1), (self.report, 2), (self.alert, 2),
        )  # fmt: skip
        doings, weights = zip(*likely, strict=True)
        while not self.stand.stop.wait(self.pick.uniform(0.5, 3.5)):
            self.pick.choices(doings, weights)[0](asker)
        asker.close()

    def search(self, asker: Asker) -> None:
        wanted = {"q": self.pick.choice(WORDS)}
        if self.pick.random() < 0.3:
            wanted["borough"] = self.pick.choice(("hackney", "camden", "southwark", "croydon"))
        answer = asker.get("search", f"/api/v1/opportunities?{urlencode(wanted)}")
        if answer.status == 200:
            self.adverts = [one["id"] for one in json.loads(answer.body)["opportunities"]] or self.adverts

    def turn(self, asker: Asker) -> None:
        """Page after page, all of it."""
        path = "/api/v1/opportunities?sort=newest&per_page=50"
        for _ in range(6):
            answer = asker.get("next page", path)
            following = json.loads(answer.body)["links"]["next"] if answer.status == 200 else None
            if not following or self.stand.stop.is_set():
                return
            parts = urlsplit(following)
            path = f"{parts.path}?{parts.query}"

    def pages(self, asker: Asker) -> None:
        asker.get("page", self.pick.choice((*PAGES, f"/?q={self.pick.choice(WORDS).replace(' ', '+')}")))

    def advert(self, asker: Asker) -> None:
        if self.adverts:
            asker.get("advert", f"/opportunities/{self.pick.choice(self.adverts)}")

    def suggest(self, asker: Asker) -> None:
        word = self.pick.choice(("plumber", "nursing", "hackney", "software", "engineer"))
        for letters in range(2, 2 + self.pick.randint(1, 4)):
            asker.get("suggestion", f"/api/v1/suggest?q={word[:letters]}")

    def follow(self, asker: Asker) -> None:
        asker.get("feed", self.pick.choice(("/feed.atom?q=plumber", "/closing.ics", "/feed.atom")))

    def export(self, asker: Asker) -> None:
        asker.get("export", self.pick.choice(("/api/v1/export.jsonl", "/api/v1/export.csv")))

    def report(self, asker: Asker) -> None:
        if not self.adverts:
            return
        path = f"/opportunities/{self.pick.choice(self.adverts)}/report"
        form = asker.get("form of a report", path)
        token = _TOKEN.search(form.body) if form.status == 200 else None
        if not token:
            return
        reason, text = self.pick.choice(REASONS), f"This is report number {self.told.number()} of the soak."
        body = urlencode({"token": token[1].decode(), "reason": reason, "text": text}).encode()
        answer = asker.ask("report", "POST", path, body, FORM)
        if answer.status != 303 or not urlsplit(answer.location).path.endswith("/reported"):
            return
        if reason in GRAVE:
            self.told.grave.append(text)
        else:
            self.told.other += 1

    def alert(self, asker: Asker) -> None:
        path = f"/alerts?{urlencode({'q': self.pick.choice(WORDS)})}"
        form = asker.get("form of an alert", path)
        token = _TOKEN.search(form.body) if form.status == 200 else None
        if not token:
            return
        address = f"visitor-{self.number}-{self.told.number()}@mail{self.number}.example"
        body = urlencode({"made": token[1].decode(), "address": address, "rhythm": "daily"}).encode()
        self.told.alerts += asker.ask("alert", "POST", path, body, FORM).status == 303
