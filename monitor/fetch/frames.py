"""Messages between this process and one of its own: a length, then a pickle. Owns the framing; knows no message.

What comes from a process that reads hostile pages is trusted with nothing but our nouns: no other name in a
pickle is looked up.
"""

import asyncio
import io
import pickle
from collections.abc import Callable
from typing import cast

# A listing of two thousand rows is a megabyte; what is longer comes from a process that is out of its mind.
_LONGEST = 64 << 20
_HEAD = 4
_NOUNS = frozenset({"datetime", "monitor.egress.exchange", "monitor.fetch.letters"})
_MODEL = "monitor.model."


class Frames(asyncio.Protocol):
    """One end of a stream. `on_message` hears of every message, `on_end` once of the end."""

    def __init__(
        self, on_message: Callable[[object], None], on_end: Callable[[], None], *, is_trusted: bool
    ) -> None:
        self._on_message = on_message
        self._on_end = on_end
        self._load = pickle.loads if is_trusted else _load_nouns
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def send(self, message: object) -> None:
        """Send a message. One that the other end is no longer there to read is dropped."""
        if self._transport is not None and not self._transport.is_closing():
            body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
            self._transport.write(len(body).to_bytes(_HEAD, "big") + body)

    def close(self) -> None:
        """Say that no more will be sent."""
        if self._transport is not None:
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

    def _hand_on(self, body: bytes) -> None:
        try:
            message = self._load(body)
        except (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError):
            self._abort()
            return
        self._on_message(message)

    def _abort(self) -> None:
        self._buffer.clear()
        if self._transport is not None:
            self._transport.abort()


class _NounsOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """Return the noun of that name. Raises `UnpicklingError` for every other."""
        if module in _NOUNS or module.startswith(_MODEL):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no noun of ours")


def _load_nouns(body: bytes) -> object:
    return _NounsOnly(io.BytesIO(body)).load()
