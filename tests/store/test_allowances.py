"""Limits that hold whoever counts: by window, over all processes, and gone when their window is over."""

import os
from datetime import datetime, timedelta

from sqlalchemy import func, select

from foothold.model.networks import Network
from foothold.store.allowances import Allowance, forget, take
from foothold.store.open_store import Store
from foothold.store.tables import allowances
from tests.store.adverts import AT

FIVE = Allowance("mails", 5, 3600)
HERE = Network("192.0.2.1", b"s" * 32)
ELSEWHERE = Network("192.0.2.2", b"s" * 32)


def used(store: Store, allowance: Allowance, network: Network, at: datetime) -> int | None:
    with store.write() as connection:
        return take(connection, allowance, network.mark, at)


def test_so_many_are_let_through_in_a_window_and_then_none(store: Store) -> None:
    counts = [used(store, FIVE, HERE, AT) for _ in range(7)]
    assert counts == [1, 2, 3, 4, 5, None, None]
    assert used(store, FIVE, ELSEWHERE, AT) == 1
    assert used(store, Allowance("reports", 5, 3600), HERE, AT) == 1
    assert used(store, FIVE, HERE, AT + timedelta(hours=1)) == 1


def test_what_is_undone_is_not_counted(store: Store) -> None:
    with store.write() as connection, connection.begin_nested() as trial:
        take(connection, FIVE, HERE.mark, AT)
        trial.rollback()
    assert used(store, FIVE, HERE, AT) == 1


def test_of_forty_that_reach_at_once_five_are_let_through(store: Store) -> None:
    """In eight processes, as workers are."""
    children = []
    for _ in range(8):
        child = os.fork()
        if child == 0:
            code = 99
            try:
                code = sum(used(store, FIVE, HERE, AT) is not None for _ in range(5))
            finally:
                os._exit(code)
        children.append(child)
    let_through = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sum(let_through) == 5


def test_what_is_over_is_forgotten_and_no_address_stood_there(store: Store) -> None:
    used(store, FIVE, HERE, AT)
    used(store, FIVE, HERE, AT + timedelta(hours=2))
    with store.read() as connection:
        assert "192.0.2" not in str(connection.execute(select(allowances)).all())
    assert forget(store, AT + timedelta(hours=1)) == 1
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(allowances)).scalar() == 1
