"""`python -m benchmarks.transport`: CPU a request of the way out, beside the stock client of httpx.

Everything is asked of a small server in a process of its own on the other core; its CPU does not count, that of this
process does, user and system. Each figure is the median of rounds, and in every round each client does each task, so
that what disturbs the machine disturbs all of them. The count begins when all connections are open, and "at once" is
the number of them. The stock client is shared by all hosts and has room for all connections; every client
decodes the body. `AsyncClient` is httpx's client over our transport and our decoder. `httpx-aiohttp`, the maintained
transport over aiohttp, joins in where it is installed.
"""

import argparse
import asyncio
import gc
import importlib.util
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import httpx

from benchmarks.newsroom import stay_on_the_first_core
from benchmarks.row import Row, over_rounds, print_rows, ratio
from benchmarks.torture.tls import self_signed
from benchmarks.transport_site import site_beside
from monitor.egress import Answer, Egress, Guard, Request
from monitor.egress.decode import decoder_of
from monitor.egress.dial import Dial, Resolver
from monitor.egress.for_httpx import BODY_BUDGET, HttpxTransport
from monitor.egress.transport import Transport
from monitor.model import FetchLimits
from monitor.runtime.clock import SystemClock

# Of a stock client with more connections than this, one request costs as much as a hundred of others.
_STOCK_BEARS = 100
_HOSTS = 1_000

