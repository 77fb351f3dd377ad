"""`python -m benchmarks.postgres`: what a check costs on PostgreSQL, next to what it costs on a file of SQLite.

A file with ten thousand articles is copied into a server's database (`monitor migrate`), and both are worked at in
turns as `benchmarks.growth` does it. Counted is the CPU time of our process, beside it that of the server's processes
that serve us, and how often we waited for an answer of theirs.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from benchmarks.growth import ARTICLES, PARTS, POLL, STEPS, Costs, Desk
from benchmarks.growth_pages import Press
from benchmarks.growth_past import NOW, fill
from benchmarks.row import RATIO, Row, print_rows
from monitor.store import migrate, open_store
from tests.postgres import serving

ROUNDS = 3
_TICK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving() as server:
        path = Path(folder) / "monitor.db"
        fill(path, wish.articles)
        print_rows([*_work(path, server.create("growth"), wish.articles, wish.rounds)])


def _work(path: Path, url: str, articles: int, rounds: int) -> Iterator[Row]:
    began = time.process_time()
    rows = sum(copied.rows for copied in migrate(path, url))
    took = time.process_time() - began
    yield Row(label="copied and proved", value=took / rows * 1e6, unit="µs CPU a row")
    file, server, served, trips = asyncio.run(_both(path, url, articles, rounds))
    for step in (POLL, *STEPS):
        costs = [_cost(desk, step) for desk in (file, server)]
        for name, cost in zip(("file", "server"), costs, strict=True):
            yield Row(label=f"{step}: {name}", value=cost, unit="µs CPU")
        yield Row(label=f"{step}: server / file", value=costs[1] / costs[0], unit=RATIO)
    yield Row(
        label="the server's own, a round's check",
        value=statistics.median(served) / (ARTICLES * len(STEPS)) * 1e6,
        unit="µs CPU",
    )
    yield Row(
        label="waited for the server, a round's check",
        value=trips / rounds / (ARTICLES * len(STEPS)),
        unit="times",
    )


async def _both(
    path: Path, url: str, last: int, rounds: int
) -> tuple[Desk, Desk, list[float], int]:
    served, waited = [], 0
    async with AsyncExitStack() as undo:
        file, server = [await _desk(database, last, undo) for database in (path, url)]
        # The first round warms caches.
        for number in range(rounds + 1):
            await file.round()
            before, trips = _server_seconds(), _trips(server)
            await server.round()
            if number:
                served.append(_server_seconds() - before)
                waited += _trips(server) - trips
    return file, server, served, waited


async def _desk(database: Path | str, last: int, undo: AsyncExitStack) -> Desk:
    store = await open_store(database, NOW)
    undo.push_async_callback(store.close)
    press = Press(last)
    await store.adopt([watch.source for watch in press.watches.values()], ["log"], NOW)
    return Desk(size=last, store=store, press=press, now=NOW)


def _cost(desk: Desk, step: str) -> float:
    """Return the median of the rounds, in µs an article."""

    def whole(costs: Costs) -> float:
        return sum(costs.seconds[step, part] for part in PARTS)

    return statistics.median(map(whole, desk.rounds[1:])) / ARTICLES * 1e6


def _trips(desk: Desk) -> int:
    """Return how often the two connections of a store on a server waited."""
    store: Any = desk.store
    lanes = (store._writer, store._reader)  # noqa: SLF001 - no port says how often
    return sum(lane._connection.trips for lane in lanes)  # noqa: SLF001 - as above


def _server_seconds() -> float:
    """Return the CPU time of all processes of servers that have our database open."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"postgres: monitor growth" in (process / "cmdline").read_bytes():
                fields = (process / "stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return ticks / _TICK


if __name__ == "__main__":
    main()
