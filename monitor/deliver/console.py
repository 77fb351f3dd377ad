"""The console sink: one JSON line an alert, on the stream it is given."""

import asyncio
from datetime import timedelta
from typing import TextIO

from monitor.core.inert import inert
from monitor.model import Deferred, Delivery, Reason, SendOutcome, Sent
from monitor.ports import Clock


class ConsoleSink:
    """Writes an alert's payload as one line and flushes it; one line at a time."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._turn = asyncio.Lock()

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Return `Sent` once the line is flushed, `Deferred` if nobody reads the stream."""
        at = self._clock.now()
        try:
            async with self._turn:
                # A reader that stalls (`| less`) must hold up a thread, not the loop.
                await asyncio.to_thread(self._write, inert(delivery.payload) + "\n")
        except (OSError, ValueError) as error:
            detail = f"console: {error}"
            return Deferred(reason=Reason.CONNECT, at=at, took=timedelta(), detail=detail)
        return Sent(at=at, took=self._clock.now() - at)

    def _write(self, line: str) -> None:
        self._stream.write(line)
        self._stream.flush()