Get = Callable[[str], Awaitable[int]]
Client = Callable[["Site", int], AbstractAsyncContextManager[Get]]
Costs = dict[tuple["Task", str], list[float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Where the server is: the addresses of its hosts, the one in TLS, and whom to trust there."""

    hosts: tuple[str, ...]
    secure: str
    context: ssl.SSLContext


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """So many connections, spread over so many hosts, over which one path is asked for again and again."""

    label: str
    at_once: int
    hosts: int = 1
    path: str = "/gzip"
    is_secure: bool = False

    def urls(self, site: Site) -> list[str]:
        """Return what each connection asks for."""
        if self.is_secure:
            return [f"https://{site.secure}{self.path}"] * self.at_once
        return [f"http://{site.hosts[n % self.hosts]}{self.path}" for n in range(self.at_once)]


_MIDDLE = Task(label="one host, 16 at once", at_once=16)
TASKS = (
    Task(label="one host, 1 at once", at_once=1),
    _MIDDLE,
    *(Task(label=f"one host, {n} at once", at_once=n) for n in (100, 500)),
    *(Task(label=f"{n:,} hosts, one each", at_once=n, hosts=n) for n in (10, 100, 1_000)),
    Task(label="16 at once, 68 kB not packed", at_once=16, path="/plain"),
    Task(label="16 at once, 304", at_once=16, path="/same"),
    Task(label="16 at once, TLS", at_once=16, is_secure=True),
)


@asynccontextmanager
async def ours(site: Site, at_once: int) -> AsyncIterator[Get]:
    """Ask by the way out of this program."""
    limits = FetchLimits(allow_addresses=frozenset({*site.hosts, site.secure}))

    async def get(url: str) -> int:
        request = Request(url=url, max_bytes=limits.max_bytes, timeout=limits.timeout)
        answer = await egress.send(request)
        assert isinstance(answer, Answer), answer
        return len(answer.body)

    async with Egress(limits, SystemClock(), context=site.context) as egress:
        yield get


@asynccontextmanager
async def layered(site: Site, at_once: int) -> AsyncIterator[Get]:
    """Ask by httpx's client over the transport of this program, and decode as it does."""
    limits = FetchLimits(allow_addresses=frozenset({*site.hosts, site.secure}))
    room = {BODY_BUDGET: limits.max_bytes}

    async def get(url: str) -> int:
        async with client.stream("GET", url, extensions=room) as response:
            packed = b"".join([piece async for piece in response.aiter_raw()])
        decoder = decoder_of(response.headers.get("content-encoding", ""))
        return len(decoder.feed(packed, limits.max_bytes))

    dial = Dial(Guard(allow=limits.allow_addresses), Resolver())
    transport = HttpxTransport(Transport(dial, lambda: site.context))
    async with httpx.AsyncClient(transport=transport, timeout=20, trust_env=False) as client:
        yield get


@asynccontextmanager
async def stock(site: Site, at_once: int) -> AsyncIterator[Get]:
    """Ask by httpx as it is."""
    async with _client(httpx.AsyncHTTPTransport(verify=site.context, limits=_room(at_once))) as get:
        yield get


@asynccontextmanager
async def aiohttp(site: Site, at_once: int) -> AsyncIterator[Get]:
    """Ask by httpx over aiohttp."""
    from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415  it is optional

    async with _client(AiohttpTransport(verify=site.context, limits=_room(at_once))) as get:
        yield get


def _room(at_once: int) -> httpx.Limits:
    # Its pool now and then hangs up on a connection that it just gave out, once some may have expired.
    return httpx.Limits(
        max_connections=at_once, max_keepalive_connections=at_once, keepalive_expiry=600
    )


@asynccontextmanager
async def _client(transport: httpx.AsyncBaseTransport) -> AsyncIterator[Get]:
    async def get(url: str) -> int:
        return len((await client.get(url)).content)

    async with httpx.AsyncClient(transport=transport, timeout=20, trust_env=False) as client:
        yield get


def clients() -> dict[str, Client]:
    """Return the clients that can be measured here."""
    found: dict[str, Client] = {"monitor": ours, "AsyncClient": layered, "httpx": stock}
    if importlib.util.find_spec("sniffio") is None:
        print("sniffio is not installed: httpx pays a failed import at every request")
    if importlib.util.find_spec("httpx_aiohttp") is not None:
        found["httpx-aiohttp"] = aiohttp
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=600, help="of each task, at least")
    wish = parser.parse_args()
    print(f"{wish.rounds} rounds, one core")
    print_rows(_rows(wish.rounds, wish.requests))


def rows(*, is_short: bool) -> list[Row]:
    """Return what a request costs by each client and task, and what these costs are to one another."""
    return _rows(rounds=1 if is_short else 3, requests=200 if is_short else 600)


def _rows(rounds: int, requests: int) -> list[Row]:
    stay_on_the_first_core()
    costs = measure(rounds, requests)
    figures = [
        over_rounds(f"{task.label}: {name}", found, "µs CPU a request")
        for (task, name), found in costs.items()
    ]
    return [*figures, *ratios(costs)]


def measure(rounds: int, requests: int) -> Costs:
    """Return microseconds of CPU a request, one a round, of each task by each client."""
    costs: Costs = {}
    with tempfile.TemporaryDirectory() as folder:
        certificate = self_signed(folder)
        with site_beside(_HOSTS, certificate) as (*hosts, secure):
            context = ssl.create_default_context(cafile=str(certificate))
            site = Site(hosts=tuple(hosts), secure=secure, context=context)
            for _ in range(rounds):
                for task, name, client in _pairs():
                    count = _count(task, name, requests)
                    cost = asyncio.run(_cost(client, site, task, count))
                    costs.setdefault((task, name), []).append(cost)
    return costs


def _pairs() -> Iterator[tuple[Task, str, Client]]:
    for task in TASKS:
        for name, client in clients().items():
            if client is stock and task.at_once > _STOCK_BEARS:
                continue
            if client is not layered or task is _MIDDLE:
                yield task, name, client


def _count(task: Task, name: str, requests: int) -> int:
    if name == "httpx":
        return 150 if task.at_once >= _STOCK_BEARS else requests // 3
    return max(requests, task.at_once * 3)


async def _cost(client: Client, site: Site, task: Task, count: int) -> float:
    meter = _Meter(fresh=task.at_once, left=count)
    async with client(site, task.at_once) as get:

        async def ask(url: str) -> None:
            while meter.left:
                assert bool(await get(url)) is not task.path.endswith("same")
                meter.note()

        workers = [meter.first(get(url), ask(url)) for url in task.urls(site)]
        await asyncio.gather(*workers)
    return (meter.ended - meter.began) * 1e6 / count


@dataclass(kw_only=True, slots=True)
class _Meter:
    """Counts answers from the moment on when each connection had its first one, and none had time to lie idle."""

    fresh: int
    left: int
    began: float = 0.0
    ended: float = 0.0

    async def first(self, opening: Awaitable[int], work: Awaitable[None]) -> None:
        """Have a connection opened, and go on with its work."""
        await opening
        self.fresh -= 1
        if not self.fresh:
            gc.collect()
            self.began = time.process_time()
        await work

    def note(self) -> None:
        """Count an answer."""
        if not self.fresh and self.left:
            self.left -= 1
            if not self.left:
                self.ended = time.process_time()


def ratios(costs: Costs) -> list[Row]:
    """Return what the costs are to one another, round by round."""
    by_label = {(task.label, name): found for (task, name), found in costs.items()}
    middle = by_label[_MIDDLE.label, "monitor"]
    found = [
        ratio(f"{task.label}: monitor / httpx", by_label[task.label, "monitor"], cost)
        for (task, name), cost in costs.items()
        if name == "httpx"
    ]
    client = by_label[_MIDDLE.label, "AsyncClient"]
    found.append(ratio("monitor / AsyncClient over its transport", middle, client))
    found += [
        ratio(f"{task.label}: monitor / monitor with 16 on one host", cost, middle)
        for (task, name), cost in costs.items()
        if name == "monitor" and task.path == "/gzip" and task.at_once > 1 and task is not _MIDDLE
    ]
    return found


if __name__ == "__main__":
    main()
