"""Clocks that tests turn by hand, and targets to fetch."""

import asyncio
import heapq
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from itertools import count

from monitor.model import NO_VALIDATORS, Round, SourceId, Target, TargetKind, Validators

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class HandClock:
    """Time stands still until somebody sleeps; a sleeper's time then passes at once."""

    def __init__(self) -> None:
        self.time = 1_000.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self.time - 1_000.0)

    def monotonic(self) -> float:
        return self.time

    def jitter(self) -> float:
        return 0.5

    def pass_by(self, duration: timedelta) -> None:
        self.time += duration.total_seconds()

    async def sleep(self, duration: timedelta) -> None:
        self.pass_by(duration)
        await asyncio.sleep(0)


class SharedClock(HandClock):
    """Many may sleep: time goes to the first of them when nobody has anything else to do."""

    def __init__(self) -> None:
        super().__init__()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()

    async def sleep(self, duration: timedelta) -> None:
        future = asyncio.get_running_loop().create_future()
        wake_at = self.time + duration.total_seconds()
        heapq.heappush(self._sleepers, (wake_at, next(self._order), future))
        await future

    async def run(self, *tasks: Awaitable[object]) -> None:
        everything = asyncio.gather(*tasks)
        while not everything.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleepers:
                self.time, _, future = heapq.heappop(self._sleepers)
                if not future.done():
                    future.set_result(None)
        await everything


def target(
    url: str, *, validators: Validators = NO_VALIDATORS, unfinished: Round | None = None
) -> Target:
    return Target(
        id=1,
        kind=TargetKind.LISTING,
        source=SourceId("s"),
        url=url,
        host="",
        due_at=START,
        lease="lease",
        validators=validators,
        round=unfinished,
    )
