"""Very many sources over a day: how late checks come, how the database grows, and what a check costs.

The store is a server's, the pipeline the product's; pages are made up (`world`). Time is the world's: it passes as it
really does while there is work, and is skipped while there is none, so a check is as late as this machine makes it.
Two runs: few sources over a whole day, and a hundred thousand for as long as is affordable.
"""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.attention_sources import START
from benchmarks.fleet.census import bytes_of, populate, rows_of, stored
from benchmarks.fleet.server import served, server_seconds
from benchmarks.fleet.world import BUDGET, World
from benchmarks.torture.tally import Size, Tally
from monitor.model import Politeness, PolitenessRules
from monitor.pipeline import Checked, Pipeline
from monitor.ports import Store
from monitor.runtime.leasing import CHECK_LEASE
from monitor.store.postgres.fleet import open_fleet
from monitor.store.postgres.store import open_postgres
from tests.postgres import Server

# As many as a crew has in hand.
AT_ONCE = 32
# By then 99 of 100 checks are to have begun.
LATE = timedelta(seconds=2)
_LOOKS, _SECOND = 8, timedelta(seconds=1)
# The busiest hours are about then.
_NOON = START + timedelta(hours=12)
_TEND = timedelta(minutes=30)
_POLITENESS = PolitenessRules(default=Politeness(budget=BUDGET))


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """So many sources, from when on and for how long in the world, and for how long at most on this machine."""

    sources: int
    begins: datetime = START
    world: timedelta
    most: timedelta


LOADS: Mapping[Size, Mapping[str, Load]] = {
    Size.SHORT: {
        "an hour": Load(
            sources=10, begins=_NOON, world=timedelta(hours=1), most=timedelta(seconds=20)
        ),
    },
    Size.FULL: {
        "a day": Load(sources=100, world=timedelta(days=1), most=timedelta(minutes=3)),
        "many": Load(
            sources=100_000, begins=_NOON, world=timedelta(hours=12), most=timedelta(seconds=100)
        ),
    },
}


