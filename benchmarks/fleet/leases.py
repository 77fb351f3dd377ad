"""Leases a second with ever more that is due, beside one Procrastinate job a page on the same server.

Ours is what the store does for a crew: `Store.claim_due` leases a batch. To end a lease is to give the page its next
time, which a check writes with what else it writes of the page; it is counted apart, as a statement a page. A crowd of
four does both on one backlog at once, to see that no target has two. Theirs is deferred in batches, fetched by a worker
with sixteen jobs at once, does nothing, and is deleted. All in turns, a round of each after the other. What was leased
comes due again at once, behind all others, so that the backlog stays as long as it is.
"""

import asyncio
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import psycopg

from benchmarks.fleet.backlog import NOW, fill
from benchmarks.fleet.jobs import Jobs
from benchmarks.fleet.server import cpu_seconds, served
from benchmarks.torture.tally import Size, Tally
from monitor.model import PolitenessRules, Target
from monitor.ports import Store
from monitor.store.postgres.store import open_postgres
from monitor.store.rows import to_text
from tests.postgres import Server

BATCH = 50
CROWD = 4
# Of the slowest backlog over the quickest.
FLAT = 0.75
TIMES = 20.0
_LEASE = timedelta(minutes=10)
_NEXT = """
UPDATE target SET due_at = %s, lease = NULL, leased_until = NULL WHERE id = %s AND lease = %s
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """How much is due, how many batches and jobs make a round, and how many rounds there are."""

    backlogs: Sequence[int]
    batches: int
    jobs: int
    rounds: int


LOADS: Mapping[Size, Load] = {
    Size.SHORT: Load(backlogs=(2_500,), batches=4, jobs=20, rounds=1),
    Size.FULL: Load(backlogs=(10_000, 100_000, 1_000_000), batches=100, jobs=500, rounds=5),
}


@dataclass(kw_only=True, slots=True)
class Queue:
    """One backlog that is worked at, in speeds by the second, round by round; and what was somebody else's too."""

    due: int
    store: Store
    connection: psycopg.AsyncConnection
    turns: int = 0
    server: Server
    claimed: list[float] = field(default_factory=list)
    finished: list[float] = field(default_factory=list)
    # CPU seconds a lease with its end, our process' and the server's together.
    cpu: list[float] = field(default_factory=list)
    lost: int = 0

    async def round(self, batches: int) -> None:
        """Lease and finish so many batches."""
        used = cpu_seconds(self.server)
        leased, claiming, finishing = 0, 0.0, 0.0
        for _ in range(batches):
            self.turns += 1
            now = NOW + self.turns * timedelta(milliseconds=1)
            began = time.perf_counter()
            targets = await self.store.claim_due(
                now, due_by=now, limit=BATCH, lease=_LEASE, politeness=PolitenessRules()
            )
            claimed = time.perf_counter()
            await self._finish(targets, to_text(now))
            leased += len(targets)
            claiming += claimed - began
            finishing += time.perf_counter() - claimed
        self.cpu.append((cpu_seconds(self.server) - used) / max(leased, 1))
        self.claimed.append(leased / claiming)
        self.finished.append(leased / (claiming + finishing))

    async def _finish(self, targets: Sequence[Target], now: str) -> None:
        async with self.connection.transaction(), self.connection.cursor() as cursor:
            await cursor.executemany(_NEXT, [(now, target.id, target.lease) for target in targets])
            self.lost += len(targets) - cursor.rowcount


@dataclass(frozen=True, kw_only=True, slots=True)
class Speeds:
    """Leases a second by how much was due, jobs a second, all round by round."""

    leases: Mapping[int, Sequence[float]]
    # With their ends, on the longest backlog: of one, and of a whole crowd.
    finished: Sequence[float]
    crowd: Sequence[float]
    jobs: Sequence[float]
    # CPU seconds a lease with its end by how much was due, and a job: our process' and the server's together.
    cpu: Mapping[int, Sequence[float]]
    job_cpu: Sequence[float]
    lost: int = 0


