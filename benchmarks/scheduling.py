"""`python -m benchmarks.scheduling`: what it costs to have ten thousand targets come due, by target that does.

Every target is due once a minute, evenly spread, and there is nothing to do but to count. APScheduler has one job a
target, in memory, where it survives nothing: to fire is to find the job due, to hand it to the loop, and to name its
next time. Ours is the due time as a column under an index, looked at by one tick a second, in three forms. Like with
like is the same database in memory, from which what is due is taken and named anew. Then with leases, which APScheduler
does not have: one more write a target, by which a target that is being worked on is nobody else's. Then as the store
does it, in a file, in two transactions a batch that both sync. All run for the same seconds, in turns; CPU is that of
the process.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from benchmarks.row import Row, at_most, over_rounds, print_rows, ratio
from monitor.model import PolitenessRules
from monitor.runtime.local import Ticker
from monitor.store.frontier import DueClaim, claim_due, next_due
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
Turn = Callable[[sqlite3.Connection, DueClaim], int]
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
    found = [
        (
            _index(seconds, _take, is_kept=False),
            _index(seconds, _lease, is_kept=False),
            _index(seconds, _lease, is_kept=True),
            _jobs(seconds),
        )
        for _ in range(rounds)
    ]
    taken, leased, kept, theirs = zip(*found, strict=True)
    unit = "µs CPU a fire"
    return [
        over_rounds("due index in memory", taken, unit),
        over_rounds("due index in memory, with leases", leased, unit),
        over_rounds("due index in a file, with leases and syncs", kept, unit),
        over_rounds("APScheduler, one job a target, in memory", theirs, unit),
        ratio("due index / one job a target, in memory", taken, theirs, at_most(0.1)),
        ratio("with leases / one job a target", leased, theirs),
        ratio("in a file, with leases and syncs / one job a target", kept, theirs),
    ]


def _index(seconds: int, turn: Turn, *, is_kept: bool) -> float:
    """Return the cost of a fire by the store's frontier, in microseconds of CPU."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(open_writer(Path(folder) / "monitor.db")) as file,
        closing(sqlite3.connect(":memory:", isolation_level=None)) as memory,
    ):
        if not is_kept:
            file.backup(memory)
        connection = file if is_kept else memory
        _fill(connection)
        return asyncio.run(_tick(connection, turn, seconds))


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


async def _tick(connection: sqlite3.Connection, turn: Turn, seconds: int) -> float:
    fires, ticks = 0, count()

    async def tick() -> None:
        nonlocal fires
        while taken := turn(connection, _claim(datetime.now(UTC), f"tick-{next(ticks)}")):
            fires += taken

    ticker = Ticker()
    ticker.every(timedelta(seconds=1), tick)
    ticker.start()
    spent = await _spent(seconds)
    ticker.stop()
    ticker.close()
    return spent / fires


def _claim(now: datetime, lease: str) -> DueClaim:
    return DueClaim(
        now=now,
        due_by=now,
        limit=AT_ONCE,
        lease=lease,
        until=now + timedelta(minutes=10),
        politeness=PolitenessRules(),
        sources=None,
    )


def _take(connection: sqlite3.Connection, claim: DueClaim) -> int:
    """Take what is due, and name its next time; return how much it was."""
    connection.execute("BEGIN IMMEDIATE")
    ids = next_due(connection, claim)
    _name_next(connection, claim, ids)
    connection.execute("COMMIT")
    return len(ids)


def _lease(connection: sqlite3.Connection, claim: DueClaim) -> int:
    """Lease what is due, and then name its next time; return how much it was."""
    connection.execute("BEGIN IMMEDIATE")
    ids = [target.id for target in claim_due(connection, claim)]
    connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    _name_next(connection, claim, ids)
    connection.execute("COMMIT")
    return len(ids)


def _name_next(connection: sqlite3.Connection, claim: DueClaim, ids: Sequence[int]) -> None:
    due_at = to_text(claim.now + EVERY)
    connection.executemany(NEXT, [(due_at, id_) for id_ in ids])


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
