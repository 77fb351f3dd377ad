"""From a name to a connection: one lookup, every address judged, and the judged address connected to.

Between the judgement and the connection there is no second lookup that a hostile name server could answer
otherwise (DNS rebinding).
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from monitor.egress.fault import Stopped, broken
from monitor.egress.guard import Guard
from monitor.egress.wire import INBOX, Wire
from monitor.model import Reason

# A hostile name server may name thousands.
_MOST_ADDRESSES = 8
# Lookups block their thread for as long as a name server pleases, longer than anybody waits for them; no other work
# may wait behind them. A thread begins when there is none to spare.
_LOOKUPS = 64

UNCONNECTED = "no connection within the connect timeout"

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Resolver:
    """The system's resolver, in threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the host's addresses in the system's order of preference. Raises `Stopped` for DNS."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, _look_up, host, port)
        except (socket.gaierror, UnicodeError):
            raise Stopped(Reason.DNS, f"{host} does not resolve") from None
        return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Dial:
    """Connects to names within the guard's bounds."""

    def __init__(self, guard: Guard, resolve: Resolve) -> None:
        self.guard = guard
        self._resolve = resolve
        self._inbox = memoryview(bytearray(INBOX))

    async def connect(self, host: str, port: int, timeout: float | None) -> Wire:  # noqa: ASYNC109  httpx's unit
        """Return a plain connection. One forbidden address among several forbids the name.

        `timeout` is in seconds and bounds the lookup and all tries together. Raises `Stopped` for
        FORBIDDEN_ADDRESS, DNS, CONNECT and TIMEOUT.
        """
        try:
            async with asyncio.timeout(timeout) as deadline:
                addresses = await self._resolve(host, port)
                self._judge(host, port, addresses)
                return await self._first(addresses[:_MOST_ADDRESSES], port, deadline.when())
        except TimeoutError:
            raise Stopped(Reason.TIMEOUT, UNCONNECTED) from None
        except OSError as error:
            raise Stopped(Reason.CONNECT, broken("no connection", error)) from error

    def _judge(self, host: str, port: int, addresses: Sequence[str]) -> None:
        if not addresses:
            raise Stopped(Reason.DNS, f"{host} has no address")
        for address in addresses:
            if not self.guard.permits(address, port):
                raise Stopped(
                    Reason.FORBIDDEN_ADDRESS, f"{host} leads to {address}, which is not public"
                )

    async def _first(self, addresses: Sequence[str], port: int, deadline: float | None) -> Wire:
        """Return the first connection that succeeds; an address that is silent leaves time for those after it."""
        loop = asyncio.get_running_loop()
        error: OSError = OSError("no address")
        for index, address in enumerate(addresses):
            share = _share(deadline, len(addresses) - index)
            try:
                async with asyncio.timeout(share):
                    _, wire = await loop.create_connection(self._wire, address, port)
                    return wire
            except OSError as refused:
                error = refused
        raise error

    def _wire(self) -> Wire:
        return Wire(self._inbox)


def _look_up(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _share(deadline: float | None, tries: int) -> float | None:
    if deadline is None:
        return None
    return max(0.0, deadline - asyncio.get_running_loop().time()) / tries
