"""A posting that takes too long is refused, in whatever thread it is read, and the next one is read."""

import os
import threading
import time

import pytest

from foothold.model.opportunity import Opportunity
from foothold.model.posting import Reason, Rejected
from foothold.reading.deadline import Deadline, Overdue
from foothold.reading.faults import Faults
from foothold.reading.intake import SECONDS, intake
from tests.untrusted.adverts import FRAGILE, FragileCourses, advert

SHORT = 0.2


def test_an_endless_posting_is_refused_and_the_next_is_read() -> None:
    faults, began = Faults("a test"), time.thread_time()
    endless = intake(advert("endless", course=FragileCourses.NEVER_ENDS), FRAGILE, faults).result
    assert time.thread_time() - began < SECONDS + 1
    assert isinstance(endless, Rejected)
    assert (endless.reason, endless.field) == (Reason.UNREADABLE_VALUE, "course")
    assert faults.counts == {"it took too long": 1}
    assert isinstance(intake(advert("a"), FRAGILE, faults).result, Opportunity)


def stopped() -> bool:
    """Whether work without end is stopped here, and short work afterwards is not."""
    try:
        with Deadline(SHORT):
            while True:
                pass
    except Overdue:
        pass
    else:
        return False
    with Deadline(SHORT):
        spin(SHORT / 4)
    return True


def test_threads_of_a_server_are_stopped_each_for_itself() -> None:
    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(stopped())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


def test_a_forked_process_has_a_watcher_of_its_own() -> None:
    assert stopped()
    said, says = os.pipe()
    if (child := os.fork()) == 0:
        os.write(says, b"stopped" if stopped() else b"not stopped")
        os._exit(0)
    os.close(says)
    assert os.read(said, 20) == b"stopped"
    os.waitpid(child, 0)


def test_work_that_ends_in_time_meets_no_late_deadline() -> None:
    """The watcher may look just as the work ends: what it throws must not arrive afterwards."""
    ended = 0
    for tenths in range(40):
        try:
            with Deadline(0.02):
                spin(0.0005 * tenths)
            ended += 1
        except Overdue:
            pass
        spin(0.001)
    assert ended > 0


def spin(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_no_net_for_ordinary_errors_catches_a_deadline() -> None:
    with pytest.raises(Overdue), Deadline(0.05):
        while True:
            try:
                spin(1)
            except Exception:
                continue
