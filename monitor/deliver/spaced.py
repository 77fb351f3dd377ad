"""A sink that is given time: at least so long between two deliveries, for receivers that limit how many they take."""

import asyncio
from datetime import timedelta

from monitor.model import Delivery, SendOutcome
from monitor.ports import Clock, Sink


class SpacedSink:
    """Sends through another sink, one at a time, at least `delay` after the one before began."""

    def __init__(self, sink: Sink, *, delay: timedelta, clock: Clock) -> None:
        self._sink = sink
        self._delay = delay
        self._clock = clock
        self._turn = asyncio.Lock()
        self._next_at = clock.monotonic()

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Return what the sink makes of it, once its turn has come."""
        async with self._turn:
            wait = self._next_at - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(timedelta(seconds=wait))
            self._next_at = self._clock.monotonic() + self._delay.total_seconds()
            return await self._sink.send(delivery)
