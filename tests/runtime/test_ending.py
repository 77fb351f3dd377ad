"""How the process ends: by force, or with nobody listening any more."""

import asyncio
import os
import signal
import threading
from datetime import timedelta

from monitor.runtime.ending import Ending, hear_no_more

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


async def test_who_goes_by_himself_hears_no_signal_and_leaves_no_line_for_one():
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    loop = asyncio.get_running_loop()
    heard = []
    for number in numbers:
        loop.add_signal_handler(number, heard.append, number)
    try:
        hear_no_more()
        for number in numbers:
            os.kill(os.getpid(), number)

        # The line by which the loop hears signals, which it closes before it forgets them.
        assert signal.set_wakeup_fd(-1) == -1
        assert heard == []
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
