"""A scout, real but for its reading, which does what pages are feared to do to theirs."""

import os
import signal
import sys

from monitor.core.reading import read
from monitor.fetch.scout import run_scout
from monitor.runtime.clock import SystemClock


def poisoned(target, page, selectors, now):
    if b"<!-- crash" in page.body:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"<!-- abort" in page.body:
        os.abort()
    if b"<!-- exit" in page.body:
        os._exit(7)
    if b"<!-- killed" in page.body:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"<!-- hang" in page.body:
        while True:
            pass
    if b"<!-- swell" in page.body:
        bytearray(3 << 30)
    if b"<!-- bug" in page.body:
        raise ValueError("a bug of ours")
    return read(target, page, selectors, now)


def serve(link: int, mark: int) -> None:
    run_scout(link, mark, SystemClock(), poisoned)


if __name__ == "__main__":
    serve(*map(int, sys.argv[1:]))
