"""Our transport by httpx's contract: for who has httpx's own client, and wants our guard and bounds under it.

The program itself asks without httpx's client (`client.py`), and is spared its forms of request and answer.
"""

from collections.abc import AsyncIterator

import httpx

from monitor.egress.fault import Stopped
from monitor.egress.question import Asked
from monitor.egress.transport import Transport
from monitor.egress.url import parse_url
from monitor.egress.wire import Wire
from monitor.model import Reason

# The extension of httpx's requests that says how many bytes may come besides the head.
BODY_BUDGET = "monitor.body_budget"


class HttpxTransport(httpx.AsyncBaseTransport):
    """`transport`, as httpx's client asks it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Return the answer's head and its unread body. Raises `Stopped`, from its body too."""
        url = parse_url(str(request.url))
        if url is None:
            raise Stopped(Reason.BAD_URL, "not an http(s) URL that we ask")
        times = request.extensions.get("timeout", {})
        asked = Asked(
            method=request.method,
            url=url,
            fields=request.headers.raw,
            body=await request.aread(),
            connect=times.get("connect"),
            read=times.get("read"),
            budget=request.extensions.get(BODY_BUDGET, 0),
        )
        wire = await self._transport.exchange(asked)
        answer = wire.answer
        body = _Body(self._transport, wire, asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=body)

    async def aclose(self) -> None:
        """Hang up on every idle connection."""
        await self._transport.aclose()


class _Body(httpx.AsyncByteStream):
    """An answer's body, still in its content coding; closing it hands the connection back."""

    def __init__(self, transport: Transport, wire: Wire, asked: Asked) -> None:
        self._transport = transport
        self._wire: Wire | None = wire
        self._asked = asked

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._wire is not None and (piece := await self._wire.piece(self._asked.read)):
            yield piece

    async def aclose(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            self._transport.take_back(wire, self._asked.url.origin)
