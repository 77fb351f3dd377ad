"""A server on loopback that says exactly the bytes it was told to say, and remembers what it heard."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache


@dataclass(frozen=True)
class Heard:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    reader: asyncio.StreamReader

    async def hung_up(self) -> None:
        """Wait until the other side is gone."""
        await self.reader.read()


class Cut(bytes):
    """Said, then hung up."""


Play = bytes | Callable[[Heard, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Stage:
    plays: dict[str, Play]
    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    async def open(self) -> None:
        self.server = await asyncio.start_server(self._serve, self.host, 0, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self.server.close()
        for writer in list(self.writers):
            writer.transport.abort()
        await asyncio.sleep(0)
        await self.server.wait_closed()

    def url(self, path: str = "/", host: str | None = None) -> str:
        scheme = "https" if self.tls else "http"
        return f"{scheme}://{host or self.host}:{self.port}{path}"

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        return [heard.path for heard in self.heard]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.add(writer)
        try:
            while await self._turn(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self.writers.discard(writer)
            writer.close()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        heard = await _hear(reader)
        self.heard.append(heard)
        play = self.plays.get(heard.path.partition("?")[0], self.plays.get("*", NOT_FOUND))
        if isinstance(play, bytes):
            writer.write(play)
        else:
            await play(heard, writer)
        await writer.drain()
        return not isinstance(play, Cut) and not writer.is_closing()


async def _hear(reader: asyncio.StreamReader) -> Heard:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Heard(method, path, headers, body, reader)


def say(
    body: bytes | str = b"", status: str = "200 OK", *, length: int | None = None, **fields: str
) -> bytes:
    """Return an answer's bytes. Underscores in `fields` stand for hyphens; `length` may lie."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(content) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def page(body: bytes | str = "<p>ok</p>", **fields: str) -> bytes:
    return say(body, **{"content_type": "text/html; charset=utf-8", **fields})


NOT_FOUND = say(b"no", "404 Not Found")


@cache
def everyday_context() -> ssl.SSLContext:
    """The system's trust, read once: it costs more than most tests."""
    return ssl.create_default_context()


class RealClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def jitter(self) -> float:
        return 0.5

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(duration.total_seconds())
