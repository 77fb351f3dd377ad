"""Pages that are made to hang, swell or crash a parser, through real scouts over a real connection.

What each costs the scout in CPU and memory, and how long the loop of the asking process stood still, is measured.
Who serves the pages is a process of its own, and the time in which the asking one was ready to run and the machine
ran somebody else is no pause of its own.
"""

import asyncio
import contextlib
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.torture.elsewhere import elsewhere, pauses_of_the_loop
from benchmarks.torture.shapes import cases
from benchmarks.torture.tally import Size, Tally
from monitor.config import load_site, shipped_folder
from monitor.egress import Egress
from monitor.fetch import Fetcher, Scouts
from monitor.fetch.scout import READING_S
from monitor.model import (
    Failed,
    Fetched,
    FetchLimits,
    FetchOutcome,
    ListingReading,
    Politeness,
    PolitenessRules,
    SourceId,
    Target,
    TargetKind,
)
from monitor.runtime.clock import SystemClock

SCOUT = (sys.executable, "-P", "-m", "monitor.runtime.scout")
SIZES = {Size.SHORT: (250_000,), Size.FULL: (250_000, 1_000_000, 3_900_000)}
FREE = PolitenessRules(default=Politeness(delay=Politeness().delay * 0, robots=False))
# What is promised of each page; of CPU with what it takes to notice.
PAUSE_S = 0.05
CPU_S = READING_S + 0.3
MEMORY_MB = 1_024
_WORTH_COUNTING_S = 0.01
_CLOCK_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What one page cost. `memory_mb` is the most that the scout ever had; `late_s` the pause by the clock."""

    name: str
    outcome: FetchOutcome
    cpu_s: float
    memory_mb: float
    pause_s: float
    late_s: float = 0.0


def judged(costs: list[Cost]) -> tuple[str, ...]:
    """Return a sentence for each page that cost more than is promised."""
    sentences = []
    for cost in costs:
        if cost.cpu_s > CPU_S:
            sentences.append(f"{cost.name}: {cost.cpu_s:.1f} s of CPU")
        if cost.pause_s > PAUSE_S:
            sentences.append(f"{cost.name}: the loop stood still for {cost.pause_s * 1e3:.0f} ms")
        if cost.memory_mb > MEMORY_MB:
            sentences.append(f"{cost.name}: {cost.memory_mb:.0f} MB")
    return tuple(sentences)


def torture(size: Size) -> Tally:
    """Return what became of each shape, as an article and as a listing."""
    costs = asyncio.run(_measure(SIZES[size]))
    reasons = Counter(_said(cost.outcome) for cost in costs)
    slowest = max(costs, key=lambda cost: cost.cpu_s)
    stillest = max(costs, key=lambda cost: cost.pause_s)
    return Tally(
        name="markup",
        counts={
            "pages": len(costs),
            **{f"  {reason}": count for reason, count in reasons.most_common()},
            "most CPU": f"{slowest.cpu_s:.2f} s ({slowest.name})",
            "most memory": f"{max(cost.memory_mb for cost in costs):.0f} MB",
            "longest pause while run": f"{stillest.pause_s * 1e3:.1f} ms ({stillest.name})",
            "longest by the clock": f"{max(cost.late_s for cost in costs) * 1e3:.1f} ms",
            "pages over 10 ms": sum(cost.pause_s > _WORTH_COUNTING_S for cost in costs),
        },
        broken=judged(costs),
    )


def _said(outcome: FetchOutcome) -> str:
    if not isinstance(outcome, Fetched) or outcome.reading is None:
        return outcome.reason if isinstance(outcome, Failed) else type(outcome).__name__
    reading = outcome.reading
    found = reading.listing if isinstance(reading, ListingReading) else reading.extraction
    return "refused unparsed" if any(p.field == "page" for p in found.problems) else "read"


async def _measure(sizes: tuple[int, ...]) -> list[Cost]:
    clock = SystemClock()
    selectors = load_site(shipped_folder() / "24.kg.toml")
    names = [name for name, _ in cases(sizes)]
    with elsewhere(_serve, sizes) as address:
        strangers = frozenset(_children())
        limits = FetchLimits(allow_addresses=frozenset({address}), scouts=1)
        scouts = Scouts(SCOUT, limits, clock)
        async with Egress(limits, clock) as egress:
            fetcher = Fetcher(egress, scouts, limits=limits, politeness=FREE, clock=clock)
            costs = []
            # The start of the scout is nobody's cost.
            await fetcher.get(_target(f"http://{address}/0", TargetKind.LISTING), selectors)
            for number, name in enumerate(names):
                for kind in TargetKind:
                    target = _target(f"http://{address}/{number}", kind)
                    before = _spent(strangers)
                    async with pauses_of_the_loop() as pauses:
                        outcome = await fetcher.get(target, selectors)
                    costs.append(
                        Cost(
                            name=f"{name} as {kind}",
                            outcome=outcome,
                            cpu_s=_spent(strangers) - before,
                            memory_mb=_peak_mb(strangers),
                            pause_s=max((own for _, own in pauses), default=0.0),
                            late_s=max((late for late, _ in pauses), default=0.0),
                        )
                    )
            await scouts.aclose()
        return costs


def _serve(line: Connection, sizes: tuple[int, ...]) -> None:
    asyncio.run(_serve_pages(line, dict(cases(sizes))))


async def _serve_pages(line: Connection, pages: dict[str, bytes]) -> None:
    async with serving(pages) as address:
        line.send(address)
        await asyncio.Event().wait()


def _target(url: str, kind: TargetKind) -> Target:
    return Target(
        id=1,
        kind=kind,
        source=SourceId("torture"),
        url=url,
        host="127.0.0.1",
        due_at=datetime.now(UTC),
        lease="1",
    )


@asynccontextmanager
async def serving(pages: dict[str, bytes]) -> AsyncIterator[str]:
    """Yield the address of a server that answers `/N` with the page of that number."""
    bodies = list(pages.values())

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                body = bodies[int(head.split()[1][1:])]
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                    % len(body)
                )
                writer.write(body)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        host, port = server.sockets[0].getsockname()
        yield f"{host}:{port}"
    finally:
        server.close()


def _spent(strangers: Collection[int]) -> float:
    """Return the CPU seconds of all children but `strangers`, living and dead."""
    dead = os.times()
    living = sum(_spent_by(pid) for pid in _children() if pid not in strangers)
    return dead.children_user + dead.children_system + living


def _spent_by(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _CLOCK_TICK
    return 0.0


def _peak_mb(strangers: Collection[int]) -> float:
    peaks = [0.0]
    for pid in set(_children()).difference(strangers):
        with contextlib.suppress(OSError, StopIteration):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            peaks.append(int(next(x for x in lines if x.startswith("VmHWM")).split()[1]) / 1_024)
    return max(peaks)


def _children() -> list[int]:
    """Return the processes that any thread of this one started."""
    found: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):
            found += map(int, (task / "children").read_text().split())
    return found
