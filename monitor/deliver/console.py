"""The console sink: one JSON line an alert, on the stream it is given."""

from datetime import timedelta
from typing import TextIO

from monitor.model import Deferred, Delivery, Reason, SendOutcome, Sent
from monitor.ports import Clock


class ConsoleSink:
    """Writes an alert's payload as one line and flushes it."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Return `Sent` once the line is flushed, `Deferred` if nobody reads the stream."""
        at = self._clock.now()
        try:
            # Payloads are JSON without line breaks; one write keeps concurrent lines apart.
            self._stream.write(delivery.payload + "\n")
            self._stream.flush()
        except OSError as error:
            return Deferred(
                reason=Reason.CONNECT, at=at, took=timedelta(), detail=f"console: {error.strerror}"
            )
        return Sent(at=at, took=self._clock.now() - at)
