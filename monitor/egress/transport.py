"""The transport beneath httpx: HTTP/1.1 over guarded connections that are kept per origin.

Owns the order of one exchange. The stock transport looks at every connection for every request, so that its cost
grows with their number; here a request costs the same beside one origin or a thousand. How many connections are
open at once is bounded by those who ask; how many lie idle, by the shelf.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

import httpx

from monitor.egress.dial import Dial
from monitor.egress.fault import Stopped
from monitor.egress.proxy import goes_over, open_tunnel
from monitor.egress.question import spell
from monitor.egress.shelf import Origin, Shelf
from monitor.egress.tls import Tls
from monitor.egress.url import Url
from monitor.egress.wire import Wire

# Safe to ask again when a kept connection turns out to be dead (RFC 9110 §9.2.2).
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443}

# The request extension that says how many bytes may come besides the head.
BODY_BUDGET = "monitor.body_budget"
# The request extension that is awaited before a request is sent a second time.
PAUSE = "monitor.pause"


class Transport(httpx.AsyncBaseTransport):
    """Sends httpx's requests, each over a connection of its own while it lasts."""

    def __init__(
        self, dial: Dial, context: Callable[[], ssl.SSLContext], proxy: Url | None = None
    ) -> None:
        self._dial = dial
        self._tls = Tls(context)
        self._proxy = proxy
        self._shelf = Shelf()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer's head and its unread body. Raises `Stopped`, from its body too."""
        origin = _origin(request.url)
        proxy = self._proxy_for(origin)
        is_absolute = proxy is not None and origin[0] == "http"
        question = spell(request, await request.aread(), is_absolute=is_absolute)
        wire = self._shelf.take(origin)
        if wire is not None:
            try:
                return await self._answer(wire, origin, question, request)
            except Stopped:
                if not wire.ended_unheard or request.method not in _IDEMPOTENT:
                    raise
            if (pause := request.extensions.get(PAUSE)) is not None:
                await pause()
        wire = await self._connect(origin, proxy, request.extensions.get("timeout", {}))
        return await self._answer(wire, origin, question, request)

    async def aclose(self) -> None:
        """Hang up on every idle connection."""
        self._shelf.clear()

    def take_back(self, wire: Wire, origin: Origin) -> None:
        """Keep the connection, if its exchange came to a good end; else hang up."""
        scheme, host, _ = origin
        # To take a session out of a connection costs as much as an exchange.
        if scheme == "https" and wire.exchanges == 1 and wire.answer.is_whole:
            self._tls.keep(wire, host)
        if wire.rest():
            self._shelf.put(wire, origin, asyncio.get_running_loop().time())

    def _proxy_for(self, origin: Origin) -> Url | None:
        _, host, port = origin
        return self._proxy if goes_over(self._proxy, host, port, self._dial.guard) else None

    async def _connect(
        self, origin: Origin, proxy: Url | None, times: dict[str, float | None]
    ) -> Wire:
        scheme, host, port = origin
        seconds = times.get("connect")
        if proxy is None:
            wire = await self._dial.connect(host, port, seconds)
        else:
            wire = await self._reach(proxy, seconds)
        with ExitStack() as undoing:
            undoing.callback(wire.hang_up)
            if proxy is not None and scheme == "https":
                await open_tunnel(wire, host, port, times.get("read"))
            if scheme == "https":
                await self._tls.secure(wire, host, seconds)
            undoing.pop_all()
        return wire

    async def _reach(self, proxy: Url, seconds: float | None) -> Wire:
        try:
            return await self._dial.connect(proxy.host, proxy.port, seconds)
        except Stopped as error:
            raise Stopped(error.reason, f"the proxy: {error.detail}") from error

    async def _answer(
        self, wire: Wire, origin: Origin, question: bytes, request: httpx.Request
    ) -> httpx.Response:
        extensions = request.extensions
        patience = extensions.get("timeout", {}).get("read")
        with ExitStack() as undoing:
            undoing.callback(wire.hang_up)
            await wire.ask(
                question,
                patience,
                budget=extensions.get(BODY_BUDGET, 0),
                is_bodiless=request.method == "HEAD",
            )
            undoing.pop_all()
        return httpx.Response(
            wire.answer.status,
            headers=wire.answer.headers,
            stream=_Body(self, wire, origin, patience),
        )


class _Body(httpx.AsyncByteStream):
    """An answer's body, still in its content coding; closing it hands the connection back."""

    def __init__(
        self, transport: Transport, wire: Wire, origin: Origin, patience: float | None
    ) -> None:
        self._transport = transport
        self._wire: Wire | None = wire
        self._origin = origin
        self._patience = patience

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._wire is not None and (piece := await self._wire.piece(self._patience)):
            yield piece

    async def aclose(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            self._transport.take_back(wire, self._origin)


def _origin(url: httpx.URL) -> Origin:
    scheme = url.scheme
    return scheme, url.raw_host.decode("ascii"), url.port or _PORTS[scheme]
