"""Messages between this process and one of its own: a length, then a pickle. Owns the framing; knows no message.

What comes from a process that reads hostile pages is trusted with nothing but our nouns: no other name in a
pickle is looked up. A noun crosses as its class and its values, which takes less time than the state of a frozen
dataclass (`python -m benchmarks.scouting`).
"""

import asyncio
import importlib
import io
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import cast

# A listing of two thousand rows is a megabyte; what is longer comes from a process that is out of its mind.
_LONGEST = 64 << 20
_HEAD = 4
# In a turn that takes longer than this, in seconds, what was said is sent meanwhile. A scout has many pages to read in
# one turn, and the other end, on its own core, would wait for the last of them; but what comes piece by piece is stored
# piece by piece, which takes more than it gains (`python -m benchmarks.two_cores`).
_LONGEST_TURN_S = 0.020
_NOUNS = frozenset({"datetime", "monitor.egress.exchange", "monitor.fetch.letters"})
_MODEL = "monitor.model."


class Frames(asyncio.Protocol):
    """One end of a stream. `on_message` hears of every message, `on_end` once of the end."""

    def __init__(
        self, on_message: Callable[[object], None], on_end: Callable[[], None], *, is_trusted: bool
    ) -> None:
        self._on_message = on_message
        self._on_end = on_end
        self._load = _load if is_trusted else unpack
        self._buffer = bytearray()
        # What is sent at the end of this turn of the loop: to wake the other end costs more than to pack a message. An
        # answer that is not sent yet when a page ends its reader is lost with it, and its page is asked again.
        self._sending: list[bytes] = []
        # By the loop's clock, in seconds.
        self._sending_since = 0.0
        self._transport: asyncio.Transport | None = None

    def send(self, message: object) -> None:
        """Send a message. One that the other end is no longer there to read is dropped."""
        if self._transport is not None and not self._transport.is_closing():
            body = pack(message)
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
        except (
            pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, TypeError, ValueError,
        ):  # fmt: skip
            self._abort()
            return
        self._on_message(message)

    def _abort(self) -> None:
        self._buffer.clear()
        if self._transport is not None:
            self._transport.abort()


_Recipe = tuple[Callable[..., object], tuple[object, ...]]


class _Packer(pickle.Pickler):
    def reducer_override(self, one: object) -> _Recipe:
        """Return how a noun is made again: by its class and its values."""
        kind: type = type(one)
        values = _values_of(kind)
        return NotImplemented if values is None else (make_noun, (type(one), *values(one)))


class _NounsOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        """Return the noun of that name. Raises `UnpicklingError` for every other."""
        return make_noun if (module, name) == _MAKE_NOUN else _noun(module, name)


def make_noun(kind: type, *values: object) -> object:
    """Return the noun of that class that holds `values`, in the order of its fields. Raises TypeError for no noun."""
    noun: object = object.__new__(kind)
    for put, value in zip(_slots_of(kind), values, strict=True):
        put(noun, value)
    return noun


_MAKE_NOUN = (make_noun.__module__, make_noun.__name__)


@cache
def _slots_of(kind: type) -> tuple[Callable[[object, object], None], ...]:
    """Return what puts a value into each slot of a noun, which is frozen but for who makes it."""
    return tuple(getattr(kind, name).__set__ for name in _names_of(kind))


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _values_of(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """Return what takes the values out of a noun; None for what is none, or sees to its pickling itself."""
    if not is_dataclass(kind) or "__reduce__" in vars(kind):
        return None
    names = _names_of(kind)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda noun: tuple(getattr(noun, name) for name in names)


@cache
def _noun(module: str, name: str) -> type:
    if module in _NOUNS or module.startswith(_MODEL):
        found = getattr(importlib.import_module(module), name)
        if isinstance(found, type) and found.__module__ == module:
            return found
    raise pickle.UnpicklingError(f"{module}.{name} is no noun of ours")


def pack(message: object) -> bytes:
    """Return the message as it crosses."""
    body = io.BytesIO()
    _Packer(body, pickle.HIGHEST_PROTOCOL).dump(message)
    return body.getvalue()


def _load(body: bytes) -> object:
    return pickle.loads(body)  # noqa: S301 - from the daemon


def unpack(body: bytes) -> object:
    """Return the message of nouns that `body` is. Raises what a pickle that holds anything else, or is none, does."""
    return _NounsOnly(io.BytesIO(body)).load()