def prove(size: Size) -> Tally:
    """Return how many leases a second there were. How quick they are is judged in the long form alone."""
    with served() as server:
        speeds = asyncio.run(speeds_of(server, LOADS[size]))
    return tally_of(speeds, is_timed=size is Size.FULL)


def tally_of(speeds: Speeds, *, is_timed: bool) -> Tally:
    """Return the medians, and which goals they missed."""
    medians = {due: statistics.median(each) for due, each in speeds.leases.items()}
    jobs = statistics.median(speeds.jobs)
    flat = min(medians.values()) / max(medians.values())
    times = min(medians.values()) / jobs
    broken = []
    if speeds.lost:
        broken.append(f"{speeds.lost} targets were leased to two at once")
    if is_timed and flat < FLAT:
        broken.append(f"the slowest backlog has {flat:.2f} of the leases of the quickest")
    if is_timed and times < TIMES:
        broken.append(f"leases are {times:.1f} × jobs, where {TIMES:.0f} × is wanted")
    counts = {f"leases a second, {due:,} due": f"{each:,.0f}" for due, each in medians.items()}
    counts["the slowest over the quickest"] = f"{flat:.2f}"
    counts["with their ends, a statement a page"] = f"{statistics.median(speeds.finished):,.0f}"
    counts[f"so, {CROWD} at once"] = f"{statistics.median(speeds.crowd):,.0f}"
    counts["jobs a second, one a page"] = f"{jobs:,.0f}"
    counts["leases over jobs, at the least"] = f"{times:.1f} ×"
    for due, each in speeds.cpu.items():
        counts[f"CPU a lease and its end, {due:,} due"] = f"{statistics.median(each) * 1e6:,.0f} µs"
    counts["CPU a job"] = f"{statistics.median(speeds.job_cpu) * 1e6:,.0f} µs"
    counts["leased to two at once"] = speeds.lost
    return Tally(name="leases", counts=counts, broken=tuple(broken))


async def speeds_of(server: Server, load: Load) -> Speeds:
    """Fill a database for each backlog, and work at all of them and at the queue of jobs in turns."""
    async with AsyncExitStack() as undo:
        queues = []
        for due in load.backlogs:
            fill(server.create(f"due_{due}"), due)
            queues.append(await _queue(server, f"due_{due}", due, undo))
        longest = f"due_{load.backlogs[-1]}"
        crowd = [await _queue(server, longest, CROWD, undo) for _ in range(CROWD)]
        jobs = await undo.enter_async_context(Jobs(server.create("jobs")))
        # The first round warms caches and plans.
        done = [await _round(server, queues, crowd, jobs, load) for _ in range(load.rounds + 1)]
        return Speeds(
            leases={queue.due: queue.claimed[1:] for queue in queues},
            finished=queues[-1].finished[1:],
            crowd=[sum(each) for each in zip(*(one.finished[1:] for one in crowd), strict=True)],
            jobs=[speed for speed, _ in done[1:]],
            cpu={queue.due: queue.cpu[1:] for queue in queues},
            job_cpu=[cpu for _, cpu in done[1:]],
            lost=sum(queue.lost for queue in (*queues, *crowd)),
        )


async def _round(
    server: Server, queues: Sequence[Queue], crowd: Sequence[Queue], jobs: Jobs, load: Load
) -> tuple[float, float]:
    """Work a round at everything; return jobs a second, and CPU seconds a job."""
    for queue in queues:
        await queue.round(load.batches)
    await asyncio.gather(*(one.round(load.batches // CROWD) for one in crowd))
    used = cpu_seconds(server)
    speed = await jobs.round(load.jobs)
    return speed, (cpu_seconds(server) - used) / load.jobs


async def _queue(server: Server, name: str, due: int, undo: AsyncExitStack) -> Queue:
    url = server.url(name)
    store = await open_postgres(url, NOW, alone=False)
    undo.push_async_callback(store.close)
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
    undo.push_async_callback(connection.close)
    return Queue(due=due, store=store, connection=connection, server=server)
