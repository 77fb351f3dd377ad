"""The one way out to the network: asks one URL once, within bounds, and returns a value.

It follows no redirect, keeps no cookie, takes no proxy but the configured one and reaches no address that is
not public, save the exact exceptions of the configuration.
"""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Self, cast

import httpx

from monitor.egress.decode import ACCEPTED, decoder_of
from monitor.egress.dial import Dial, Resolve, Resolver
from monitor.egress.exchange import Answer, Request, Unanswered
from monitor.egress.fault import FAULTS, Stopped, explain
from monitor.egress.guard import Guard
from monitor.egress.question import spell
from monitor.egress.transport import BODY_BUDGET, PAUSE, Transport
from monitor.egress.url import parse_url, parsed
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
        self._transport: httpx.AsyncBaseTransport = Transport(
            dial, partial(_context, context), parse_url(limits.proxy)
        )
        self._fields = (
            (b"Accept", b"*/*"),
            (b"Accept-Encoding", ACCEPTED.encode("ascii")),
            (b"Connection", b"keep-alive"),
            (b"User-Agent", _wire(limits.agent)),
        )
        self._times = {
            "connect": limits.connect_timeout.total_seconds(),
            "read": limits.read_timeout.total_seconds(),
        }

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
        return spell(self._question(request), b"", is_absolute=False)

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
        response = await self._transport.handle_async_request(self._question(request))
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1"))
            for name, value in response.headers.raw
        )
        coding = ",".join(value for name, value in headers if name == "content-encoding")
        try:
            body, wire_bytes = await _read_body(response, coding, request)
        finally:
            await response.aclose()
        return Answer(
            status=response.status_code,
            headers=headers,
            body=body,
            wire_bytes=wire_bytes,
            took=self._since(began),
        )

    def _question(self, request: Request) -> httpx.Request:
        """Return httpx's form of it, with all its fields: what httpx adds by itself costs more than the rest."""
        if parse_url(request.url) is None:
            raise Stopped(Reason.BAD_URL, "not an http(s) URL that we ask")
        url = parsed(request.url)
        theirs = [(_wire(name), _wire(value)) for name, value in request.headers.items()]
        named = {name.lower() for name, _ in theirs}
        ours = [(b"Host", url.netloc), *self._fields]
        if request.body or request.method == "POST":
            ours.append((b"Content-Length", b"%d" % len(request.body)))
        fields = [field for field in ours if field[0].lower() not in named]
        return httpx.Request(
            request.method,
            url,
            headers=fields + theirs,
            stream=httpx.ByteStream(request.body),
            extensions={
                "timeout": self._times,
                BODY_BUDGET: request.max_bytes + _FRAMING,
                PAUSE: partial(self._clock.sleep, request.pause),
            },
        )

    def _since(self, began: float) -> timedelta:
        return timedelta(seconds=self._clock.monotonic() - began)


def _context(given: ssl.SSLContext | None) -> ssl.SSLContext:
    return given or httpx.create_ssl_context(trust_env=False)


def _wire(text: str) -> bytes:
    return text.encode("latin-1", "replace")


async def _read_body(response: httpx.Response, coding: str, request: Request) -> tuple[bytes, int]:
    """Return the decoded body and its size on the wire."""
    try:
        return await _decode(cast("httpx.AsyncByteStream", response.stream), coding, request)
    except Stopped:
        if response.is_success:
            raise
        # The status says what there is to say.
        return b"", 0


async def _decode(
    stream: httpx.AsyncByteStream, coding: str, request: Request
) -> tuple[bytes, int]:
    decoder = decoder_of(coding)
    body: list[bytes | bytearray] = []
    size = wire_bytes = 0
    async with aclosing(cast("AsyncGenerator[bytes, None]", aiter(stream))) as wire:
        async for piece in wire:
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
