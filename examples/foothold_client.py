"""A client of Foothold's API that needs nothing but Python: searches, and keeps a copy of everything.

    python foothold_client.py https://foothold.example search q=plumber borough=hackney
    python foothold_client.py https://foothold.example suggest plum
    python foothold_client.py https://foothold.example mirror copy.db

`mirror` goes on where it ended last time: run it as often as you like, from cron for instance.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

Parameters = Sequence[tuple[str, str]]
PATIENCE = 5
"""How often to come back after being told to wait."""
TABLES = """
CREATE TABLE IF NOT EXISTS opportunities (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS following (next TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Foothold:
    """`site` is the address of a Foothold, without a path."""

    site: str

    def search(self, parameters: Parameters = ()) -> Iterator[dict[str, Any]]:
        """Every opportunity that is found, page by page."""
        link: str | None = self._address("/api/v1/opportunities", parameters)
        while link:
            page = get(link)
            yield from page["opportunities"]
            link = page["links"]["next"]

    def suggest(self, text: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = get(self._address("/api/v1/suggest", [("q", text)]))["suggestions"]
        return found

    def mirror(self, copy: sqlite3.Connection) -> int:
        """Bring the copy up to date; how many changes there were. Each page is one transaction with the place where
        it ends, so that stopping in the middle loses and doubles nothing."""
        copy.executescript(TABLES)
        kept = copy.execute("SELECT next FROM following").fetchone()
        link = kept[0] if kept else self._address("/api/v1/changes", [("limit", "500")])
        changes = 0
        while True:
            page = get(link)
            with copy:
                for item in page["items"]:
                    apply(copy, item)
                copy.execute("DELETE FROM following")
                copy.execute("INSERT INTO following VALUES (?)", (page["next"],))
            changes += len(page["items"])
            if not page["items"]:
                return changes
            link = page["next"]

    def _address(self, path: str, parameters: Parameters) -> str:
        return f"{self.site.rstrip('/')}{path}?{urlencode(parameters)}"


def apply(copy: sqlite3.Connection, item: dict[str, Any]) -> None:
    """One change: keep what is updated, drop what is deleted."""
    if item["state"] == "deleted":
        copy.execute("DELETE FROM opportunities WHERE id = ?", (item["id"],))
    else:
        row = (item["id"], item["modified"], json.dumps(item["data"]))
        copy.execute("INSERT OR REPLACE INTO opportunities VALUES (?, ?, ?)", row)


def get(address: str) -> dict[str, Any]:
    """The answer. Waits as long as it is told to; what is wrong with a request is said in words."""
    request = Request(address, headers={"Accept": "application/json", "User-Agent": "foothold-client"})
    for _ in range(PATIENCE):
        try:
            with urlopen(request, timeout=30) as response:
                body: dict[str, Any] = json.load(response)
                return body
        except HTTPError as error:
            if error.code not in (429, 503):
                raise SystemExit(json.load(error)["detail"]) from error
            time.sleep(int(error.headers.get("Retry-After", "5")))
    raise SystemExit(f"{address} had no time for us.")


def main(arguments: Sequence[str]) -> None:
    match arguments:
        case [site, "search", *pairs]:
            for found in Foothold(site).search([tuple(pair.split("=", 1)) for pair in pairs]):  # type: ignore[misc]
                employer = found["employer"]["name"] if found["employer"] else "employer not stated"
                print(f"{found['id']}  {found['title']}, {employer}  {found['page_url']}")
        case [site, "suggest", text]:
            for one in Foothold(site).suggest(text):
                print(f"{one['kind']:<9} {one['label']}  ({one['parameter']}={one['value']})")
        case [site, "mirror", file]:
            with sqlite3.connect(file) as copy:
                changes = Foothold(site).mirror(copy)
                (held,) = copy.execute("SELECT count(*) FROM opportunities").fetchone()
            print(f"{changes} changes, {held} opportunities in {file}")
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
