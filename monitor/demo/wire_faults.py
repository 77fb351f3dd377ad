"""Faults on the wire. Owns how bytes come late, short, without end or not at all; never decides when."""

from datetime import timedelta
from typing import Literal

from monitor.demo.faults import HTML, Honest
from monitor.demo.messages import Request, Response
from monitor.demo.server import Answer, Wire
from monitor.noun import dataclass

Framing = Literal["length", "chunked", "close"]

BLOCK = 64 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Slow:
    """The honest answer after `before`, then `chunk` bytes (head included) every `every`."""

    before: timedelta = timedelta()
    chunk: int = 0
    every: timedelta = timedelta()
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def drip(wire: Wire) -> None:
            await wire.hold(self.before)
            page = honest()
            if not self.chunk:
                await wire.respond(page)
                return
            text = b"".join((wire.head(page), *page.body))
            for start in range(0, len(text), self.chunk):
                await wire.send(text[start : start + self.chunk])
                await wire.hold(self.every)

        return drip


@dataclass(frozen=True, kw_only=True, slots=True)
class Stall:
    """The first `after` bytes of the honest answer (head included), then silence until the peer leaves."""

    after: int = 0
    status: int = 0

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def fall_silent(wire: Wire) -> None:
            page = honest()
            await wire.send(b"".join((wire.head(page), *page.body))[: self.after])
            await wire.hold(None)

        return fall_silent


@dataclass(frozen=True, kw_only=True, slots=True)
class Truncated:
    """The honest head, `after` bytes of the body, and the end of the connection."""

    after: int
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def stop_early(wire: Wire) -> None:
            page = honest()
            await wire.send(wire.head(page), b"".join(page.body)[: self.after])
            wire.hang_up()

        return stop_early


@dataclass(frozen=True, kw_only=True, slots=True)
class Huge:
    """A page of `size` bytes, or without end (`size` None; then not framed by length)."""

    size: int | None
    framing: Framing = "length"
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def pour(wire: Wire) -> None:
            await wire.send(wire.head(Response(headers=HTML), self._frame()))
            left = self.size
            while left is None or left > 0:
                block = b"<p>more</p>\n".ljust(min(BLOCK, left or BLOCK), b"x")[: left or BLOCK]
                framed = (b"%x\r\n" % len(block), block, b"\r\n")
                await wire.send(*(framed if self.framing == "chunked" else (block,)))
                left = None if left is None else left - len(block)
            if self.framing == "chunked":
                await wire.send(b"0\r\n\r\n")
            if self.framing == "close":
                wire.hang_up()

        return pour

    def _frame(self) -> str:
        if self.framing == "chunked":
            return "Transfer-Encoding: chunked"
        return f"Content-Length: {self.size}" if self.framing == "length" else "Connection: close"


@dataclass(frozen=True, kw_only=True, slots=True)
class Informational:
    """`count` interim answers (100 Continue) before the honest one."""

    count: int
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def prattle(wire: Wire) -> None:
            for _ in range(self.count):
                await wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            await wire.respond(honest())

        return prattle


@dataclass(frozen=True, kw_only=True, slots=True)
class Garbage:
    """Bytes that are no HTTP, then the end of the connection."""

    sent: bytes = b"\x16\x03\x01 this is not the protocol you asked for\r\n\r\n"
    status: int = 0

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def talk(wire: Wire) -> None:
            await wire.send(self.sent)
            wire.hang_up()

        return talk


@dataclass(frozen=True, kw_only=True, slots=True)
class Hangup:
    """No answer: the connection ends, in order or with a TCP reset."""

    reset: bool = False
    status: int = 0

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def leave(wire: Wire) -> None:
            if self.reset:
                wire.reset()
            else:
                wire.hang_up()

        return leave


@dataclass(frozen=True, kw_only=True, slots=True)
class Chunked:
    """The honest answer in chunks of `chunk` bytes, each with a chunk extension."""

    chunk: int = 4096
    status: int = 200

    def answer(self, request: Request, honest: Honest) -> Answer:
        async def send_chunks(wire: Wire) -> None:
            page = honest()
            body = b"".join(page.body)
            await wire.send(wire.head(page, "Transfer-Encoding: chunked"))
            for start in range(0, len(body), self.chunk):
                piece = body[start : start + self.chunk]
                await wire.send(b"%x;part=%d\r\n" % (len(piece), start), piece, b"\r\n")
            await wire.send(b"0\r\n\r\n")

        return send_chunks
