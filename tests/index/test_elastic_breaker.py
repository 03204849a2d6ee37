"""A cluster that is gone, silent or slow costs the first visitor some two seconds and the others nothing."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from foothold.errors import IndexUnavailable
from foothold.index.elastic.breaker import Breaker
from foothold.index.elastic.engine import ElasticEngine
from foothold.index.query import SearchQuery
from tests.index.adverts import AT
from tests.index.line import Line

BAD_ANSWER_SECONDS, LATER_SECONDS, RECOVERY_SECONDS = 2.5, 0.1, 20


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def refuses(breaker: Breaker) -> bool:
    try:
        breaker.ask()
    except IndexUnavailable:
        return True
    return False


def test_five_failures_in_ten_seconds_open_it_and_fewer_do_not() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(8):
        breaker.failed(silent=False)
        assert not refuses(breaker)
        clock.now += 3
    opened = [breaker.failed(silent=False) for _ in range(4)]
    assert refuses(breaker)
    assert opened.count(True) == 1, "more than one would watch it"


def test_the_rest_is_twice_as_long_after_each_look_that_fails_and_no_visitor_waits_meanwhile() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    assert breaker.failed(silent=True)
    assert not any(breaker.failed(silent=True) for _ in range(7)), (
        "those who had asked before tell nothing new"
    )
    rests = []
    for _ in range(5):
        rests.append(breaker.rest())
        clock.now += 60
        assert refuses(breaker)
        breaker.still_failing()
    assert rests == [1, 2, 4, 5, 5]


def test_one_search_tries_it_before_all_are_let_through() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(silent=True)
    breaker.may_be_tried()
    assert not refuses(breaker)
    assert refuses(breaker), "a second search beside the first"
    assert breaker.failed(silent=True)
    assert (refuses(breaker), breaker.rest()) == (True, 2)
    breaker.may_be_tried()
    assert not refuses(breaker)
    breaker.answered()
    assert not any(refuses(breaker) for _ in range(3))


def test_a_trial_of_which_nothing_is_heard_is_followed_by_another() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(silent=True)
    breaker.may_be_tried()
    assert not refuses(breaker)
    clock.now += 3
    assert not refuses(breaker)


@pytest.fixture
def line(elasticsearch_server: str) -> Iterator[Line]:
    made = Line(elasticsearch_server)
    yield made
    made.cut()


def answer(engine: ElasticEngine) -> tuple[bool, float]:
    begun = time.monotonic()
    try:
        engine.active().search(SearchQuery(at=AT, text="plumer"))
    except IndexUnavailable:
        return False, time.monotonic() - begun
    return True, time.monotonic() - begun


@pytest.mark.parametrize("trouble", ["silent", "cut"])
def test_a_cluster_in_trouble_is_left_alone_and_found_again(
    elasticsearch_url: str, line: Line, trouble: str
) -> None:
    engine = ElasticEngine(f"http://127.0.0.1:{line.port}/?{urlsplit(elasticsearch_url).query}")
    index = engine.create("1")
    engine.activate(index.generation)
    index.put([], 1)
    assert answer(engine)[0]
    line.silent = trouble == "silent"
    if trouble == "cut":
        line.cut()
    time.sleep(0.6)
    answered, seconds = answer(engine)
    assert (answered, seconds < BAD_ANSWER_SECONDS) == (False, True)
    later = [answer(engine) for _ in range(20)]
    assert not any(answered for answered, _ in later)
    assert max(seconds for _, seconds in later) < LATER_SECONDS
    line.silent = False
    if trouble == "cut":
        line.join()
    restored = time.monotonic()
    while not answer(engine)[0]:
        assert time.monotonic() - restored < RECOVERY_SECONDS
        time.sleep(0.1)
    index.put([], 2)
    assert index.applied_revision() == 2


def test_a_search_that_the_cluster_will_not_take_closes_it_for_nobody(elasticsearch_url: str) -> None:
    engine = ElasticEngine(elasticsearch_url)
    index = engine.create("1")
    engine.activate(index.generation)
    for _ in range(8):
        with pytest.raises(IndexUnavailable):
            index.search(SearchQuery(at=AT, filters=_too_many()))
    assert answer(engine)[0]


def _too_many() -> dict[str, tuple[str, ...]]:
    return {"employer": tuple(str(number) for number in range(70_000))}
