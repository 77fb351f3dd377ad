"""On which core this process runs while it has much to do: one for all of its threads. Linux; elsewhere on any.

Python lets one thread of a process run at a time. Where they lie on two cores, each that lets go of the lock wakes the
other core for the next one, which finds nothing of its work in that core's caches: the same article costs half as much
again (`python -m benchmarks.two_cores`). The other cores are for the scouts. Owns which core it is; starts no thread.
"""

import asyncio
import os
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

# How often it is looked who works where, in seconds.
_LOOK_S = 0.5
# From so much of a core on the process has much to do.
_MUCH = 0.25
# By so much of a core others must have less to do on another core for it to be worth the move.
_WORTH = 0.25

_THREADS = Path("/proc/self/task")
_WORK = Path("/proc/stat")
_HERE = Path("/proc/self/stat")


def seat_for(here: int, work: Mapping[int, float]) -> int:
    """Return the core to sit on: `here`, unless others have notably less to do on another. `work` is theirs by core."""
    best = min(work, key=lambda core: (work[core], core != here))
    return best if work[here] - work[best] > _WORTH else here


def cores() -> frozenset[int]:
    """Return the cores on which this process may run; none where that cannot be told or chosen."""
    can_choose = hasattr(os, "sched_setaffinity") and _WORK.exists() and _THREADS.exists()
    return frozenset(os.sched_getaffinity(0)) if can_choose else frozenset()


def spelled(those: Collection[int]) -> str:
    """Return cores as one word of a command line."""
    return ",".join(map(str, sorted(those)))


def run_on(word: str) -> None:
    """Have this process, which has one thread yet, run on the cores that a word names."""
    # Whoever started it may sit on one of them.
    with suppress(OSError):
        os.sched_setaffinity(0, map(int, word.split(",")))


class Seat:
    """The core on which the process sits, if it does. `cores` are those that it had before it sat down."""

    def __init__(self) -> None:
        self.cores = cores()
        self._core: int | None = None
        self._keeping: asyncio.Task[None] | None = None

    def take(self) -> None:
        """Sit down whenever there is much to do from now on, until `leave`."""
        if len(self.cores) > 1 and self._keeping is None:
            self._keeping = asyncio.get_running_loop().create_task(self._keep())

    async def leave(self) -> None:
        """Let all threads run on any of the cores again."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._sit_on(None)

    async def _keep(self) -> None:
        at, ours, work = time.monotonic(), time.process_time(), _work()
        while True:
            await asyncio.sleep(_LOOK_S)
            took, spent = time.monotonic() - at, time.process_time() - ours
            at, ours = at + took, ours + spent
            if spent / took < _MUCH:
                self._sit_on(None)
                continue
            before, work = work, _work()
            if self._core is None:
                # Where the kernel has put it is good until it is seen what else there is.
                self._sit_on(_core_of_loop())
            else:
                self._sit_on(self._best(before, work, took, spent))

    def _best(
        self, before: Mapping[int, float], work: Mapping[int, float], took: float, ours: float
    ) -> int | None:
        """Return where to sit after `took` seconds of which others and we worked so much of; None if nobody can say."""
        known = self.cores & before.keys() & work.keys()
        if self._core is None or self._core not in known:
            return None
        others = {core: (work[core] - before[core]) / took for core in known}
        others[self._core] -= ours / took
        return seat_for(self._core, others)

    def _sit_on(self, core: int | None) -> None:
        if core == self._core:
            return
        self._core = core
        allowed = self.cores if core is None else {core}
        for thread in _THREADS.iterdir():
            # It may have ended meanwhile, or the core may be gone. What it starts sits where it does.
            with suppress(OSError):
                os.sched_setaffinity(int(thread.name), allowed)


def _work() -> dict[int, float]:
    """Return the seconds that each core has been at work, for whomever."""
    ticks = os.sysconf("SC_CLK_TCK")
    work: dict[int, float] = {}
    for line in _WORK.read_text(encoding="ascii").splitlines():
        name, *times = line.split()
        # "cpu" alone is all of them; proc(5) has the order: user, nice, system, idle, iowait, irq, softirq, steal.
        if name.startswith("cpu") and name != "cpu":
            user, nice, system, _, _, *rest = map(int, times[:8])
            work[int(name[3:])] = (user + nice + system + sum(rest)) / ticks
    return work


def _core_of_loop() -> int:
    """Return on which core the main thread ran last: the 37th field behind the command's name (proc(5))."""
    return int(_HERE.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[36])
