"""The transport beneath httpx: httpcore's connections, kept per origin. Owns which are idle, and for how long.

httpcore's own pool looks at every connection for every request, so that its cost grows with their number
(encode/httpx#3215); here a request costs the same beside one origin or a thousand. How many connections
are open at once is bounded by those who ask; how many lie idle is bounded here.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import cast

import httpcore
import httpx

from monitor.egress.dial import Dial
from monitor.egress.fault import Stopped, explain
from monitor.egress.proxy import connection_over, goes_over
from monitor.egress.url import Url
from monitor.egress.wire import Wire

# Servers drop idle connections after 5 s (Apache) to 75 s (nginx); an older one is likely dead.
_IDLE_SECONDS = 15.0
_IDLE_IN_ALL = 256
# What may come before a body: header fields, of which h11 takes 100 KiB, and 1xx answers.
_HEAD_BUDGET = 112 << 10
# Safe to ask again when a kept connection turns out to be dead (RFC 9110 §9.2.2).
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS"})

# The request extension that says how many bytes may come for the body.
BODY_BUDGET = "monitor.body_budget"
# The request extension that is awaited before a request is sent a second time.
PAUSE = "monitor.pause"

_UNDIALLED = (Stopped, httpcore.ConnectError, httpcore.ConnectTimeout)
_DEAD = (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError)


class Link(httpcore.AsyncNetworkBackend):
    """One connection of httpcore, and the wire it dialled through us."""

    def __init__(
        self, origin: httpcore.Origin, dial: Dial, context: ssl.SSLContext, proxy: Url | None
    ) -> None:
        self.origin = str(origin)
        self.idle_since = 0.0
        self.wire: Wire | None = None
        self._dial = dial
        self._has_proxy = proxy is not None
        self.connection: httpcore.AsyncConnectionInterface = (
            connection_over(proxy, origin, context, self)
            if proxy
            else httpcore.AsyncHTTPConnection(origin, ssl_context=context, network_backend=self)
        )

    async def connect_tcp(
        self,
        host: str | bytes,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Return a guarded connection."""
        name = host.decode("ascii") if isinstance(host, bytes) else host
        try:
            self.wire = await self._dial.connect(name, port, timeout)
        except _UNDIALLED as error:
            if not self._has_proxy:
                raise
            reason, detail = explain(error)
            raise Stopped(reason, f"the proxy: {detail}") from error
        self.wire.allow(_HEAD_BUDGET)
        return self.wire

    async def ask(self, request: httpcore.Request) -> httpcore.Response:
        """Return the answer's head; its body is a stream yet to be read."""
        if self.wire is not None:
            self.wire.allow(_HEAD_BUDGET)
        with self.whole():
            return await self.connection.handle_async_request(request)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Hang up if what is done within is not done to its end.

        httpcore closes its connection then, but waits in doing so, and leaves it open if it is cancelled there.
        """
        is_whole = False
        try:
            yield
            is_whole = True
        finally:
            if not is_whole and self.wire is not None:
                self.wire.hang_up()

    def rest(self, now: float) -> None:
        """Lie idle from `now` on, in the loop's seconds."""
        self.idle_since = now
        if self.wire is not None:
            self.wire.rest()

    @property
    def has_heard(self) -> bool:
        """Say whether a byte came in this exchange."""
        return self.wire is not None and self.wire.received > 0


class _Shelf:
    """The idle connections: all in the order they came to rest, and by origin."""

    def __init__(self) -> None:
        self._all: dict[Link, None] = {}
        self._by_origin: dict[str, deque[Link]] = {}

    def take(self, origin: str) -> Link | None:
        """Return the origin's freshest connection, no longer idle."""
        links = self._by_origin.get(origin)
        if not links:
            return None
        link = links.pop()
        self._forget(link, links)
        return link

    def put(self, link: Link) -> None:
        """Add a connection that is idle from its `idle_since` on."""
        self._all[link] = None
        self._by_origin.setdefault(link.origin, deque()).append(link)

    def surplus(self, since: float) -> Iterator[Link]:
        """Remove and yield what came to rest before `since`, and the oldest while there are too many."""
        while self._all:
            link = next(iter(self._all))
            if link.idle_since >= since and len(self._all) <= _IDLE_IN_ALL:
                return
            links = self._by_origin[link.origin]
            links.popleft()
            self._forget(link, links)
            yield link

    def _forget(self, link: Link, links: deque[Link]) -> None:
        del self._all[link]
        if not links:
            del self._by_origin[link.origin]


class OriginTransport(httpx.AsyncBaseTransport):
    """Sends httpx's requests over guarded connections that are kept per origin."""

    def __init__(self, dial: Dial, context: ssl.SSLContext, proxy: Url | None = None) -> None:
        self._dial = dial
        self._context = context
        self._proxy = proxy
        self._shelf = _Shelf()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer's head and its unread body. Raises httpcore's errors and `Stopped`."""
        asked = _core_request(request)
        origin = str(asked.url.origin)
        kept = self._shelf.take(origin)
        while kept is not None:
            if not kept.connection.has_expired():
                try:
                    return self._answer(kept, await kept.ask(asked), request)
                except _DEAD:
                    if kept.has_heard or request.method not in _IDEMPOTENT:
                        raise
                    if (pause := request.extensions.get(PAUSE)) is not None:
                        await pause()
            await kept.connection.aclose()
            kept = self._shelf.take(origin)
        link = Link(asked.url.origin, self._dial, self._context, self._proxy_for(asked.url.origin))
        return self._answer(link, await link.ask(asked), request)

    async def aclose(self) -> None:
        """Hang up on every idle connection."""
        await self._drop(since=float("inf"))

    def _proxy_for(self, origin: httpcore.Origin) -> Url | None:
        has_proxy = goes_over(
            self._proxy, origin.host.decode("ascii"), origin.port, self._dial.guard
        )
        return self._proxy if has_proxy else None

    def _answer(
        self, link: Link, answer: httpcore.Response, request: httpx.Request
    ) -> httpx.Response:
        if link.wire is not None:
            link.wire.allow_more(request.extensions.get(BODY_BUDGET, 0))
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(self, link, answer),
            extensions=dict(answer.extensions),
        )

    async def rest(self, link: Link) -> None:
        """Take a connection back whose exchange is over."""
        now = asyncio.get_running_loop().time()
        if link.connection.is_idle() and not link.connection.has_expired():
            link.rest(now)
            self._shelf.put(link)
        else:
            await link.connection.aclose()
        await self._drop(since=now - _IDLE_SECONDS)

    async def _drop(self, since: float) -> None:
        for link in self._shelf.surplus(since):
            await link.connection.aclose()


class _Body(httpx.AsyncByteStream):
    """An answer's body, still in its content coding; closing it hands the connection back."""

    def __init__(self, transport: OriginTransport, link: Link, answer: httpcore.Response) -> None:
        self._transport = transport
        self._link = link
        self._answer = answer
        self._is_closed = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        return cast("AsyncIterable[bytes]", self._answer.stream).__aiter__()

    async def aclose(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        with self._link.whole():
            await self._answer.aclose()
            await self._transport.rest(self._link)


def _core_request(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        ),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )
