"""The one way out to the network: asks one URL once, within bounds, and returns a value.

It follows no redirect, keeps no cookie, takes no proxy but the configured one and reaches no address that is
not public, save the exact exceptions of the configuration.
"""

import asyncio
import logging
import ssl
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self, cast

import httpx

from monitor.egress.decode import ACCEPTED, decoder_of
from monitor.egress.dial import Dial, Resolve, Resolver
from monitor.egress.exchange import Answer, Request, Unanswered
from monitor.egress.fault import FAULTS, Stopped, explain
from monitor.egress.guard import Guard
from monitor.egress.transport import BODY_BUDGET, PAUSE, Transport
from monitor.egress.url import parse_url
from monitor.model import FetchLimits, Reason
from monitor.ports import Clock

# Chunk sizes, a trailer, and the read that goes over the cap.
_FRAMING = 256 << 10
# A body in pieces of a few bytes costs us far more than it costs the sender: after so many pieces it must have held so
# many bytes a piece.
_LEAST_PER_PIECE = ((1_000, 8), (10_000, 64))
_CRUMBS = 64
# Pieces that are already here are handed on without a pause; others want a turn of the loop too.
_PIECES_PER_TURN = 64
_BYTES_PER_TURN = 256 << 10
# What only a flood needs: so much of a second for others, after so many pieces that are crumbs.
_REST = 0.01
_RAW_HEADERS = "monitor.headers"


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
        context = context or httpx.create_ssl_context(trust_env=False)
        transport = Transport(dial, context, parse_url(limits.proxy))
        self._client = make_client(transport, limits)

    async def send(self, request: Request) -> Answer | Unanswered:
        """Return what one exchange came to. Raises nothing but cancellation."""
        began = self._clock.monotonic()
        try:
            async with asyncio.timeout(request.timeout.total_seconds()):
                return await self._exchange(request, began)
        except FAULTS as error:
            reason, detail = explain(error)
            return Unanswered(reason=reason, detail=detail, took=self._since(began))

    def permits(self, address: str, port: int) -> bool:
        """Say whether the IP address may be reached at `port`. Raises ValueError for a name."""
        return self._guard.permits(address, port)

    async def aclose(self) -> None:
        """Hang up on every connection."""
        await self._client.aclose()
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
        response = await self._client.send(self._question(request), stream=True)
        try:
            body, wire_bytes = await _read_body(response, request)
        finally:
            await response.aclose()
        return Answer(
            status=response.status_code,
            headers=tuple(
                (name.decode("latin-1").lower(), value.decode("latin-1"))
                for name, value in response.extensions[_RAW_HEADERS]
            ),
            body=body,
            wire_bytes=wire_bytes,
            took=self._since(began),
        )

    def _question(self, request: Request) -> httpx.Request:
        url = parse_url(request.url)
        if url is None:
            raise Stopped(Reason.BAD_URL, "not an http(s) URL that we ask")
        return self._client.build_request(
            request.method,
            url.text,
            headers=[_field(name, value) for name, value in request.headers.items()],
            content=request.body or None,
            extensions={
                BODY_BUDGET: request.max_bytes + _FRAMING,
                PAUSE: partial(self._clock.sleep, request.pause),
            },
        )

    def _since(self, began: float) -> timedelta:
        return timedelta(seconds=self._clock.monotonic() - began)


def make_client(transport: httpx.AsyncBaseTransport, limits: FetchLimits) -> httpx.AsyncClient:
    """Return the httpx client over `transport`: the seam at which another transport or httpx would enter."""
    # It logs every URL with its query, which may be a secret, at the level of our own news.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return httpx.AsyncClient(
        transport=transport,
        headers=[_field("user-agent", limits.agent), _field("accept-encoding", ACCEPTED)],
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=httpx.Timeout(
            limits.read_timeout.total_seconds(), connect=limits.connect_timeout.total_seconds()
        ),
        event_hooks={"response": [_hide_location]},
        follow_redirects=False,
        trust_env=False,
    )


async def _hide_location(response: httpx.Response) -> None:
    """Keep all fields aside, and hide Location: httpx parses it even to follow nothing, and fails at a bad one."""
    response.extensions[_RAW_HEADERS] = response.headers.raw
    if "location" in response.headers:
        del response.headers["location"]


def _field(name: str, value: str) -> tuple[bytes, bytes]:
    return name.encode("latin-1", "replace"), value.encode("latin-1", "replace")


async def _read_body(response: httpx.Response, request: Request) -> tuple[bytes, int]:
    """Return the decoded body and its size on the wire."""
    try:
        return await _decode(response, request)
    except Stopped:
        if response.is_success:
            raise
        # The status says what there is to say.
        return b"", 0


async def _decode(response: httpx.Response, request: Request) -> tuple[bytes, int]:
    decoder = decoder_of(response.headers.get("content-encoding", ""))
    body = bytearray()
    wire_bytes = pieces = 0
    turn = _Turn()
    raw = cast("AsyncGenerator[bytes, None]", response.aiter_raw())
    async with aclosing(raw) as wire:
        async for piece in wire:
            wire_bytes += len(piece)
            pieces += 1
            body += decoder.feed(piece, request.max_bytes - len(body))
            if max(len(body), wire_bytes) > request.max_bytes:
                return _over_cap(body, wire_bytes, request)
            await turn.pass_on(pieces, wire_bytes)
    if wire_bytes:
        decoder.finish()
    return bytes(body), wire_bytes


def _over_cap(body: bytearray, wire_bytes: int, request: Request) -> tuple[bytes, int]:
    if request.truncate:
        return bytes(body[: request.max_bytes]), wire_bytes
    raise Stopped(Reason.TOO_LARGE, f"more than {request.max_bytes} bytes")


class _Turn:
    """The reader's turn of the event loop, which it passes on after so many pieces or bytes."""

    def __init__(self) -> None:
        self._pieces = self._bytes = 0

    async def pass_on(self, pieces: int, wire_bytes: int) -> None:
        """Let others go on if the turn is over. Raises `Stopped` for a body in too many pieces."""
        fed = wire_bytes - self._bytes
        if pieces - self._pieces < _PIECES_PER_TURN and fed < _BYTES_PER_TURN:
            return
        if any(pieces > most and wire_bytes < pieces * least for most, least in _LEAST_PER_PIECE):
            raise Stopped(Reason.PROTOCOL, "a body in too many pieces")
        is_crumbs = fed < _PIECES_PER_TURN * _CRUMBS
        self._pieces, self._bytes = pieces, wire_bytes
        await asyncio.sleep(_REST if is_crumbs else 0)
