"""The newsroom as a process of its own on the last core, so that serving pages costs the measured core nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.runtime.clock import SystemClock


@contextmanager
def newsroom_beside(articles: int, page_size: int = 50, *, is_still: bool = False) -> Iterator[str]:
    """Yield the address "127.0.0.1:PORT" of a newsroom with so many English articles.

    If it `is_still` its clock is, so that nothing changes by itself: no counter, and no block of what is read most.
    """
    words = ["--articles", str(articles), "--editions", "en", "--page-size", str(page_size)]
    if is_still:
        words += ["--at", SystemClock().now().isoformat()]
    cores = sorted(os.sched_getaffinity(0))
    with subprocess.Popen(
        [sys.executable, "-m", "monitor.demo", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        os.sched_setaffinity(program.pid, {cores[-1]})
        assert program.stdout is not None
        try:
            yield json.loads(program.stdout.readline())["address"]
        finally:
            program.terminate()
            program.wait(timeout=10)


def stay_on_the_first_core() -> None:
    """Pin this process to the first core it may use."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
