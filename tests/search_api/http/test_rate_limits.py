"""A class behind one address searches; whoever asks for far more than a class is refused, wherever they ask."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from foothold.index.open_index import open_engine
from foothold.settings import Settings
from foothold.store.open_store import open_store
from search_api import create_app
from search_api.http.rate_limits import OneAtATime
from tests.search_api.world import World, settings_at

PUPILS, REQUESTS = 60, 15
SCHOOL = "203.0.113.9"


@pytest.fixture
def client(london: World) -> FlaskClient:
    """The site as it is shipped."""
    settings = Settings(home=london.settings.home)
    return create_app(settings, store=london.store, engine=london.engine).test_client()


def status(client: FlaskClient, path: str, visitor: str = SCHOOL) -> int:
    return client.get(path, headers={"X-Forwarded-For": visitor}).status_code


def pupil(number: int) -> Iterator[str]:
    """The front page with its style and icon, a word typed letter by letter, results, adverts and the boroughs."""
    yield from ("/", "/static/plain.css", "/static/icon.svg")
    word = ("plumber", "software", "nursing", "theatre")[number % 4]
    yield from (f"/api/v1/suggest?q={word[:letters]}" for letters in range(1, 8))
    yield from (f"/?q={word}", f"/?q={word}&level=3", "/boroughs", "/about", "/api/v1/opportunities")


def test_a_class_behind_one_address_is_refused_nothing(client: FlaskClient) -> None:
    assert len(list(pupil(0))) == REQUESTS
    statuses = Counter(status(client, path) for number in range(PUPILS) for path in pupil(number))
    assert statuses == {200: PUPILS * REQUESTS}


def test_whoever_asks_for_far_more_is_refused_and_nobody_else_is(client: FlaskClient) -> None:
    statuses = [status(client, "/about") for _ in range(PUPILS * REQUESTS + 100)]
    assert Counter(statuses) == {200: PUPILS * REQUESTS, 429: 100}
    assert statuses[-1] == 429
    assert status(client, "/about", "203.0.113.10") == 200


@pytest.mark.parametrize(
    "path", ["/static/icon.svg", "/api/v1/suggest?q=plum", "/nowhere", "/api/v1/nowhere"]
)
def test_no_address_of_the_site_may_be_asked_for_without_end(london: World, path: str) -> None:
    few = dict.fromkeys(("rate_limit", "rate_limit_statics", "rate_limit_suggestions"), "3 per minute")
    settings = london.settings.model_copy(update=few)
    client = create_app(settings, store=london.store, engine=london.engine).test_client()
    usual = status(client, path)
    assert [status(client, path) for _ in range(3)] == [usual, usual, 429]
    assert status(client, path, "203.0.113.10") == usual


def test_pages_share_one_limit_and_what_they_bring_along_has_its_own(tmp_path: Path) -> None:
    few = settings_at(tmp_path).model_copy(update={"rate_limit": "2 per minute"})
    open_store(few.store_url).upgrade()
    client = create_app(few, engine=open_engine(few)).test_client()
    assert [status(client, path) for path in ("/about", "/privacy", "/travel")] == [200, 200, 429]
    assert status(client, "/nowhere") == 429
    assert status(client, "/static/icon.svg") == 200
    assert status(client, "/api/v1/suggest?q=plum") == 200
    assert status(client, "/healthz") == 200


def test_a_refusal_says_when_to_come_back(tmp_path: Path) -> None:
    few = settings_at(tmp_path).model_copy(update={"rate_limit_statics": "1 per minute"})
    client = create_app(few).test_client()
    assert status(client, "/static/icon.svg") == 200
    refused = client.get("/static/icon.svg", headers={"X-Forwarded-For": SCHOOL})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")


def test_one_network_of_ipv6_is_one_visitor(tmp_path: Path) -> None:
    few = settings_at(tmp_path).model_copy(update={"rate_limit": "3 per minute"})
    client = create_app(few).test_client()
    statuses = [status(client, "/about", f"2001:db8:1:2::{n:x}") for n in range(1, 6)]
    assert statuses == [200, 200, 200, 429, 429]
    assert status(client, "/about", "2001:db8:1:3::1") == 200


def test_a_counter_elsewhere_is_told_no_address(tmp_path: Path) -> None:
    """Where the counts leave this process, what they are kept under is a mark of the day."""
    app = create_app(settings_at(tmp_path))
    with app.test_request_context(environ_base={"REMOTE_ADDR": SCHOOL}):
        marked = app.extensions["foothold"].marked_visitor()
    assert SCHOOL not in marked and len(marked) == 64


def test_visitors_behind_two_proxies_are_told_apart(tmp_path: Path) -> None:
    few = {"rate_limit": "2 per minute", "trusted_proxies": "127.0.0.1 10.0.0.0/8"}
    client = create_app(settings_at(tmp_path).model_copy(update=few)).test_client()
    visitors = [f"192.0.2.{n % 5}, 10.0.0.{n % 3}" for n in range(10)]
    assert [status(client, "/about", one) for one in visitors] == [200] * 10
    assert status(client, "/about", "192.0.2.1, 10.0.0.9") == 429
    assert status(client, "/about", "garbage, 10.0.0.9") == 200


@pytest.mark.parametrize("name", ["rate_limit", "alerts_rate_limit", "reports_rate_limit"])
def test_a_limit_that_cannot_be_read_ends_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="parse"):
        create_app(settings_at(tmp_path).model_copy(update={name: "some now and then"}))


def test_threads_that_count_at_once_leave_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """`limits` starts its timer anew where it has ended, and does not ask whether another thread does so as well."""
    failures: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda failed: failures.append(repr(failed.exc_value)))
    monkeypatch.setattr(sys, "unraisablehook", lambda failed: failures.append(repr(failed.exc_value)))
    storage, at_once = OneAtATime(), threading.Barrier(8)

    def count() -> None:
        for _ in range(60):
            at_once.wait(timeout=5)
            storage.incr("a visitor", 60)
            # The timer ends after a hundredth of a second.
            time.sleep(0.012)

    threads = [threading.Thread(target=count) for _ in range(8)]
    switched = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(switched)
    assert failures == []
    assert storage.get("a visitor") == 8 * 60
