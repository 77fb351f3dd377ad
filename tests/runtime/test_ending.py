"""How the process ends by force."""

import threading
from datetime import timedelta

from monitor.runtime.ending import Ending

LONG = timedelta(hours=1)


def test_it_ends_the_process_once_its_time_is_up():
    left = []
    has_left = threading.Event()

    def leave(code: int) -> None:
        left.append(code)
        has_left.set()

    Ending(leave).within(timedelta(), 1)

    assert has_left.wait(30)
    assert left == [1]


def test_what_is_said_last_counts_and_nothing_waits_for_it():
    left = []
    has_left = threading.Event()

    def leave(code: int) -> None:
        left.append(code)
        has_left.set()

    before = set(threading.enumerate())
    ending = Ending(leave)
    ending.within(LONG, 1)
    (first,) = set(threading.enumerate()) - before
    ending.within(timedelta(), 0)

    assert has_left.wait(30)
    first.join(30)
    assert (left, first.daemon) == ([0], True)
