"""One TCP connection, plain or in TLS, as httpcore's network stream. Owns its buffer and its byte budget.

It counts what comes in, header fields, chunk sizes and all, so that a flood which never becomes a body is
cut too. Closing never waits: an exchange that is over owes the other side nothing.
"""

import asyncio
import re
import ssl
from typing import cast

import httpcore

from monitor.egress.fault import Stopped, tls_sentence
from monitor.model import Reason

# Above this the other side is asked to wait, so that it cannot fill our memory faster than we read.
_HIGH = 256 << 10
# Before a body the parser is given no more than this at once, so that a flood of 1xx answers holds up nobody else.
_HEAD_PIECE = 4 << 10
# An interim answer (RFC 9110 §15.2) ends with an empty line. The parser asks for more after so many only if none of
# them was the answer.
_EMPTY_LINE = re.compile(rb"\n\r?\n")
_MOST_INTERIM = 16


class Wire(asyncio.Protocol, httpcore.AsyncNetworkStream):
    """A connection. `received` counts the bytes read since `allow`, which also sets how many may come."""

    def __init__(self) -> None:
        self.received = 0
        self._budget = 0
        self._is_in_head = True
        self._interim = 0
        self._is_idle = False
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._has_ended = False
        self._error: Exception | None = None
        self._is_paused = False
        self._news = asyncio.Event()
        self._writable = asyncio.Event()
        self._writable.set()

    def allow(self, budget: int) -> None:
        """Begin an exchange in which at most `budget` bytes may be read before its body."""
        self.received = 0
        self._budget = budget
        self._is_in_head = True
        self._interim = 0
        self._is_idle = False

    def rest(self) -> None:
        """End an exchange, and the connection too if anything comes before the next begins."""
        self._is_idle = True

    def allow_more(self, budget: int) -> None:
        """Let `budget` bytes more be read in this exchange, for its body."""
        self._budget += budget
        self._is_in_head = False

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Buffer what came, and ask for a pause when that is much."""
        if self._is_idle and self._transport is not None:
            # Nobody asked, and hundreds lie idle: none of them may fill a buffer.
            self._transport.abort()
            return
        self._buffer += data
        self._news.set()
        if len(self._buffer) > _HIGH and not self._is_paused and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        """Note the end; the transport then closes itself."""
        self._has_ended = True
        self._news.set()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end, and wake who waits."""
        self._has_ended = True
        self._error = exc
        self._news.set()
        self._writable.set()

    def pause_writing(self) -> None:
        """Hold writers back."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let writers go on."""
        self._writable.set()

    # What httpcore calls

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109  httpcore's signature
        """Return up to `max_bytes`, b"" at the end. Raises httpcore's read errors, `Stopped` over budget."""
        try:
            if not self._buffer and not self._has_ended:
                await self._await_news(timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout from error
        if not self._buffer and self._error is not None:
            raise httpcore.ReadError from self._error
        if not self._is_in_head:
            return self._take(max_bytes)
        if self._interim > _MOST_INTERIM:
            raise Stopped(Reason.PROTOCOL, "too many answers before the answer")
        if self.received:
            await asyncio.sleep(0)
        piece = self._take(min(max_bytes, _HEAD_PIECE))
        self._interim += len(_EMPTY_LINE.findall(piece))
        return piece

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109  httpcore's signature
        """Send `buffer`. Raises httpcore's write errors."""
        if self._transport is None or self._has_ended or self._transport.is_closing():
            raise httpcore.WriteError
        self._transport.write(buffer)
        if self._writable.is_set():
            return
        try:
            async with asyncio.timeout(timeout):
                await self._writable.wait()
        except TimeoutError as error:
            raise httpcore.WriteTimeout from error

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        """Return this connection, in TLS. Raises `Stopped` for TLS, httpcore's ConnectTimeout."""
        if self._transport is None:
            raise httpcore.ConnectError
        loop = asyncio.get_running_loop()
        plain, secure = self._transport, None
        try:
            async with asyncio.timeout(timeout):
                secure = await loop.start_tls(
                    plain, self, ssl_context, server_hostname=server_hostname
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise Stopped(Reason.TLS, tls_sentence(error)) from error
        finally:
            if secure is None:
                plain.abort()
        self._transport = secure
        return self

    async def aclose(self) -> None:
        """Hang up at once."""
        self.hang_up()

    def hang_up(self) -> None:
        """Hang up at once."""
        if self._transport is not None:
            self._transport.abort()

    def get_extra_info(self, info: str) -> object:
        """Return what httpcore asks of a stream: its TLS object, and whether an idle one has news.

        News on an idle connection is its end, or an answer that nobody asked for: either way it is of no
        more use.
        """
        if info == "is_readable":
            return self._news.is_set() or self._has_ended
        if info == "ssl_object" and self._transport is not None:
            return self._transport.get_extra_info("ssl_object")
        return None

    async def _await_news(self, timeout: float | None) -> None:  # noqa: ASYNC109
        async with asyncio.timeout(timeout):
            await self._news.wait()

    def _take(self, max_bytes: int) -> bytes:
        piece = bytes(self._buffer[:max_bytes])
        del self._buffer[:max_bytes]
        if not self._buffer and not self._has_ended:
            self._news.clear()
        self.received += len(piece)
        if self.received > self._budget:
            raise Stopped(Reason.TOO_LARGE, "more bytes than an answer of this size needs")
        if self._is_paused and len(self._buffer) < _HIGH and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()
        return piece
