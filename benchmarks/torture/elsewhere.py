"""What runs beside what is measured, in a process of its own, and the time in which the machine ran somebody else."""

import asyncio
import multiprocessing
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

_SCHEDSTAT = Path("/proc/thread-self/schedstat")
_TICK_S = 0.005


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


@asynccontextmanager
async def pauses_of_the_loop() -> AsyncIterator[list[tuple[float, float]]]:
    """Yield how late the loop was, in seconds, each time it was to be back at once: by the clock, and while it was run.

    What it waited for the machine before it was due counts as if it had been run: at most a tick too much.
    """
    pauses: list[tuple[float, float]] = []

    async def watch() -> None:
        while True:
            began, before = time.perf_counter(), waited()
            await asyncio.sleep(_TICK_S)
            took = time.perf_counter() - began
            late = took - _TICK_S
            pauses.append((late, min(late, took - (waited() - before))))

    task = asyncio.create_task(watch())
    try:
        yield pauses
    finally:
        task.cancel()
