"""One small server for many hosts, in a process of its own on the last core: answers at once, whatever is asked.

It says the same few answers again and again, made beforehand, so that it is never what is measured.
"""

import asyncio
import gzip
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# What an article of a news site weighs, and about a fifth of it when gzip packed it.
_BODY_BYTES = 68_000
_SYLLABLES = [
    "правительствоминистрзаявилпрезидентвстречагостистра"[at : at + 3] for at in range(0, 48, 3)
]


def page() -> bytes:
    """Return a page of 68 kB that gzip makes 12 kB of."""
    number, size = 1, 0
    lines: list[bytes] = []
    while size < _BODY_BYTES:
        words = []
        for _ in range(24):
            number = number * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407 & (1 << 64) - 1
            words.append("".join(_SYLLABLES[number >> at & 15] for at in range(40, 56, 4)))
        lines.append(f'<p class="text">{" ".join(words)}.</p>\n'.encode())
        size += len(lines[-1])
    return b"".join(lines)


def answers() -> dict[bytes, bytes]:
    """Return what is said to each path."""
    body = page()
    packed = gzip.compress(body, 6, mtime=0)
    fields = (
        b"Server: site\r\nDate: Fri, 27 Nov 2026 08:00:00 GMT\r\nConnection: keep-alive\r\n"
        b'ETag: "1"\r\nLast-Modified: Fri, 27 Nov 2026 07:00:00 GMT\r\nCache-Control: no-cache\r\n'
    )
    html = b"Content-Type: text/html; charset=utf-8\r\n"
    coded = b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    plain = b"Content-Length: %d\r\n\r\n" % len(body)
    return {
        b"/gzip": b"HTTP/1.1 200 OK\r\n" + fields + html + coded + packed,
        b"/plain": b"HTTP/1.1 200 OK\r\n" + fields + html + plain + body,
        b"/same": b"HTTP/1.1 304 Not Modified\r\n" + fields + b"\r\n",
    }


class Answerer(asyncio.Protocol):
    """Answers each request that is whole with what `say` has for its target; none has a body."""

    def __init__(self, say: Callable[[bytes], bytes]) -> None:
        self._say = say
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer."""
        *whole, self._heard = (self._heard + data).split(b"\r\n\r\n")
        for head in whole:
            self._transport.write(self._say(head.split(b" ", 2)[1]))


def host(number: int) -> str:
    """Return the loopback address that stands for a host: all of 127.0.0.0/8 is this machine."""
    return f"127.20.{number // 250}.{number % 250 + 1}"


async def _serve(hosts: int, certificate: str) -> None:
    loop = asyncio.get_running_loop()
    say = answers().__getitem__
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    plain = [
        await loop.create_server(lambda: Answerer(say), host(number), 0, backlog=1_024)
        for number in range(hosts)
    ]
    secure = await loop.create_server(
        lambda: Answerer(say), "127.0.0.1", 0, ssl=context, backlog=1_024
    )
    ports = [server.sockets[0].getsockname()[1] for server in (*plain, secure)]
    print(json.dumps(ports), flush=True)
    # It ends with who started it.
    await loop.run_in_executor(None, sys.stdin.buffer.read)


@contextmanager
def site_beside(hosts: int, certificate: Path) -> Iterator[list[str]]:
    """Yield the addresses "ip:port" of so many hosts, and last of one that speaks TLS."""
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "benchmarks.transport_site", str(hosts), str(certificate)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        os.sched_setaffinity(program.pid, {cores[-1]})
        assert program.stdout is not None
        try:
            *ports, secure = json.loads(program.stdout.readline())
            hosts_at = [f"{host(number)}:{port}" for number, port in enumerate(ports)]
            yield [*hosts_at, f"127.0.0.1:{secure}"]
        finally:
            program.terminate()
            program.wait(timeout=30)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), sys.argv[2]))
