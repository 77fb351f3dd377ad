"""Messages between this process and one of its own: a length, then the message. Owns the framing; knows no message."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar, cast

Said = TypeVar("Said")
Heard = TypeVar("Heard")

# A listing of two thousand rows is a megabyte; what is longer comes from a process that is out of its mind.
_LONGEST = 64 << 20
_HEAD = 4
# In a turn that takes longer than this, in seconds, what was said is sent meanwhile. A scout has many pages to read in
# one turn, and the other end, on its own core, would wait for the last of them; but what comes piece by piece is stored
# piece by piece, which takes more than it gains (`python -m benchmarks.two_cores`).
_LONGEST_TURN_S = 0.020


class Garbled(Exception):
    """What came is no message."""


class Frames(asyncio.Protocol, Generic[Said, Heard]):
    """One end of a stream. `on_message` hears of every message, `on_end` once of the end.

    What is said is packed by `pack`, what is heard loaded by `load`; the end of that which raises `Garbled` is now.
    """

    def __init__(
        self,
        on_message: Callable[[Heard], None],
        on_end: Callable[[], None],
        *,
        pack: Callable[[Said], bytes],
        load: Callable[[bytes], Heard],
    ) -> None:
        self._on_message = on_message
        self._on_end = on_end
        self._pack = pack
        self._load = load
        self._buffer = bytearray()
        # What is sent at the end of this turn of the loop: to wake the other end costs more than to pack a message. An
        # answer that is not sent yet when a page ends its reader is lost with it, and its page is asked again.
        self._sending: list[bytes] = []
        # By the loop's clock, in seconds.
        self._sending_since = 0.0
        self._transport: asyncio.Transport | None = None

    def send(self, message: Said) -> None:
        """Send a message. One that the other end is no longer there to read is dropped."""
        if self._transport is not None and not self._transport.is_closing():
            body = self._pack(message)
            loop = asyncio.get_running_loop()
            if not self._sending:
                self._sending_since = loop.time()
                loop.call_soon(self._flush)
            self._sending += (len(body).to_bytes(_HEAD, "big"), body)
            if loop.time() - self._sending_since > _LONGEST_TURN_S:
                self._flush()

    def close(self) -> None:
        """Say that no more will be sent."""
        if self._transport is not None:
            self._flush()
            self._transport.close()

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Hand on every message that is whole."""
        self._buffer += data
        while len(self._buffer) >= _HEAD:
            end = _HEAD + int.from_bytes(self._buffer[:_HEAD], "big")
            if end > _LONGEST:
                self._abort()
                return
            if len(self._buffer) < end:
                return
            body = bytes(self._buffer[_HEAD:end])
            del self._buffer[:end]
            self._hand_on(body)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell of the end."""
        self._on_end()

    def _flush(self) -> None:
        if self._sending and self._transport is not None and not self._transport.is_closing():
            self._transport.write(b"".join(self._sending))
        self._sending.clear()

    def _hand_on(self, body: bytes) -> None:
        try:
            message = self._load(body)
        except Garbled:
            self._abort()
            return
        self._on_message(message)

    def _abort(self) -> None:
        self._buffer.clear()
        if self._transport is not None:
            self._transport.abort()
