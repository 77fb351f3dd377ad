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
        """Say whether all of them did so within that time; a wedged loop never says anything.

        A store that refuses has answered: the program stands still on purpose, and a restart would not mend the disk.
        """
        try:
            return await self._is_answered(within)
        except StoreError:
            return True

    async def is_well(self, within: timedelta) -> bool:
        """Say whether it is felt, and the store can be read."""
        try:
            return await self._is_answered(within)
        except StoreError:
            return False

    async def _is_answered(self, within: timedelta) -> bool:
        """Say whether all did so within that time. Raises `StoreError` if the store answers that it cannot be read."""
        looked_at = min(crew.looked_at for crew in self._crews)
        if self._clock.monotonic() - looked_at >= within.total_seconds():
            return False
        try:
            async with asyncio.timeout(within.total_seconds()):
                await self._read()
        except TimeoutError:
            return False
        return True
