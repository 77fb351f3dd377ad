"""Servers that never come to an end, each in its own way, and healthy ones beside them. Asks nobody.

They run in processes of their own, the attackers with what is left of the machine: they burn the cores of others, not
those of who asks.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing.connection import Connection

from benchmarks.torture.elsewhere import elsewhere
from monitor.demo.messages import Request, Response
from monitor.demo.server import Act as Deed
from monitor.demo.server import Server, Wire

_OK = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
_CHUNKED = _OK + b"transfer-encoding: chunked\r\n\r\n"
_EVERY = 0.05
# About what a site at some distance takes.
_DISTANCE = timedelta(milliseconds=50)
_PAGE = Response(headers=(("Content-Type", "text/html"),), body=(b"<p>news</p>" * 1_000,))

Act = Callable[[asyncio.StreamReader, asyncio.StreamWriter, float], Awaitable[None]]


async def _drip(writer: asyncio.StreamWriter, start: bytes, crumbs: bytes) -> None:
    writer.write(start)
    while True:
        for crumb in crumbs:
            writer.write(bytes([crumb]))
            await writer.drain()
            await asyncio.sleep(_EVERY)


async def _pour(writer: asyncio.StreamWriter, start: bytes, block: bytes) -> None:
    writer.write(start)
    while True:
        writer.write(block)
        await writer.drain()


async def header_drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float) -> None:
    await _drip(writer, b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n")


async def body_drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float) -> None:
    await _drip(writer, _OK + b"content-length: 1000000\r\n\r\n", b"x")


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter, __: float) -> None:
    await reader.read()


async def silence_after_head(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: float
) -> None:
    writer.write(_OK + b"content-length: 100\r\n\r\n")
    await reader.read()


async def endless_chunks(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float) -> None:
    await _pour(writer, _CHUNKED, b"10000\r\n" + b"x" * 65_536 + b"\r\n")


async def endless_fields(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float) -> None:
    await _pour(writer, b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n" * 100)


async def endless_continue(
    _: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float
) -> None:
    await _pour(writer, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


async def endless_extension(
    _: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float
) -> None:
    await _pour(writer, _CHUNKED + b"1;", b"x" * 65_536)


async def endless_trailer(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float) -> None:
    await _pour(writer, _CHUNKED + b"0\r\n", b"x-a: b\r\n" * 100)


async def crumbs(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: float) -> None:
    await _pour(writer, _CHUNKED, b"1\r\nx\r\n" * 1_000)


async def endless_redirects(
    _: asyncio.StreamReader, writer: asyncio.StreamWriter, deadline: float
) -> None:
    await asyncio.sleep(deadline * 0.4)
    where = b"/%d" % time.monotonic_ns()
    writer.write(b"HTTP/1.1 302 Found\r\nconnection: close\r\nlocation: %b\r\n\r\n" % where)
    await writer.drain()


ACTS: Mapping[str, Act] = {
    "header drip": header_drip,
    "body drip": body_drip,
    "silence after accept": silence,
    "silence after head": silence_after_head,
    "endless chunks": endless_chunks,
    "endless fields": endless_fields,
    "endless 1xx": endless_continue,
    "endless chunk extension": endless_extension,
    "TLS stall": silence,
    "endless trailer": endless_trailer,
    "one byte a chunk": crumbs,
    "endless redirects": endless_redirects,
}


@contextmanager
def attackers(kinds: Sequence[str], deadline: float) -> Iterator[tuple[str, ...]]:
    """Serve one attacker a kind in a process of their own, and yield their URLs, each of another host."""
    with elsewhere(_attack, tuple(kinds), deadline) as addresses:
        yield tuple(
            f"{'https' if kind == 'TLS stall' else 'http'}://{address}/"
            for kind, address in zip(kinds, addresses, strict=True)
        )


@contextmanager
def healthy(count: int) -> Iterator[tuple[str, ...]]:
    """Serve so many good hosts in a process of their own, and yield their URLs."""
    with elsewhere(_be_healthy, count) as addresses:
        yield tuple(f"http://{address}/" for address in addresses)


def _attack(line: Connection, kinds: Sequence[str], deadline: float) -> None:
    os.nice(10)
    asyncio.run(_serve_attackers(line, kinds, deadline))


async def _serve_attackers(line: Connection, kinds: Sequence[str], deadline: float) -> None:
    addresses = []
    servers = []
    for number, kind in enumerate(kinds):
        host = f"127.0.7.{number + 1}"
        act = _player(ACTS[kind], deadline, hears=kind not in ("silence after accept", "TLS stall"))
        server = await asyncio.start_server(act, host, 0, backlog=1_024)
        servers.append(server)
        addresses.append(f"{host}:{server.sockets[0].getsockname()[1]}")
    line.send(tuple(addresses))
    await asyncio.Event().wait()


def _player(
    act: Act, deadline: float, *, hears: bool
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            if hears:
                await reader.readuntil(b"\r\n\r\n")
            await act(reader, writer, deadline)
        writer.close()

    return play


def _be_healthy(line: Connection, count: int) -> None:
    asyncio.run(_serve_healthy(line, count))


async def _serve_healthy(line: Connection, count: int) -> None:
    servers = [Server(_answer, host=f"127.0.8.{number + 1}") for number in range(count)]
    for server in servers:
        await server.__aenter__()
    hosts = (f"127.0.8.{number + 1}:{server.port}" for number, server in enumerate(servers))
    line.send(tuple(hosts))
    await asyncio.Event().wait()


def _answer(request: Request) -> Deed:
    async def from_afar(wire: Wire) -> None:
        await wire.hold(_DISTANCE)
        await wire.respond(_PAGE)

    return from_afar
