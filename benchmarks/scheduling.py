"""`python -m benchmarks.scheduling`: what it costs to have ten thousand targets come due, by target that does.

Ours is the due time as a column under an index: one tick a second leases what is due and names the next time of
each, as claims and commits do, in transactions that sync. APScheduler has one job a target, in memory, where it
survives nothing. Every target is due once a minute, evenly spread, and there is nothing to do but to count. Both run
for the same seconds, in turns; CPU is that of the process.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.row import Row, at_most, over_rounds, print_rows, ratio
from monitor.model import PolitenessRules
from monitor.runtime.local import Ticker
from monitor.store.frontier import DueClaim, claim_due
from monitor.store.opening import open_writer
from monitor.store.rows import to_text

TARGETS = 10_000
HOSTS = 100
EVERY = timedelta(minutes=1)
# As many as a large crew takes on at once.
AT_ONCE = 64
ADD_SOURCE = "INSERT INTO source (id, site, listing) VALUES ('source', 'site.example', '')"
ADD_HOST = "INSERT INTO host (name) VALUES (?)"
ADD_TARGET = (
    "INSERT INTO target (kind, source, url, host, due_at) VALUES ('article', 'source', ?, ?, ?)"
)
# What a commit writes of its target.
NEXT = "UPDATE target SET due_at = ?, lease = NULL, leased_until = NULL WHERE id = ?"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=5)
    wish = parser.parse_args()
    print_rows(_rows(wish.seconds, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return the CPU a fire of both, and how many times theirs ours is."""
    return _rows(seconds=4 if is_short else 6, rounds=3 if is_short else 5)


def _rows(seconds: int, rounds: int) -> list[Row]:
    found = [(_index(seconds), _jobs(seconds)) for _ in range(rounds)]
    ours, theirs = ([pair[at] for pair in found] for at in (0, 1))
    at, unit = f"{TARGETS:,} targets", "µs CPU a fire"
    return [
        over_rounds(f"due index and one tick, {at}", ours, unit),
        over_rounds(f"APScheduler, one job a target, {at}", theirs, unit),
        ratio("due index / one job a target", ours, theirs, at_most(0.1)),
    ]


def _index(seconds: int) -> float:
    """Return the cost of a fire by the store's frontier, in microseconds of CPU."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_writer(Path(folder) / "monitor.db")) as connection,
    ):
        _fill(connection)
        return asyncio.run(_tick(connection, seconds))


def _fill(connection: sqlite3.Connection) -> None:
    now = datetime.now(UTC)
    due = (
        (
            f"https://{n % HOSTS}.example/{n}",
            f"{n % HOSTS}.example",
            to_text(now + n * EVERY / TARGETS),
        )
        for n in range(TARGETS)
    )
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(ADD_SOURCE)
    connection.executemany(ADD_HOST, [(f"{n}.example",) for n in range(HOSTS)])
    connection.executemany(ADD_TARGET, due)
    connection.execute("COMMIT")


async def _tick(connection: sqlite3.Connection, seconds: int) -> float:
    fires, ticks = 0, count()

    async def tick() -> None:
        nonlocal fires
        while taken := _turn(connection, datetime.now(UTC), f"tick-{next(ticks)}"):
            fires += taken

    ticker = Ticker()
    ticker.every(timedelta(seconds=1), tick)
    ticker.start()
    spent = await _spent(seconds)
    ticker.stop()
    ticker.close()
    return spent / fires


def _turn(connection: sqlite3.Connection, now: datetime, lease: str) -> int:
    """Lease what is due, and name its next time; return how much it was."""
    claim = DueClaim(
        now=now,
        due_by=now,
        limit=AT_ONCE,
        lease=lease,
        until=now + timedelta(minutes=10),
        politeness=PolitenessRules(),
        sources=None,
    )
    connection.execute("BEGIN IMMEDIATE")
    targets = claim_due(connection, claim)
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(NEXT, [(to_text(now + EVERY), target.id) for target in targets])
    connection.execute("COMMIT")
    return len(targets)


def _jobs(seconds: int) -> float:
    """Return the cost of a fire by one job a target, in microseconds of CPU."""
    return asyncio.run(_fire(seconds))


async def _fire(seconds: int) -> float:
    fires = 0

    async def fire() -> None:
        nonlocal fires
        fires += 1

    scheduler = AsyncIOScheduler(timezone=UTC)
    now = datetime.now(UTC) + timedelta(seconds=2)
    for number in range(TARGETS):
        scheduler.add_job(
            fire,
            "interval",
            seconds=EVERY.total_seconds(),
            next_run_time=now + number * EVERY / TARGETS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    await asyncio.sleep(3)
    fires = 0
    spent = await _spent(seconds)
    fired = fires
    scheduler.shutdown(wait=False)
    return spent / fired


async def _spent(seconds: int) -> float:
    """Return the microseconds of CPU that pass in so many seconds."""
    before = time.process_time()
    await asyncio.sleep(seconds)
    return (time.process_time() - before) * 1e6


if __name__ == "__main__":
    main()
