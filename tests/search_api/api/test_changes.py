"""`GET /api/v1/changes`: whoever follows it has what the store has, whatever happens meanwhile."""

import os
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from foothold.errors import WrongUse
from foothold.index.open_index import open_engine
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Status
from foothold.model.public import present
from foothold.store import revisions
from foothold.store.duplicate_review import merge
from foothold.store.open_store import Store, open_store
from foothold.store.records import (
    approve,
    every_public,
    find,
    head_revision,
    save,
    undo_merge,
    withdraw,
    withdraw_sightings,
)
from search_api import create_app
from tests.search_api.world import AT, settings_at
from tests.store.adverts import reading

CHANGES = "/api/v1/changes"


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    sqlite = request.param == "sqlite"
    opened = open_store(
        f"sqlite:///{tmp_path / 'foothold.db'}" if sqlite else request.getfixturevalue("postgres_url")
    )
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store, tmp_path: Path) -> FlaskClient:
    settings = settings_at(tmp_path)
    return create_app(settings, store=store, engine=open_engine(settings), clock=lambda: AT).test_client()


@dataclass
class Mirror:
    """Another's copy, kept as the documentation says."""

    client: FlaskClient
    next: str = f"{CHANGES}?limit=7"
    held: dict[str, dict[str, Any]] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)

    def follow(self) -> None:
        while True:
            body = self.page()
            for item in body["items"]:
                assert set(item) == {"state", "kind", "id", "modified"} | ({"data"} & set(item))
                assert ("data" in item) is (item["state"] == "updated")
                self.held.pop(item["id"], None)
                if item["state"] == "updated":
                    self.held[item["id"]] = item["data"]
                self.seen.append(item["modified"])
            if body["next"] == self.next:
                assert body["items"] == []
                return
            self.next = body["next"]

    def page(self) -> dict[str, Any]:
        parts = urlsplit(self.next)
        response = self.client.get(f"{parts.path}?{parts.query}")
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.get_json()
        if not self.next.startswith("http"):
            self.next = f"http://foothold.example{CHANGES}?after=0&limit=7"
        return body


def shown(store: Store) -> dict[str, dict[str, Any]]:
    """What the store shows of each opportunity at this moment."""
    return {
        record.id: present(record.public, at=AT, public_url="http://foothold.example") | {}
        for record in every_public(store)
    }


FORM = {"apply_url": "https://apply.example/1"}
SOURCES, REFERENCES = ("college", "board", "agency"), ("1", "2", "3", "4")


