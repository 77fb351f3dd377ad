"""The watch over the wall clock: what waits is moved along when it is set. Sets no clock, and knows no table."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from monitor.errors import StoreError
from monitor.ports import Clock
from monitor.runtime.logs import log_trouble

log = logging.getLogger(__name__)

# How often the clocks are compared, by the one that nobody sets.
LOOK = timedelta(seconds=1)


class Drift:
    """Compares the clocks, and has `move` move what waits by as much as the wall clock was set.

    The new time holds from the moment in which `move` is called: what `move` asks of the store without waiting for
    anything else comes after all that was asked by the old time, and before all that will be by the new one.
    """

    def __init__(self, clock: Clock, move: Callable[[timedelta], Awaitable[None]]) -> None:
        self._clock = clock
        self._move = move
        self._owed = timedelta()

    async def watch(self) -> None:
        """Look ever again, until cancelled."""
        while True:
            await self._clock.sleep(LOOK)
            await self.look()

    async def look(self) -> None:
        """Follow the wall clock if it was set. What cannot be stored is owed, and tried again at the next look."""
        by = self._clock.follow()
        self._owed += by
        if by:
            log.warning("clock set", extra={"seconds": round(by.total_seconds(), 3)})
        if not self._owed:
            return
        try:
            await self._move(self._owed)
        except StoreError as error:
            log_trouble(log, error)
        else:
            self._owed = timedelta()
