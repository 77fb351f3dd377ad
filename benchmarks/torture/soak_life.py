"""`python -m benchmarks.torture.soak_life CONFIG CLOCK HOURS`: the engine by itself in virtual time, so that its memory
is its own. Prints a line of JSON at the end of every virtual hour: what it takes of the machine.
"""

import _sqlite3
import asyncio
import ctypes
import io
import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from benchmarks.torture.shared_clock import SharedClock
from benchmarks.torture.taken import children, taken
from monitor.config import load
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.listeners import Listeners

TICK = timedelta(minutes=1).total_seconds()
HOUR = timedelta(hours=1).total_seconds()
# As the daemon does.
TEND = timedelta(minutes=30).total_seconds()


async def live(path: Path, clock: SharedClock, hours: int) -> None:
    """Work for so many virtual hours, from tick to tick as soon as nothing is due."""
    config = load(path, {})
    engine = await open_engine(
        config,
        clock=clock,
        console=io.StringIO(),
        listeners=Listeners(on_checked=lambda _: None, on_settled=lambda _: None),
    )
    try:
        for hour in range(1, hours + 1):
            await _work_until(engine, clock, hour * HOUR)
            print(json.dumps(_sample(config.database, hour)), flush=True)
    finally:
        await engine.close()


async def _work_until(engine: Engine, clock: SharedClock, end: float) -> None:
    engine.checks.finish()
    engine.deliveries.finish()
    while (now := clock.monotonic()) < end:
        clock.set(now + TICK)
        await engine.checks.work()
        await engine.deliveries.work()
        if now // TEND != clock.monotonic() // TEND:
            await engine.store.tend(clock.now())


def _sample(database: Path, hour: int) -> dict[str, object]:
    """Return what the process and its scouts take now. Sizes are in KiB."""
    wal = database.with_name(database.name + "-wal")
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        (articles,) = connection.execute("SELECT count(*) FROM article").fetchone()
    return {
        "hour": hour,
        **asdict(taken()),
        "cached": _held_by_sqlite() // 1024,
        "scouts": {pid: asdict(taken(pid)) for pid in children()},
        "wal": wal.stat().st_size // 1024 if wal.exists() else 0,
        "database": database.stat().st_size // 1024,
        "articles": articles,
    }


def _held_by_sqlite() -> int:
    """Return how many bytes SQLite holds, page caches above all, which grow with the database up to their bounds."""
    try:
        held = ctypes.CDLL(_sqlite3.__file__).sqlite3_memory_used
    except (AttributeError, OSError):
        return 0
    held.restype = ctypes.c_int64
    return int(held())


if __name__ == "__main__":
    config_path, clock_path, hours_wanted = sys.argv[1:]
    with SharedClock(Path(clock_path)) as shared:
        asyncio.run(live(Path(config_path), shared, int(hours_wanted)))
