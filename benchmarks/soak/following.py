"""Somebody who keeps a copy of all adverts by following the changes, as the API tells people to."""

import json
from dataclasses import dataclass, field
from typing import Any

from benchmarks.soak.asking import Answers, Asker
from benchmarks.soak.stand import Stand

PAUSE_SECONDS = 0.5


@dataclass(slots=True)
class Follower:
    """`copy` has the revision of each advert that is there; `wrong` says where the order was broken."""

    stand: Stand
    answers: Answers
    copy: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    after: int = 0
    changes: int = 0

    def run(self) -> None:
        asker = Asker(self.stand, self.answers, "198.51.100.7")
        while not self.stand.stop.wait(PAUSE_SECONDS):
            self.read(asker)
        asker.close()

    def catch_up(self) -> None:
        asker = Asker(self.stand, self.answers, "198.51.100.7")
        while self.read(asker):
            pass
        asker.close()

    def read(self, asker: Asker) -> bool:
        """One page; False for an empty one, or none."""
        answer = asker.get("changes", f"/api/v1/changes?after={self.after}&limit=200&fields=title")
        if answer.status != 200:
            if answer.status == 400:
                self.wrong.append(f"400 after {self.after}: {answer.body[:200]!r}")
            return False
        items = json.loads(answer.body)["items"]
        for item in items:
            self._take(item)
        return bool(items)

    def _take(self, item: dict[str, Any]) -> None:
        revision = item["modified"]
        if revision <= self.after:
            self.wrong.append(f"{item['id']} at {revision} came after {self.after}")
        self.after = max(self.after, revision)
        self.changes += 1
        if item["state"] == "updated":
            self.copy[item["id"]] = revision
        else:
            self.copy.pop(item["id"], None)
