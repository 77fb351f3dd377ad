"""Exchanges of HTTP/1.1 over guarded connections that are kept per origin.

Owns the order of one exchange. The stock transport of httpx looks at every connection for every request, so that its
cost grows with their number; here a request costs the same beside one origin or a thousand. How many connections are
open at once is bounded by those who ask; how many lie idle, by the shelf. It knows nothing of httpx, whose contract of
a transport is kept beside it (`for_httpx.py`).
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import ExitStack

from monitor.egress.dial import Dial
from monitor.egress.fault import Stopped
from monitor.egress.proxy import goes_over, open_tunnel
from monitor.egress.question import Asked, spell
from monitor.egress.shelf import Origin, Shelf
from monitor.egress.tls import Tls
from monitor.egress.url import Url
from monitor.egress.wire import Wire

# Safe to ask again when a kept connection turns out to be dead (RFC 9110 §9.2.2).
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS"})


class Transport:
    """Does exchanges, each over a connection of its own while it lasts."""

    def __init__(
        self, dial: Dial, context: Callable[[], ssl.SSLContext], proxy: Url | None = None
    ) -> None:
        self._dial = dial
        self._tls = Tls(context)
        self._proxy = proxy
        self._shelf = Shelf()

    async def exchange(self, asked: Asked) -> Wire:
        """Return a connection over which the answer's head came; its body is unread. Raises `Stopped`.

        Who gets it gives it back by `take_back`.
        """
        origin = asked.url.origin
        proxy = self._proxy_for(origin)
        is_absolute = proxy is not None and origin[0] == "http"
        question = spell(asked, is_absolute=is_absolute)
        wire = self._shelf.take(origin)
        if wire is not None:
            try:
                return await _ask(wire, question, asked)
            except Stopped:
                if not wire.ended_unheard or asked.method not in _IDEMPOTENT:
                    raise
            if asked.pause is not None:
                await asked.pause()
        return await _ask(await self._connect(origin, proxy, asked), question, asked)

    def take_back(self, wire: Wire, origin: Origin) -> None:
        """Keep the connection, if its exchange came to a good end; else hang up."""
        scheme, host, _ = origin
        # To take a session out of a connection costs as much as an exchange.
        if scheme == "https" and wire.exchanges == 1 and wire.answer.is_whole:
            self._tls.keep(wire, host)
        if wire.rest():
            self._shelf.put(wire, origin, asyncio.get_running_loop().time())

    async def aclose(self) -> None:
        """Hang up on every idle connection."""
        self._shelf.clear()

    def _proxy_for(self, origin: Origin) -> Url | None:
        _, host, port = origin
        return self._proxy if goes_over(self._proxy, host, port, self._dial.guard) else None

    async def _connect(self, origin: Origin, proxy: Url | None, asked: Asked) -> Wire:
        scheme, host, port = origin
        if proxy is None:
            wire = await self._dial.connect(host, port, asked.connect)
        else:
            wire = await self._reach(proxy, asked.connect)
        with ExitStack() as undoing:
            undoing.callback(wire.hang_up)
            if proxy is not None and scheme == "https":
                await open_tunnel(wire, host, port, asked.read)
            if scheme == "https":
                await self._tls.secure(wire, host, asked.connect)
            undoing.pop_all()
        return wire

    async def _reach(self, proxy: Url, seconds: float | None) -> Wire:
        try:
            return await self._dial.connect(proxy.host, proxy.port, seconds)
        except Stopped as error:
            raise Stopped(error.reason, f"the proxy: {error.detail}") from error


async def _ask(wire: Wire, question: bytes, asked: Asked) -> Wire:
    """Return the connection once the head of the answer is here; hang up on it if that does not come."""
    is_answered = False
    try:
        await wire.ask(
            question, asked.read, budget=asked.budget, is_bodiless=asked.method == "HEAD"
        )
        is_answered = True
    finally:
        if not is_answered:
            wire.hang_up()
    return wire
