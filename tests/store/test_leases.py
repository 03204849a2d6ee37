import os
from datetime import timedelta

from foothold.store.leases import book, from_the_future, held, release, renew, take
from foothold.store.open_store import Store
from tests.store.adverts import AT, day

LATER = day(1)


def test_a_lease_has_one_holder_until_it_runs_out(store: Store) -> None:
    assert take(store, "drain", "one", 60, AT) == 1
    assert take(store, "drain", "two", 60, AT) is None
    assert take(store, "drain", "one", 60, AT) is None
    assert take(store, "drain", "two", 60, LATER) == 2


def test_a_renewed_lease_lasts_and_one_that_ran_out_cannot_be_renewed(store: Store) -> None:
    take(store, "drain", "one", 60, AT)
    assert renew(store, "drain", "one", 3 * 86400, AT)
    assert take(store, "drain", "two", 60, LATER) is None
    assert not renew(store, "drain", "two", 60, AT)
    assert take(store, "drain", "two", 60, day(4)) == 2
    assert not renew(store, "drain", "one", 60, day(4))


def test_a_released_lease_is_free_at_once_and_its_numbers_go_on(store: Store) -> None:
    take(store, "drain", "one", 60, AT)
    release(store, "drain", "another")
    assert take(store, "drain", "two", 60, AT) is None
    release(store, "drain", "one")
    assert take(store, "drain", "two", 60, AT) == 2


def test_of_eight_that_reach_for_a_lease_one_gets_it(store: Store) -> None:
    children = []
    for n in range(8):
        child = os.fork()
        if child == 0:
            code = 2
            try:
                code = 0 if take(store, "tick", str(n), 60, AT) else 1
            finally:
                os._exit(code)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0] + [1] * 7


def test_turns_are_booked_one_behind_the_other_and_time_that_has_passed_is_not_saved_up(store: Store) -> None:
    second = timedelta(seconds=1)
    turns = [book(store, "host:a", second, AT) for _ in range(3)]
    assert turns == [AT, AT + second, AT + 2 * second]
    assert book(store, "host:b", second, AT) == AT
    assert book(store, "host:a", second, LATER) == LATER
    assert book(store, "host:a", second, LATER) == LATER + second


def test_a_lease_that_a_clock_of_the_future_took_holds_nobody_up(store: Store) -> None:
    assert take(store, "drain", "ahead", 60, LATER) == 1
    assert held(store, AT) == ()
    assert from_the_future(store, AT) == {"drain": LATER}
    assert take(store, "drain", "right", 60, AT) == 2
    assert not renew(store, "drain", "ahead", 60, LATER), "whoever was ahead must stop"
    assert from_the_future(store, AT) == {}
    assert held(store, AT) == ("drain",)


def test_a_holder_whose_clock_is_put_right_goes_on(store: Store) -> None:
    take(store, "drain", "one", 60, LATER)
    assert renew(store, "drain", "one", 60, AT)
    assert take(store, "drain", "two", 60, AT) is None
    assert take(store, "drain", "two", 60, AT + timedelta(seconds=61)) == 2


def test_a_clock_that_is_seconds_ahead_keeps_its_lease(store: Store) -> None:
    take(store, "drain", "one", 60, AT + timedelta(seconds=30))
    assert take(store, "drain", "two", 60, AT) is None


def test_a_turn_that_a_clock_of_the_future_booked_is_not_waited_for(store: Store) -> None:
    second = timedelta(seconds=1)
    assert book(store, "host:a", second, LATER) == LATER
    assert from_the_future(store, AT) == {"host:a": LATER}
    assert [book(store, "host:a", second, AT) for _ in range(2)] == [AT, AT + second]


def test_a_long_queue_of_turns_is_kept(store: Store) -> None:
    minute = timedelta(minutes=1)
    assert [book(store, "host:a", minute, AT) for _ in range(5)][-1] == AT + 4 * minute
