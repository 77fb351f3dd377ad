"""All threads on one core while there is much to do, and on any when there is not."""

import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.fetch.letters import Begin
from monitor.fetch.mark import new_memory
from monitor.fetch.orders import pack_order
from monitor.model import FetchLimits
from monitor.runtime.seat import cores, seat_for, spelled

SCOUT = (sys.executable, "-P", "-m", "monitor.runtime.scout")

needs_choice = pytest.mark.skipif(len(cores()) < 2, reason="needs two cores, and Linux")


@pytest.mark.parametrize(
    ("here", "work", "seat"),
    [
        (0, {0: 0.0, 1: 0.0}, 0),
        (1, {0: 0.0, 1: 0.0}, 1),
        (0, {0: 0.1, 1: 0.9}, 0),
        (0, {0: 0.9, 1: 0.1}, 1),
        # What is as good as here is not worth the way.
        (0, {0: 0.3, 1: 0.1}, 0),
        (2, {0: 0.6, 1: 0.2, 2: 0.9}, 1),
        # Both are taken: one is as good as the other.
        (1, {0: 0.9, 1: 1.0}, 1),
        (0, {0: 0.9}, 0),
    ],
)
def test_the_seat_is_where_others_have_least_to_do_if_that_is_worth_the_way(here, work, seat):
    assert seat_for(here, work) == seat


# A second thread computes until both sit on one core; then nobody does anything until both may run anywhere.
BUSY = """
import asyncio, os, threading
from monitor.runtime.seat import Seat

async def main():
    seat, is_over, is_sitting = Seat(), threading.Event(), threading.Event()
    other = []

    def compute():
        other.append(threading.get_native_id())
        while not is_over.is_set():
            if len(os.sched_getaffinity(0)) == 1:
                is_sitting.set()

    busy = threading.Thread(target=compute)
    busy.start()
    seat.take()
    await asyncio.to_thread(is_sitting.wait)
    print(os.sched_getaffinity(0) == os.sched_getaffinity(other[0]))
    if ENDS_BY == "rest":
        is_over.set()
        while len(os.sched_getaffinity(0)) == 1:
            await asyncio.sleep(0.05)
        print(os.sched_getaffinity(0) == seat.cores)
    await seat.leave()
    print(os.sched_getaffinity(0) == seat.cores)
    is_over.set()

asyncio.run(main())
"""


@needs_choice
@pytest.mark.parametrize("ends_by", ["rest", "leaving"])
def test_a_process_with_much_to_do_sits_on_one_core_until_it_rests_or_leaves(ends_by):
    program = BUSY.replace("ENDS_BY", repr(ends_by))
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stderr == ""
    assert set(ended.stdout.split()) == {"True"}


@needs_choice
def test_a_scout_runs_on_the_cores_that_it_is_given_though_who_starts_it_sits_on_one():
    ours, theirs = socket.socketpair()
    mark = new_memory()
    command = [*SCOUT, spelled(cores()), str(theirs.fileno()), str(mark)]
    one = min(cores())
    with ours, ThreadPoolExecutor(1, initializer=os.sched_setaffinity, initargs=(0, {one})) as sits:
        fds = (theirs.fileno(), mark)
        scout = sits.submit(subprocess.Popen, command, pass_fds=fds).result()
        theirs.close()
        os.close(mark)
        body = pack_order(Begin(limits=FetchLimits()))
        ours.sendall(len(body).to_bytes(4, "big") + body)
        # Its first word is that it is ready.
        assert ours.recv(4096)
        assert os.sched_getaffinity(scout.pid) == cores()
        ours.close()
        assert scout.wait(30) == 0
