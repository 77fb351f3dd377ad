"""What runs beside what is measured, in a process of its own, and the time in which the machine ran somebody else."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEDSTAT = Path("/proc/thread-self/schedstat")


@contextmanager
def elsewhere(target: Callable[..., None], *args: object) -> Iterator[Any]:
    """Run `target(line, *args)` until the end, and yield what it sends over `line` first."""
    fresh = multiprocessing.get_context("spawn")
    here, there = fresh.Pipe()
    process = fresh.Process(target=target, args=(there, *args), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()
        for end in (here, there, process):
            end.close()


def waited() -> float:
    """Return for how many seconds this thread was ready and not run; Linux tells it (sched-stats)."""
    return int(_SCHEDSTAT.read_text(encoding="ascii").split()[1]) / 1e9
