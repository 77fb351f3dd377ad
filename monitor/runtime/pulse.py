"""Whether the program makes progress. Tells nobody: the daemon tells the service manager and the heartbeat."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from monitor.errors import StoreError
from monitor.ports import Clock
from monitor.runtime.crew import Crew


class Pulse:
    """Felt while the loop turns, every crew is answered by the writing lane, and the reading lane answers `read`."""

    def __init__(
        self,
        crews: Sequence[Crew[Any]],
        read: Callable[[], Awaitable[object]],
        clock: Clock,
    ) -> None:
        self._crews = crews
        self._read = read
        self._clock = clock

    async def is_felt(self, within: timedelta) -> bool:
        """Say whether all of them did so within that time; a wedged loop never says anything."""
        looked_at = min(crew.looked_at for crew in self._crews)
        if self._clock.monotonic() - looked_at >= within.total_seconds():
            return False
        try:
            async with asyncio.timeout(within.total_seconds()):
                await self._read()
        except (StoreError, TimeoutError):
            return False
        return True