class SkippingClock:
    """`ports.Clock` that goes on as the machine's does, and skips what nobody waits for."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._began = time.monotonic()
        self._skipped = timedelta()

    def now(self) -> datetime:
        return self._start + self._skipped + timedelta(seconds=time.monotonic() - self._began)

    def restart(self) -> None:
        """Let it be the beginning again."""
        self._began, self._skipped = time.monotonic(), timedelta()

    def skip_to(self, at: datetime) -> None:
        """Let it be `at`, unless it is later."""
        self._skipped += max(at - self.now(), timedelta())

    def follow(self) -> timedelta:
        return timedelta()

    def monotonic(self) -> float:
        return (self.now() - self._start).total_seconds()

    def jitter(self) -> float:
        return 0.5

    async def sleep(self, duration: timedelta) -> None:
        self.skip_to(self.now() + duration)


@dataclass(kw_only=True, slots=True)
class Life:
    """What became of a run: how late each check began, what it was, what was used, and what is missing."""

    sources: int
    world: timedelta = timedelta()
    took: float = 0.0
    late: list[timedelta] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)
    ours: float = 0.0
    servers: float = 0.0
    grown: int = 0
    rows: int = 0
    articles: int = 0
    missing: int = 0
    # Of each look for hosts where somebody is wanted, in seconds, and how many there were.
    looks: list[tuple[float, int]] = field(default_factory=list)

    def heard(self, checked: Checked) -> None:
        """Count a check that was stored."""
        self.checks[f"{checked.plan.target.kind.value}: {type(checked.outcome).__name__}"] += 1

    def later_than(self, share: float) -> timedelta:
        """Return how late a check was at most, of that share of the checks that were least late."""
        ordered = sorted(self.late)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def prove(size: Size) -> Tally:
    """Return what came of each run. How late checks begin is judged in the long form alone."""
    with served() as server:
        lives = {
            name: asyncio.run(lived(server, f"world_{number}", load))
            for number, (name, load) in enumerate(LOADS[size].items())
        }
    return tally_of(lives, is_timed=size is Size.FULL)


def tally_of(lives: Mapping[str, Life], *, is_timed: bool) -> Tally:
    """Return the figures of all runs, and which promises were broken."""
    counts: dict[str, object] = {}
    broken = []
    for name, life in lives.items():
        counts |= {f"{name}: {what}": figure for what, figure in _figures(life).items()}
        if life.missing:
            broken.append(f"{name}: {life.missing} articles were listed and are not stored")
        if failed := sum(n for what, n in life.checks.items() if "Failed" in what):
            broken.append(f"{name}: {failed} checks failed")
        if is_timed and (late := life.later_than(0.99)) > LATE:
            broken.append(f"{name}: a check of a hundred began {late.total_seconds():.1f} s late")
    return Tally(name="simulation", counts=counts, broken=tuple(broken))


def _figures(life: Life) -> Mapping[str, object]:
    checks = life.checks.total()
    return {
        "sources": f"{life.sources:,}",
        "time in the world": f"{life.world / timedelta(hours=1):.2f} h in {life.took:.0f} s",
        "checks": f"{checks:,} ({checks / life.took:.0f} a second)",
        **{f"checks, {what}": f"{count:,}" for what, count in sorted(life.checks.items())},
        "articles": f"{life.articles:,}, of them missing {life.missing}",
        **{
            f"late, {share:.0%}": f"{life.later_than(share).total_seconds() * 1e3:.0f} ms"
            for share in (0.5, 0.99, 1.0)
        },
        "a look for hosts that wait": (
            f"{statistics.median(took for took, _ in life.looks) * 1e3:.1f} ms, "
            f"of up to {max(hosts for _, hosts in life.looks)} hosts"
        ),
        "CPU a check, worker": f"{life.ours / checks * 1e3:.2f} ms",
        "CPU a check, server": f"{life.servers / checks * 1e3:.2f} ms",
        "grown by": (
            f"{life.grown / 1e6:.1f} MB, {life.grown / max(life.articles, 1) / 1e3:.1f} kB "
            f"and {life.rows / max(life.articles, 1):.1f} rows an article"
        ),
    }


async def lived(server: Server, name: str, load: Load) -> Life:
    """Return what became of so many sources in a new database of that name."""
    url = server.create(name)
    life = Life(sources=load.sources)
    clock = SkippingClock(load.begins)
    world = World(clock.now, load.begins)
    store = await open_postgres(url, load.begins, alone=False)
    try:
        populate(url, load.sources, load.begins)
        small = bytes_of(url)
        clock.restart()
        used, servers, began = time.process_time(), server_seconds(server), time.monotonic()
        await _live(store, world, clock, load, life)
        life.took = time.monotonic() - began
        life.servers = server_seconds(server) - servers
        life.ours = time.process_time() - used - world.seconds
        life.world = clock.now() - load.begins
    finally:
        await store.close()
    life.looks = await _planned(url, clock)
    life.grown, life.rows = bytes_of(url) - small, rows_of(url) - 3 * load.sources
    life.articles, life.missing = stored(url, world)
    return life


async def _planned(url: str, clock: SkippingClock) -> list[tuple[float, int]]:
    """Return what it takes the one who leads a fleet to see which hosts wait, a second of the world after another."""
    store, queue = await open_fleet(url, clock.now())
    looks = []
    try:
        for _ in range(_LOOKS):
            clock.skip_to(clock.now() + _SECOND)
            began = time.perf_counter()
            hosts = await store.waiting_hosts(clock.now())
            looks.append((time.perf_counter() - began, len(hosts)))
    finally:
        await queue.close()
        await store.close()
    return looks[1:]


async def _live(store: Store, world: World, clock: SkippingClock, load: Load, life: Life) -> None:
    pipeline = Pipeline(
        fetcher=world,
        store=store,
        watches=world.watches,
        outlets={},
        alarms=(),
        clock=clock,
        on_checked=life.heard,
        on_settled=lambda _settlement: None,
    )
    until = load.begins + load.world
    deadline = time.monotonic() + load.most.total_seconds()
    tend_at = load.begins + _TEND
    while (now := clock.now()) < until and time.monotonic() < deadline:
        if now >= tend_at:
            await store.tend(now)
            tend_at += _TEND
        targets = await store.claim_due(
            now, due_by=now, limit=AT_ONCE, lease=CHECK_LEASE, politeness=_POLITENESS
        )
        life.late += [now - target.due_at for target in targets]
        await asyncio.gather(*map(pipeline.check, targets))
        if not targets:
            clock.skip_to(min(until, tend_at, await store.next_check_at() or until))
