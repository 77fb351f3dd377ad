"""When to look for work: at the moment at which something comes due, and ever again. Claims nothing itself."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from monitor.errors import StoreError
from monitor.ports import Clock

# At the latest: what came due unforeseen, and what waits for a lease that ends or a host that is quiet.
LATEST = timedelta(seconds=1)
# At the soonest: what comes due closer together than this is looked for at once.
SOONEST = timedelta(milliseconds=50)


class Lookout:
    """Has `wake` look for work whenever something comes due; `next_due_at` says what is due first after a time.

    Were all that comes due within a second looked for at its end, it would come in a heap, and queue.
    """

    def __init__(
        self,
        next_due_at: Callable[[datetime], Awaitable[datetime | None]],
        wake: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._next_due_at = next_due_at
        self._wake = wake
        self._clock = clock

    async def watch(self) -> None:
        """Wake ever again, until cancelled."""
        while True:
            self._wake()
            await self._clock.sleep(await self._pause())

    async def _pause(self) -> timedelta:
        try:
            async with asyncio.timeout(LATEST.total_seconds()):
                due_at = await self._next_due_at(self._clock.now())
        except (StoreError, TimeoutError):
            # Whoever looks for work learns of it, and says so.
            return LATEST
        if due_at is None:
            return LATEST
        # By the time of the answer, which may have taken its time.
        return min(max(due_at - self._clock.now(), SOONEST), LATEST)
