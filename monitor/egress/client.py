"""The one way out to the network: asks one URL once, within bounds, and returns a value.

It follows no redirect, keeps no cookie, takes no proxy but the configured one and reaches no address that is
not public, save the exact exceptions of the configuration.
"""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Self

from monitor.egress.decode import ACCEPTED, decoder_of
from monitor.egress.dial import Dial, Resolve, Resolver
from monitor.egress.exchange import Answer, Request, Unanswered
from monitor.egress.fault import FAULTS, Stopped, explain
from monitor.egress.guard import Guard
from monitor.egress.question import Asked, spell
from monitor.egress.transport import Transport
from monitor.egress.url import parse_url
from monitor.egress.wire import Wire
from monitor.model import FetchLimits, Reason
from monitor.ports import Clock

# Chunk sizes, a trailer, and the read that goes over the cap.
_FRAMING = 256 << 10


class Egress:
    """The way out. One instance serves the whole program; use it as an async context manager, or `aclose`."""

    def __init__(
        self,
        limits: FetchLimits,
        clock: Clock,
        *,
        resolve: Resolve | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._resolver = Resolver()
        self._guard = Guard(allow=limits.allow_addresses)
        dial = Dial(self._guard, resolve or self._resolver)
        self._transport = Transport(dial, partial(_context, context), parse_url(limits.proxy))
        self._fields = (
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", ACCEPTED.encode("ascii")),
            (b"Connection", b"keep-alive"),
            (b"User-Agent", _wire(limits.agent)),
        )

    async def send(self, request: Request) -> Answer | Unanswered:
        """Return what one exchange came to. Raises nothing but cancellation."""
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(request.timeout.total_seconds()):
                return await self._exchange(request, began)
        except FAULTS as error:
            reason, detail = explain(error)
            return Unanswered(reason=reason, detail=detail, took=self._since(began))

    def spelled(self, request: Request) -> bytes:
        """Return the head of the request as it goes out, with the empty line that ends it.

        Raises `Stopped` for one that is not sent at all.
        """
        head, end, _ = spell(self._asked(request), is_absolute=False).partition(b"\r\n\r\n")
        return head + end

    def permits(self, address: str, port: int) -> bool:
        """Say whether the IP address may be reached at `port`. Raises ValueError for a name."""
        return self._guard.permits(address, port)

    async def aclose(self) -> None:
        """Hang up on every connection."""
        await self._transport.aclose()
        self._resolver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _exchange(self, request: Request, began: float) -> Answer:
        asked = self._asked(request)
        wire = await self._transport.exchange(asked)
        answer = wire.answer
        try:
            headers = tuple(
                (name.decode("latin-1").lower(), value.decode("latin-1"))
                for name, value in answer.headers
            )
            coding = ",".join(value for name, value in headers if name == "content-encoding")
            body, wire_bytes = await _read_body(wire, asked.read, coding, request)
        finally:
            self._transport.take_back(wire, asked.url.origin)
        return Answer(
            status=answer.status,
            headers=headers,
            body=body,
            wire_bytes=wire_bytes,
            took=self._since(began),
        )

    def _asked(self, request: Request) -> Asked:
        url = parse_url(request.url)
        if url is None:
            raise Stopped(Reason.BAD_URL, "not an http(s) URL that we ask")
        theirs = [(_wire(name), _wire(value)) for name, value in request.headers.items()]
        named = {name.lower() for name, _ in theirs}
        ours = [(b"Host", _wire(url.place[0])), *self._fields]
        if request.body or request.method == "POST":
            ours.append((b"Content-Length", b"%d" % len(request.body)))
        return Asked(
            method=request.method,
            url=url,
            fields=[field for field in ours if field[0].lower() not in named] + theirs,
            body=request.body,
            connect=self._limits.connect_timeout.total_seconds(),
            read=self._limits.read_timeout.total_seconds(),
            budget=request.max_bytes + _FRAMING,
            pause=partial(self._clock.sleep, request.pause),
        )

    def _since(self, began: float) -> timedelta:
        return timedelta(seconds=self._clock.monotonic() - began)


def _context(given: ssl.SSLContext | None) -> ssl.SSLContext:
    if given is not None:
        return given
    # Heavy, and first needed here.
    import certifi  # noqa: PLC0415

    return ssl.create_default_context(cafile=certifi.where())


def _wire(text: str) -> bytes:
    return text.encode("latin-1", "replace")


async def _read_body(
    wire: Wire, patience: float | None, coding: str, request: Request
) -> tuple[bytes, int]:
    """Return the decoded body and its size on the wire."""
    try:
        return await _decode(wire, patience, coding, request)
    except Stopped:
        if 200 <= wire.answer.status < 300:
            raise
        # The status says what there is to say.
        return b"", 0


async def _decode(
    wire: Wire, patience: float | None, coding: str, request: Request
) -> tuple[bytes, int]:
    decoder = decoder_of(coding)
    body: list[bytes | bytearray] = []
    size = wire_bytes = 0
    while piece := await wire.piece(patience):
        plain = decoder.feed(piece, request.max_bytes - size)
        body.append(plain)
        size += len(plain)
        wire_bytes += len(piece)
        if max(size, wire_bytes) > request.max_bytes:
            return _over_cap(body, wire_bytes, request)
    if wire_bytes:
        decoder.finish()
    return b"".join(body), wire_bytes


def _over_cap(
    body: Sequence[bytes | bytearray], wire_bytes: int, request: Request
) -> tuple[bytes, int]:
    if request.truncate:
        return b"".join(body)[: request.max_bytes], wire_bytes
    raise Stopped(Reason.TOO_LARGE, f"more than {request.max_bytes} bytes")