class Fate:
    """What may happen to adverts, one thing at a time, as a seed decides."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.pick, self.at = store, random.Random(seed), AT

    def strike(self) -> None:
        self.at += timedelta(hours=self.pick.choice((1, 30, 200)))
        happenings: tuple[Callable[[], object], ...] = (self.saved,) * 4 + (self.withdrawn,) * 2 + (
            self.merged, self.parted, self.approved,
        )  # fmt: skip
        with suppress(WrongUse):
            self.pick.choice(happenings)()

    def saved(self) -> None:
        """Adverts of one form are one record, until a source gives the form twice."""
        form = {"apply_url": f"https://apply.example/{self.pick.randint(1, 3)}"}
        references = self.pick.sample(REFERENCES, 2)
        adverts = [reading(r, said=form, title=f"Apprentice {self.pick.randint(1, 5)}") for r in references]
        status = self.pick.choice((Status.OPEN, Status.OPEN, Status.PENDING))
        save(self.store, self.pick.choice(SOURCES), adverts, at=self.at, status=status)

    def withdrawn(self) -> None:
        self.pick.choice((withdraw, withdraw_sightings))(self.store, [self.any()], self.at)

    def merged(self) -> None:
        merge(self.store, self.any(), self.any(), self.at)

    def parted(self) -> None:
        undo_merge(self.store, self.any(), self.at)

    def approved(self) -> None:
        approve(self.store, [self.any()], self.at)

    def any(self) -> str:
        return opportunity_id(self.pick.choice(SOURCES), self.pick.choice(REFERENCES))


@pytest.mark.parametrize("seed", range(4))
def test_a_mirror_ends_equal_to_the_store_whatever_happened(
    store: Store, client: FlaskClient, seed: int
) -> None:
    fate, mirror = Fate(store, seed), Mirror(client)
    for _ in range(8):
        for _ in range(6):
            fate.strike()
        mirror.follow()
        assert mirror.held == shown(store)
    assert all(client.get(f"/api/v1/opportunities/{id_}").status_code == 200 for id_ in mirror.held)
    late = Mirror(client)
    late.follow()
    assert late.held == mirror.held
    assert late.seen == sorted(set(late.seen)), "each record once, by revision"


def test_what_waits_for_review_is_told_without_a_word_of_it(store: Store, client: FlaskClient) -> None:
    save(store, "upload-a", [reading("1")], at=AT)
    save(store, "upload-a", [reading("1", title="Secret until approved")], at=AT, status=Status.PENDING)
    save(store, "upload-a", [reading("2", title="Secret too")], at=AT, status=Status.PENDING)
    response = client.get(CHANGES)
    assert [item["state"] for item in response.get_json()["items"]] == ["deleted", "deleted"]
    assert "Secret" not in response.text


def test_a_merge_tells_of_both_and_its_undoing_too(store: Store, client: FlaskClient) -> None:
    mirror = Mirror(client)
    first, second = opportunity_id("college", "1"), opportunity_id("board", "1")
    save(store, "college", [reading("1", said=FORM)], at=AT)
    save(store, "board", [reading("1", title="Apprentice cook", level=2)], at=AT)
    mirror.follow()
    assert set(mirror.held) == {first, second}
    save(store, "board", [reading("1", said=FORM)], at=AT + timedelta(hours=1))
    mirror.follow()
    assert set(mirror.held) == {first}
    assert [entry["source"] for entry in mirror.held[first]["sources"]] == ["college", "board"]
    undo_merge(store, second, AT + timedelta(hours=2))
    mirror.follow()
    assert set(mirror.held) == {first, second}


def test_an_advert_that_closes_is_no_change_but_its_status_is_that_of_now(
    store: Store, tmp_path: Path
) -> None:
    save(store, "college", [reading("1", closing_date=(AT + timedelta(days=1)).date())], at=AT)
    settings = settings_at(tmp_path)

    def item(at: datetime) -> dict[str, Any]:
        app = create_app(settings, store=store, engine=open_engine(settings), clock=lambda: at)
        (only,) = app.test_client().get(CHANGES).get_json()["items"]
        found: dict[str, Any] = only
        return found

    before, after = item(AT), item(AT + timedelta(days=3))
    assert (before["modified"], before["data"]["status"]) == (1, "open")
    assert (after["modified"], after["data"]["status"]) == (1, "closed")


def test_a_follower_misses_nothing_that_others_write_meanwhile(store: Store, client: FlaskClient) -> None:
    head_revision(store)

    def write(source: str) -> int:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for n in range(25):
                    save(
                        store,
                        source,
                        [reading(str(i), title=f"Apprentice {n}") for i in range(n, n + 5)],
                        at=AT,
                    )
                code = 0
            finally:
                os._exit(code)
        return child

    mirror, writing = Mirror(client), {write("college"), write("board")}
    while writing:
        mirror.follow()
        ended, status = os.waitpid(-1, os.WNOHANG)
        assert os.waitstatus_to_exitcode(status) == 0
        writing.discard(ended)
    mirror.follow()
    assert mirror.held == shown(store)
    assert mirror.seen == sorted(set(mirror.seen)), "a number came after a higher one"


def test_a_higher_number_waits_for_a_lower_one_that_is_not_committed(
    store: Store, client: FlaskClient
) -> None:
    mirror, begun, done = Mirror(client), threading.Event(), threading.Event()

    def hold() -> None:
        with store.write() as connection:
            revisions.lock(connection)
            begun.set()
            assert done.wait(8)

    holder = threading.Thread(target=hold)
    writer = threading.Thread(target=lambda: save(store, "college", [reading("1")], at=AT))
    holder.start()
    assert begun.wait(8)
    writer.start()
    writer.join(0.3)
    assert writer.is_alive()
    mirror.follow()
    assert mirror.held == {}
    done.set()
    for thread in (holder, writer):
        thread.join(10)
    mirror.follow()
    assert set(mirror.held) == {opportunity_id("college", "1")}


REFUSED = (
    "after=-1", "after=x", "after=1.0", "after=99999999999999999999", "after=7", "limit=0", "limit=501",
    "limit=5&limit=6", "fields=colour", "q=plumber", "after=٣",
)  # fmt: skip


def test_what_cannot_be_followed_is_refused(store: Store, client: FlaskClient) -> None:
    """Also a number that the store has not reached: it was restored from a backup since."""
    save(store, "college", [reading("1")], at=AT)
    for query in REFUSED:
        response = client.get(f"{CHANGES}?{query}")
        assert response.status_code == 400, query
        assert response.get_json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_a_page_holds_the_fields_that_were_asked_for_and_answers_304(
    store: Store, client: FlaskClient
) -> None:
    save(store, "college", [reading(str(n)) for n in range(3)], at=AT)
    first = client.get(f"{CHANGES}?limit=2&fields=title")
    body = first.get_json()
    assert [set(item["data"]) for item in body["items"]] == [{"id", "title"}] * 2
    assert body["next"] == f"http://foothold.example{CHANGES}?after=2&limit=2&fields=title"
    assert first.headers["Link"] == f'<{body["next"]}>; rel="next"'
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    tag = first.headers["ETag"]
    assert client.get(f"{CHANGES}?limit=2&fields=title", headers={"If-None-Match": tag}).status_code == 304
    assert find(store, body["items"][0]["id"]) is not None
