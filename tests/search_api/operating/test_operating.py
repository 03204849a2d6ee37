"""Whoever runs Foothold sees how it does, in numbers and on a page; nobody else does."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys
from foothold.model.crawl_run import Acceptance, Counts, Drop, Verdict
from foothold.model.posting import Reason, Rejected
from foothold.model.source import load_sources
from foothold.reading.intake import Reading
from foothold.store import job_runs, runs
from foothold.store.job_runs import Result
from foothold.store.records import save
from search_api import create_app
from tests.search_api.world import AT, World, postings

PATHS = ("/metrics", "/operate")
SOURCE = next(source.slug for source in load_sources().values() if source.on)
TOKEN = "a-token-for-tests"


def with_token(world: World) -> FlaskClient:
    settings = type(world.settings)(
        home=world.settings.home, rate_limit="1000000 per minute", metrics_token=TOKEN
    )
    return create_app(settings, store=world.store, engine=world.engine, clock=lambda: AT).test_client()


def numbers(client: FlaskClient) -> dict[tuple[str, ...], float]:
    text = client.get("/metrics").get_data(as_text=True)
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def verdict_of(source: str, verdict: str) -> tuple[str, ...]:
    return ("foothold_source_verdict", *sorted((source, verdict)))


@pytest.fixture
def source(world: World) -> str:
    """A shipped source that is on; it was healthy yesterday and failed today."""
    ended = AT - timedelta(days=1)
    run = runs.start(world.store, SOURCE, ended)
    runs.finish(world.store, run, Verdict.HEALTHY, Counts(postings=7), ["7 postings on 1 pages."], ended)
    counts = Counts(postings=3, rejected=2, rejected_by_reason={"out_of_scope": 2})
    run = runs.start(world.store, SOURCE, AT)
    runs.finish(world.store, run, Verdict.SUSPECT, counts, ["3 postings, a drop."], AT)
    return SOURCE


OTHERS = [
    ("another machine", {"REMOTE_ADDR": "203.0.113.9"}, {}),
    ("a proxy on this machine", {}, {"X-Forwarded-For": "203.0.113.9"}),
    ("a proxy that says it is itself", {}, {"X-Forwarded-For": "127.0.0.1"}),
    ("a proxy that speaks HTTP/1.0", {"SERVER_PROTOCOL": "HTTP/1.0"}, {}),
    ("a page whose name leads here", {}, {"Host": "rebound.example"}),
    ("a wrong token", {"REMOTE_ADDR": "203.0.113.9"}, {"Authorization": "Bearer wrong"}),
    ("an empty token", {"REMOTE_ADDR": "203.0.113.9"}, {"Authorization": "Bearer "}),
    ("another scheme", {"REMOTE_ADDR": "203.0.113.9"}, {"Authorization": f"Basic {TOKEN}"}),
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("environ", "headers"), [o[1:] for o in OTHERS], ids=[o[0] for o in OTHERS])
def test_others_are_refused(
    world: World, path: str, environ: dict[str, str], headers: dict[str, str]
) -> None:
    for client in (world.client, with_token(world)):
        answer = client.get(path, environ_overrides=environ, headers=headers)
        assert answer.status_code == 401
        assert "foothold_" not in answer.get_data(as_text=True)


PROXY_HEADERS = (
    *("X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded", "X-Forwarded-Server", "Forwarded", "Via"),
    *("X-Real-IP", "CF-Connecting-IP", "CF-Ray", "CDN-Loop", "True-Client-IP", "X-Client-IP"),
    *("X-Cluster-Client-IP", "X-Original-URL", "Fastly-Client-IP", "Fly-Client-IP", "X-Amzn-Trace-Id"),
    *("X-Envoy-External-Address", "X-Azure-ClientIP", "Proxy-Connection", "X-ProxyUser-Ip", "Client-IP"),
)


def test_whatever_a_proxy_adds_closes_them(world: World) -> None:
    for name in PROXY_HEADERS:
        for value in ("", "127.0.0.1"):
            answer = world.client.get("/operate", headers={"Host": "127.0.0.1", name: value})
            assert answer.status_code == 401, name
    assert world.client.get("/operate", headers={"Host": "127.0.0.1"}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_this_machine_and_the_token_are_let_in_without_a_cookie(world: World, path: str) -> None:
    here = world.client.get(path)
    there = with_token(world).get(
        path,
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    for answer in (here, there):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_numbers_tell_of_sources(world: World, source: str) -> None:
    said = numbers(world.client)
    assert said[verdict_of(source, "suspect")] == 1
    assert said[verdict_of(source, "healthy")] == 0
    assert said["foothold_source_healthy_age_seconds", source] == 86_400
    assert said["foothold_source_postings", source] == 3
    assert said["foothold_source_rejected", source, "out_of_scope"] == 2


def test_the_numbers_tell_how_far_the_index_is_behind(world: World) -> None:
    world.index()
    world.add(*postings(4), at=AT - timedelta(seconds=90))
    said = numbers(world.client)
    assert said["foothold_store_head_revision",] == 4
    assert (said["foothold_index_lag_revisions",], said["foothold_index_lag_seconds",]) == (4, 90)
    assert said["foothold_index_available",] == 1
    world.index()
    said = numbers(world.client)
    assert (said["foothold_index_lag_revisions",], said["foothold_index_lag_seconds",]) == (0, 0)


def test_an_index_that_does_not_answer_is_told_and_hides_nothing_else(world: World, source: str) -> None:
    said = numbers(world.client)
    assert said["foothold_index_available",] == 0
    assert ("foothold_index_lag_revisions",) not in said
    assert said["foothold_source_postings", source] == 3
    assert "does not answer" in world.client.get("/operate").get_data(as_text=True)


def test_the_numbers_tell_of_jobs(world: World) -> None:
    for job, result in (("audit", Result.FAILED), ("prune", Result.DONE)):
        job_runs.begin(world.store, job, AT, 1, AT - timedelta(hours=2))
        job_runs.finish(world.store, job, AT, 1, result, "Said.", AT - timedelta(hours=1))
    said = numbers(world.client)
    assert said["foothold_job_age_seconds", "audit"] == 3600
    assert (said["foothold_job_failed", "audit"], said["foothold_job_failed", "prune"]) == (1, 0)


def test_the_numbers_tell_of_alerts_and_of_nobody(world: World) -> None:
    book = AlertBook(world.store, AlertKeys(b"secret"))
    ids = [book.ask(Wish(f"ada{n}@school.example", "", "all", Rhythm.DAILY), AT) for n in range(3)]
    book.confirm(str(ids[0]), AT)
    said = numbers(world.client)
    assert said["foothold_alerts", "confirmed", "daily"] == 1
    assert said["foothold_alerts", "daily", "pending"] == 2
    assert said["foothold_mails", "confirm", "waiting"] == 3
    assert "@" not in world.client.get("/metrics").get_data(as_text=True)


def test_answers_are_counted_by_route_and_never_by_what_was_looked_at(world: World) -> None:
    client: FlaskClient = world.client
    client.get("/opportunities/aaaaaaaaaaaa?q=secret")
    client.get("/nowhere")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'route="/opportunities/<id>",status="4xx"' in text
    assert "aaaaaaaaaaaa" not in text
    assert "nowhere" not in text


def test_the_page_shows_sources_jobs_and_what_was_rejected(world: World, source: str) -> None:
    refusal = Rejected(Reason.OUT_OF_SCOPE, "title", "<b>Bus driver</b>", "<b>Bus driver</b>", None)
    save(world.store, source, [Reading(None, refusal)], at=AT)
    text = world.client.get("/operate").get_data(as_text=True)
    for said in ("3 postings, a drop.", "24 hours ago", f"crawl:{source}", "audit", "out_of_scope"):
        assert said in text
    assert "<b>Bus" not in text
    assert "<script" not in text


def test_the_page_says_how_far_fewer_adverts_are_from_being_believed(world: World, source: str) -> None:
    run = runs.start(world.store, source, AT)
    evidence = ["3 postings, a drop.", "The third reading: believed from tomorrow.", "/jobs/7 failed."]
    runs.finish(world.store, run, Verdict.SUSPECT, Counts(postings=3), evidence, AT, Drop.WHOLE)
    text = world.client.get("/operate").get_data(as_text=True)
    assert "3 postings, a drop. The third reading: believed from tomorrow.</td>" in text
    runs.accept(world.store, run, Acceptance(AT, "ann", None))
    assert "tomorrow. ann accepted it on" in world.client.get("/operate").get_data(as_text=True)


def test_a_broken_file_of_a_source_is_named_to_operators_and_felt_by_nobody_else(world: World) -> None:
    folder = world.settings.home / "sources"
    folder.mkdir()
    (folder / "broken.yml").write_text("title: [")
    settings = world.settings.model_copy(update={"sources_folder": folder})
    client = create_app(settings, store=world.store, engine=world.engine, clock=lambda: AT).test_client()
    world.add(*postings(3))
    world.index()
    for path in PATHS:
        answer = client.get(path)
        assert answer.status_code == 503
        assert "broken" in answer.text
    assert client.get("/api/v1/opportunities").status_code == 200
    assert client.get("/?source=board").status_code == 200
