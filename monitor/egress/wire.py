"""One TCP connection, plain or in TLS, and the one exchange that is on it. Owns its waits and its end.

It knows neither hosts nor URLs. Closing never waits: an exchange that is over owes the other side nothing.
"""

import asyncio
import ssl
from typing import cast

from monitor.egress.fault import Stopped, cut_off, tls_sentence
from monitor.egress.parse import AnswerParser
from monitor.model import Reason

# Above this the other side is asked to wait, so that it cannot fill our memory faster than we read.
_HIGH = 256 << 10
# What is read at once. All connections share one inbox: what is in it is taken out before anything else happens.
INBOX = 64 << 10


class Wire(asyncio.BufferedProtocol):
    """A connection. It rests until it is asked, and again after `rest`; whatever comes meanwhile ends it."""

    def __init__(self, inbox: memoryview) -> None:
        self.answer = AnswerParser()
        self.exchanges = 0
        self._inbox = inbox
        self._transport: asyncio.Transport | None = None
        self._is_idle = True
        self._is_paused = False
        self._fault: Stopped | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_open(self) -> bool:
        """Say whether nothing is known of its end."""
        return self._fault is None

    @property
    def ended_unheard(self) -> bool:
        """Say whether the connection came to its end without a word of the answer."""
        fault = self._fault
        return fault is not None and fault.reason != Reason.TIMEOUT and not self.answer.has_begun

    async def ask(
        self, question: bytes, patience: float | None, *, budget: int, is_bodiless: bool = False
    ) -> None:
        """Send a request, and return when the head of its `answer` is here.

        `patience` is in seconds, for each wait; `budget` in bytes, for what comes besides the head. Raises `Stopped`.
        """
        self.exchanges += 1
        self.answer.begin(budget=budget, is_bodiless=is_bodiless)
        self._is_idle = False
        if self._transport is not None and self._fault is None:
            self._transport.write(question)
        while not self.answer.has_head:
            await self._news(patience)

    async def piece(self, patience: float | None) -> bytes:
        """Return what came of the body since, b"" at its end. Raises `Stopped`."""
        answer = self.answer
        while not answer.pieces:
            if answer.is_whole:
                return b""
            await self._news(patience)
        if self._is_paused and self._transport is not None:
            self._is_paused = False
            self._transport.resume_reading()
        return answer.take()

    def rest(self) -> bool:
        """End the exchange, and say whether the connection is fit for another one; if not, it is hung up."""
        is_fit = (
            self._fault is None
            and self.answer.is_whole
            and self.answer.may_stay
            and not self._is_paused
            and self._transport is not None
            and self._transport.get_write_buffer_size() == 0
        )
        if is_fit:
            self._is_idle = True
        else:
            self.hang_up()
        return is_fit

    def hang_up(self) -> None:
        """Hang up at once."""
        self._end(Stopped(Reason.CONNECT, "the connection broke"))
        if self._transport is not None:
            self._transport.abort()

    async def start_tls(self, context: ssl.SSLContext, name: str) -> None:
        """Go on in TLS with who proves to be `name`. Raises `Stopped` for TLS."""
        if self._transport is None or self._fault is not None:
            raise Stopped(Reason.TLS, "handshake: the connection broke")
        loop = asyncio.get_running_loop()
        plain, secure = self._transport, None
        try:
            secure = await loop.start_tls(plain, self, context, server_hostname=name)
        except TimeoutError:
            raise
        except OSError as error:
            raise Stopped(Reason.TLS, tls_sentence(error)) from error
        finally:
            if secure is None:
                plain.abort()
        self._transport = secure

    def go_through(self) -> None:
        """Begin anew on the other side of a tunnel."""
        self.answer = AnswerParser()
        self.exchanges = 0
        self._is_idle = True

    def tls(self) -> ssl.SSLObject | None:
        """Return this connection's end of TLS, None where there is none."""
        secure = self._transport and self._transport.get_extra_info("ssl_object")
        return cast("ssl.SSLObject | None", secure)

    # What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where to put what comes."""
        return self._inbox

    def buffer_updated(self, nbytes: int) -> None:
        """Take in what came, and ask for a pause when much of it waits."""
        if self._is_idle:
            # Nobody asked, and hundreds lie idle: none of them may fill a buffer.
            self.hang_up()
            return
        try:
            self.answer.feed(self._inbox[:nbytes])
        except Stopped as fault:
            self._end(fault)
            self.hang_up()
            return
        if self.answer.waiting > _HIGH and not self._is_paused and self._transport is not None:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """Note the end; the transport then closes itself."""
        self.connection_lost(None)
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end, and wake who waits."""
        if self._fault is not None:
            return
        if exc is not None:
            self._end(cut_off(exc))
            return
        try:
            self.answer.end()
        except Stopped as fault:
            self._end(fault)
        else:
            self._end(Stopped(Reason.CONNECT, "the connection broke"))

    def _end(self, fault: Stopped) -> None:
        if self._fault is None:
            self._fault = fault
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _news(self, patience: float | None) -> None:
        """Wait for whatever happens next. Raises `Stopped` if nothing does, or nothing more will."""
        if self._fault is not None:
            raise self._fault
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = None if patience is None else loop.call_later(patience, self._give_up)
        try:
            await self._waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    def _give_up(self) -> None:
        self._end(Stopped(Reason.TIMEOUT, "silent for longer than the read timeout"))
