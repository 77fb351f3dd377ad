"""`python -m benchmarks.growth`: what an article costs in the store, and what it costs when many are held already.

Databases with ten thousand and with a million articles (`--huge`: ten million, 21 GB and half an hour) are filled by
bulk SQL, then worked at in turns, so that all see the same machine. In each round twenty listings are polled, 320 new
articles read for the first time, then visited unchanged, visited with a 304, and edited; 32 checks at once,
through the port of the store as the engine does it. What is counted is the CPU time of the process, all threads,
while it claims, asks what is known, and commits; deciding is not.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from benchmarks.growth_pages import Page, Press
from benchmarks.growth_past import NOW, SOURCES, fill
from benchmarks.row import RATIO, Row, at_most, print_rows
from monitor.core.plan import decide, fields_wanted, norms_wanted, sketch_wanted
from monitor.core.watch import Watch
from monitor.model import (
    Fetched,
    FetchOutcome,
    Known,
    NotModified,
    Plan,
    Politeness,
    PolitenessRules,
    Reading,
    Sketch,
    SourceId,
    Target,
    TargetKind,
    Validators,
)
from monitor.model import Page as Answer
from monitor.store import SqliteStore, open_store

T = TypeVar("T")
Asked = tuple[Target, FetchOutcome, Reading | None]

SIZES = (10_000, 1_000_000)
HUGE = 10_000_000
AT_ONCE = 32
ARTICLES = 320
ROUNDS = 7
POLITENESS = PolitenessRules(default=Politeness(concurrency=1_000))
# By how many edits the page shows; None for a 304.
STEPS: Mapping[str, int | None] = {
    "first reading": 0,
    "unchanged": 0,
    "not modified": None,
    "edit": 1,
}
POLL = "found on a listing"
PARTS = ("claim", "known", "commit")


@dataclass(kw_only=True, slots=True)
class Costs:
    """CPU seconds of one round by step and part."""

    seconds: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))

    async def of(self, step: str, part: str, work: Awaitable[T]) -> T:
        """Return what `work` returns, and count what it took."""
        before = time.process_time()
        result = await work
        self.seconds[step, part] += time.process_time() - before
        return result


@dataclass(kw_only=True, slots=True)
class Desk:
    """One store at work: its articles, and what each round cost."""

    size: int
    store: SqliteStore
    press: Press
    now: datetime
    rounds: list[Costs] = field(default_factory=list)
    pages: dict[str, Page] = field(default_factory=dict)

    async def round(self) -> None:
        """Let some days pass: new articles, and what happens to them."""
        costs = Costs()
        self.now += timedelta(days=2)
        self.pages = self.press.publish(ARTICLES, self.now)
        await self.store.wish([SourceId(one) for one in SOURCES], self.now, 1)
        polled = await self._step(costs, POLL)
        assert polled == len(SOURCES), polled
        for step in STEPS:
            visited = await self._step(costs, step)
            assert visited == ARTICLES, (step, visited)
            self.now += timedelta(minutes=90)
        self.rounds.append(costs)

    async def _step(self, costs: Costs, step: str) -> int:
        """Check all that is due, and return how much that was."""
        done = 0
        while targets := await costs.of(step, "claim", self._claim(step)):
            plans = await self._plans(costs, step, targets)
            await costs.of(step, "commit", asyncio.gather(*map(self.store.commit, plans)))
            done += len(plans)
            if step == POLL:
                break
        return done

    async def _claim(self, step: str) -> list[Target]:
        return await self.store.claim_due(
            self.now,
            due_by=self.now,
            limit=len(SOURCES) if step == POLL else AT_ONCE,
            lease=timedelta(minutes=5),
            politeness=POLITENESS,
        )

    async def _plans(self, costs: Costs, step: str, targets: Sequence[Target]) -> list[Plan]:
        asked = [(target, *self._answer(step, target)) for target in targets]
        looking = (self._known(costs, step, each) for each in asked)
        knowns = await costs.of(step, "known", asyncio.gather(*looking))
        return [
            decide(*one, known, self._watch(one[0]), now=self.now, jitter=0.5)
            for one, known in zip(asked, knowns, strict=True)
        ]

    async def _known(self, costs: Costs, step: str, asked: Asked) -> Known:
        target, outcome, reading = asked
        watch = self._watch(target)

        def look_closer(known: Known) -> tuple[Sketch | None, Collection[str]]:
            before = time.thread_time()
            sketch = sketch_wanted(target, reading, known, watch, self.now)
            fields = fields_wanted(target, outcome, reading, known, watch)
            # It is asked in the store's thread, and is not the store's work.
            costs.seconds[step, "known"] -= time.thread_time() - before
            return sketch, fields

        norms = norms_wanted(reading, outcome, watch)
        keys = reading.keys() if reading else ()
        return await self.store.known(target, keys, norms, look_closer)

    def _watch(self, target: Target) -> Watch:
        return self.press.watches[target.source]

    def _answer(self, step: str, target: Target) -> tuple[FetchOutcome, Reading | None]:
        took = timedelta(milliseconds=120)
        edits = STEPS.get(step)
        if target.kind is TargetKind.ARTICLE and edits is None:
            return NotModified(at=self.now, took=took), None
        reading: Reading
        if target.kind is TargetKind.LISTING:
            reading = self.press.listing(target)
        else:
            reading = self.press.article(target, self.pages[target.url], self.now, edits or 0)
        validators = Validators(etag=f'W/"{self.now:%d%H%M}"')
        page = Answer(url=target.url, final_url=target.url, body=b"", validators=validators)
        return Fetched(page=page, at=self.now, took=took), reading


def main() -> None:
    """Measure and print."""
    wish = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = wish.folder or Path(temporary)
        sizes = wish.sizes or (*SIZES, *([HUGE] if wish.huge else []))
        print_rows(_measured(folder, sizes, wish.rounds))


def rows(*, is_short: bool) -> list[Row]:
    """Return what the steps cost with ten thousand and with a million articles held; in short with a hundredth."""
    sizes = [size // 100 for size in SIZES] if is_short else SIZES
    with tempfile.TemporaryDirectory() as folder:
        return _measured(Path(folder), sizes, 2 if is_short else ROUNDS)


def _measured(folder: Path, sizes: Sequence[int], rounds: int) -> list[Row]:
    """Return what the steps cost in databases of these sizes, which lie in `folder` or are made there."""
    desks = asyncio.run(_work(folder, sizes, rounds))
    return [*_table(desks), *_weights(folder, sizes)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--huge", action="store_true", help="ten million articles, too")
    parser.add_argument("--sizes", type=int, nargs="*", help="other sizes, in articles")
    parser.add_argument(
        "--folder", type=Path, help="where the databases lie, and stay for the next run"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    return parser.parse_args()


async def _work(folder: Path, sizes: Sequence[int], rounds: int) -> list[Desk]:
    async with AsyncExitStack() as undo:
        desks = [await _desk(folder, size, undo) for size in sizes]
        # The first round warms caches.
        for number in range(rounds + 1):
            for desk in desks if number % 2 else desks[::-1]:
                await desk.round()
    return desks


async def _desk(folder: Path, size: int, undo: AsyncExitStack) -> Desk:
    path = folder / f"growth-{size}.db"
    if not path.exists():
        began = time.perf_counter()
        fill(path, size)
        print(f"{size:,} articles filled in {time.perf_counter() - began:,.0f} s", flush=True)
    with closing(sqlite3.connect(path)) as connection:
        last, seen_at = connection.execute(
            "SELECT max(id), max(first_seen_at) FROM article"
        ).fetchone()
    now = max(NOW, datetime.fromisoformat(seen_at))
    store = await open_store(path, now)
    undo.push_async_callback(store.close)
    press = Press(last)
    await store.adopt([watch.source for watch in press.watches.values()], ["log"], now)
    return Desk(size=size, store=store, press=press, now=now)


def _table(desks: Sequence[Desk]) -> Iterator[Row]:
    for step in (POLL, *STEPS):
        for part in (*PARTS, "whole"):
            costs = [_cost(desk, step, part) for desk in desks]
            for desk, cost in zip(desks, costs, strict=True):
                label = f"{step}: {part}, {desk.size:,} held"
                yield Row(label=label, value=cost, unit="µs CPU")
    for desk in desks[1:]:
        for step in ("a new article, all in all", *STEPS):
            label = f"{step}: {desk.size:,} held / {desks[0].size:,}"
            grown = _growth(desk, desks[0], step)
            yield Row(label=label, value=grown, unit=RATIO, goal=at_most(1.3))
    for desk in desks:
        changed = _cost(desk, "edit", "whole")
        for step in ("unchanged", "not modified"):
            part = _cost(desk, step, "whole") / changed
            yield Row(label=f"{step} / edit, {desk.size:,} held", value=part, unit=RATIO)


def _growth(desk: Desk, other: Desk, step: str) -> float:
    steps = (step,) if step in STEPS else (POLL, "first reading")

    def cost(costs: Costs) -> float:
        return sum(costs.seconds[one, part] for one in steps for part in PARTS)

    pairs = zip(desk.rounds[1:], other.rounds[1:], strict=True)
    return statistics.median(cost(mine) / cost(its) for mine, its in pairs)


def _cost(desk: Desk, step: str, part: str) -> float:
    """Return the median of the rounds, in µs an article."""
    parts = PARTS if part == "whole" else (part,)
    each = (sum(costs.seconds[step, one] for one in parts) for costs in desk.rounds[1:])
    return statistics.median(each) / ARTICLES * 1e6


def _weights(folder: Path, sizes: Sequence[int]) -> Iterator[Row]:
    """Yield what the tables and indexes weigh at the largest size."""
    size = max(sizes)
    with closing(sqlite3.connect(folder / f"growth-{size}.db")) as connection:
        weights = connection.execute(
            "SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE ORDER BY pgsize DESC LIMIT 25"
        ).fetchall()
    for name, pages in weights:
        label = f"weight of {name}, {size:,} held"
        yield Row(label=label, value=pages / size, unit="bytes an article")


if __name__ == "__main__":
    main()
