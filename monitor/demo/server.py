"""A small HTTP/1.1 server that can misbehave on the wire. Owns sockets; never decides what to answer."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self, cast

from monitor.demo.messages import (
    MAX_HEAD,
    ProtocolError,
    Request,
    Response,
    http_date,
    parse_head,
    response_head,
    take_body,
    text_response,
)
from monitor.noun import replace


class Wire:
    """The write side of one connection while one request is answered by hand."""

    def __init__(self, connection: "Connection", request: Request) -> None:
        self._connection = connection
        self.request = request

    async def send(self, *parts: bytes) -> None:
        """Write raw bytes and wait for room. Raises `ConnectionResetError` once the peer has gone."""
        await self._connection.send(parts)

    async def respond(self, response: Response, framing: str | None = None) -> None:
        """Send a whole answer, honestly framed unless `framing` says otherwise."""
        body = () if self.request.method == "HEAD" else response.body
        await self.send(self.head(response, framing), *body)

    def head(self, response: Response, framing: str | None = None) -> bytes:
        """Return the head bytes of `response`."""
        alive = self.request.keeps_alive
        return response_head(
            response, self._connection.server.date(), keeps_alive=alive, framing=framing
        )

    async def hold(self, duration: timedelta | None) -> None:
        """Stay silent for `duration`; None: until the peer leaves, then raise `ConnectionResetError`."""
        try:
            async with asyncio.timeout(None if duration is None else duration.total_seconds()):
                await self._connection.gone.wait()
        except TimeoutError:
            return
        raise ConnectionResetError

    def hang_up(self) -> None:
        """Close in order, after what was written."""
        self._connection.close()

    def reset(self) -> None:
        """Close with a TCP reset."""
        self._connection.reset()


Act = Callable[[Wire], Awaitable[None]]
Answer = Response | Act
Respond = Callable[[Request], Answer]


class Connection(asyncio.Protocol):
    """One client: reads requests one after the other, answers in order."""

    def __init__(self, server: "Server") -> None:
        self.server = server
        self.gone = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._head: tuple[Request, int] | None = None
        self._acting: asyncio.Task[None] | None = None
        self._room = asyncio.Event()
        self._room.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport."""
        self._transport = cast("asyncio.Transport", transport)
        self.server.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop whatever was being sent. A request that was not whole is counted, never answered."""
        self.server.connections.discard(self)
        self._transport = None
        self.gone.set()
        self._room.set()
        if self._buffer and self._acting is None:
            self.server.unfinished += 1

    def pause_writing(self) -> None:
        """Make `send` wait."""
        self._room.clear()

    def resume_writing(self) -> None:
        """Let `send` go on."""
        self._room.set()

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole by now."""
        self._buffer += data
        self._advance()

    def _advance(self) -> None:
        try:
            while self._is_free() and (request := self._take()):
                self._answer(request)
        except ProtocolError as error:
            self._write(text_response(400, f"{error}\n"), keeps_alive=False, with_body=True)
            self.close()

    def _is_free(self) -> bool:
        transport = self._transport
        return transport is not None and not transport.is_closing() and self._acting is None

    def _take(self) -> Request | None:
        self._head = self._head or self._take_head()
        if self._head is None:
            return None
        head, start = self._head
        taken = take_body(head, self._buffer, start)
        if taken is None:
            return None
        body, end = taken
        del self._buffer[:end]
        self._head = None
        return replace(head, body=body) if body else head

    def _take_head(self) -> tuple[Request, int] | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > MAX_HEAD:
                raise ProtocolError("the head is too long")
            return None
        head = parse_head(bytes(self._buffer[:end]))
        if head.headers.get("expect", "").lower() == "100-continue" and self._transport:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        return head, end + 4

    def _answer(self, request: Request) -> None:
        server = self.server
        server.in_flight += 1
        server.most_in_flight = max(server.most_in_flight, server.in_flight)
        answer = server.respond(request)
        if not isinstance(answer, Response):
            self._acting = asyncio.get_running_loop().create_task(self._act(answer, request))
            return
        self._write(answer, keeps_alive=request.keeps_alive, with_body=request.method != "HEAD")
        server.in_flight -= 1
        if not request.keeps_alive:
            self.close()

    async def _act(self, act: Act, request: Request) -> None:
        try:
            await act(Wire(self, request))
        except ConnectionResetError:
            self.reset()
        finally:
            self.server.in_flight -= 1
            self._acting = None
        if not request.keeps_alive:
            self.close()
        self._advance()

    def _write(self, response: Response, *, keeps_alive: bool, with_body: bool) -> None:
        if self._transport is None:
            return
        head = response_head(response, self.server.date(), keeps_alive=keeps_alive)
        self._transport.writelines((head, *response.body) if with_body else (head,))

    async def send(self, parts: tuple[bytes, ...]) -> None:
        """Write and wait until the buffer has room. Raises `ConnectionResetError` if the peer is gone."""
        if self._transport is None or self._transport.is_closing():
            raise ConnectionResetError
        self._transport.writelines(parts)
        await self._room.wait()

    def close(self) -> None:
        """Close after what was written."""
        if self._transport:
            self._transport.close()

    def reset(self) -> None:
        """Close at once; the peer sees a reset."""
        if self._transport:
            peer: socket.socket = self._transport.get_extra_info("socket")
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    async def finish(self) -> None:
        """Drop the client and wait until its act has ended."""
        acting = self._acting
        if acting:
            acting.cancel()
            await asyncio.wait([acting])
        if self._transport:
            self._transport.abort()


class Server:
    """Listens on one port and asks `respond` for every whole request.

    `respond` answers at once with a `Response`, or with an act that owns the wire for a while.
    """

    def __init__(self, respond: Respond, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.respond = respond
        self.connections: set[Connection] = set()
        self.in_flight = 0
        self.most_in_flight = 0
        self.unfinished = 0
        self._asked = (host, port)
        self._listening: asyncio.Server | None = None
        self._date = (0, "")

    @property
    def port(self) -> int:
        """Return the port that is listened on; stays readable after the end."""
        return self._asked[1]

    def date(self) -> str:
        """Return the Date header of this second."""
        now = datetime.now(UTC)
        second = int(now.timestamp())
        if self._date[0] != second:
            self._date = (second, http_date(now))
        return self._date[1]

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        host, port = self._asked
        self._listening = await loop.create_server(
            lambda: Connection(self), host, port, backlog=1024
        )
        self._asked = (host, self._listening.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._listening:
            self._listening.close()
        connections = list(self.connections)
        for connection in connections:
            await connection.finish()
        for connection in connections:
            await connection.gone.wait()
