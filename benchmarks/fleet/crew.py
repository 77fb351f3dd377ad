"""The processes of a fleet: workers that start, are killed or stopped, and how each stop went.

The first of them are `monitor run`, of whom one leads; all work.
"""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.crash.moment import outlives
from benchmarks.crash.nursery import Nursery
from benchmarks.crash.stage import Life

# What the service manager is told to expect of a stop.
LIMIT = timedelta(seconds=10)
# One that has not ended by then never will.
_GIVE_UP = timedelta(seconds=60)
_LOOK = timedelta(milliseconds=50)
_LEADER = ("run", "--config", "monitor.toml")
_WORKER = ("worker", "--config", "monitor.toml")
# What a worker loads only once it runs.
IMPORTS = (
    "monitor.cli.worker",
    "monitor.store.postgres.store",
    "procrastinate",
    "psycopg_pool",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """One stop: `took` seconds, the exit code, whether the worker had said that it works, and its last words."""

    took: float
    code: int
    had_started: bool
    words: str = ""


@dataclass(kw_only=True, slots=True)
class Crew:
    """Workers on one configuration in `folder`, each with a log of its own; so many of them may lead."""

    folder: Path
    nursery: Nursery
    leaders: int = 1
    # Whether it is seen to that nothing outlives a worker, which takes a while.
    looks_after: bool = False
    kills: int = 0
    stops: list[Stop] = field(default_factory=list)
    # Ends that nobody asked for, with the last words; and starts that were given up in a sentence.
    deaths: list[str] = field(default_factory=list)
    refusals: int = 0
    survivors: list[asyncio.Task[bool]] = field(default_factory=list)

    async def start(self, slot: int) -> Life:
        """Return the life of a worker that begins now."""
        words = _LEADER if slot < self.leaders else _WORKER
        log = self.folder / f"log-{slot}"
        log.touch()
        said = log.stat().st_size
        with log.open("a", encoding="utf-8") as stream:
            child = await self.nursery.start(self.folder, words, out=stream)
        return Life(daemon=child, log=log, said=said)

    async def kill(self, life: Life) -> None:
        """Kill a worker, unless it has ended."""
        if life.has_ended:
            self._mourn(life)
        else:
            life.send(signal.SIGKILL)
            self.kills += 1
        await self._bury(life)

    async def stop(self, life: Life) -> None:
        """Ask a worker to stop, and note how that went."""
        if life.has_ended:
            self._mourn(life)
            await self._bury(life)
            return
        loop = asyncio.get_running_loop()
        had_started, began = has_begun(life), loop.time()
        life.stop()
        try:
            async with asyncio.timeout(_GIVE_UP.total_seconds()):
                code = await life.daemon.wait()
        except TimeoutError:
            life.send(signal.SIGKILL)
            code = await life.daemon.wait()
        took = loop.time() - began
        words = life.words[-1500:] if code else ""
        self.stops.append(Stop(took=took, code=code, had_started=had_started, words=words))
        await self._bury(life)

    async def outlived(self) -> int:
        """Return how many processes outlived the worker that started them."""
        return sum(await asyncio.gather(*self.survivors))

    def _mourn(self, life: Life) -> None:
        # Who finds no server says so and ends: the service manager starts it again.
        if has_begun(life) or "Traceback" in life.words or not life.words:
            self.deaths.append(f"ended with {life.daemon.returncode}: {life.words[-500:]}")
        else:
            self.refusals += 1

    async def _bury(self, life: Life) -> None:
        await life.daemon.wait()
        if self.looks_after:
            self.survivors.append(asyncio.create_task(outlives(life.pid)))


def has_begun(life: Life) -> bool:
    """Say whether it said that it works."""
    return "started" in life.words


def flaws_of(stops: list[Stop]) -> list[str]:
    """Return which promises stops broke, as sentences."""
    found = [
        f"a stop took {stop.took:.1f} s" for stop in stops if stop.took > LIMIT.total_seconds()
    ]
    # Who has not begun to listen is ended by the signal itself, and holds nothing.
    heard = [stop for stop in stops if stop.had_started and stop.code]
    return found + [f"a stop ended with code {stop.code}: {stop.words}" for stop in heard]


async def until(is_so: Callable[[], bool], patience: timedelta) -> None:
    """Return once it is so, or when patience ends."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience.total_seconds()
    while not is_so() and loop.time() < deadline:  # noqa: ASYNC110 - nobody tells of a process
        await asyncio.sleep(_LOOK.total_seconds())
