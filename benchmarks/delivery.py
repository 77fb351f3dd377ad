"""`python -m benchmarks.delivery`: deliveries per second with signing and the ledger on, beside plain posts.

The receiver is a process of its own that answers 204 at once. Both ways send the same bodies to it, so many at once,
in turns; the table shows the median of the rounds. A delivery of the program is claimed, signed, sent through the
guarded way out, judged and written down in a database that syncs. Then 10,000 deliveries wait for five sinks, once
with all five healthy and once with one that never answers: how long until the other four have everything?
"""

import argparse
import asyncio
import io
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import httpx

from benchmarks.row import Row, at_least, over_rounds, print_rows, ratio
from monitor.config import Config, load
from monitor.model import (
    Alert,
    AlertKind,
    Identity,
    NewArticle,
    NextCheck,
    Plan,
    PolitenessRules,
    Target,
)
from monitor.ports import Clock, Store
from monitor.runtime.clock import SystemClock
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.leasing import CHECK_LEASE
from monitor.runtime.listeners import Listeners

SECRET = "whsec_" + "YSBrZXkgdGhhdCBub2JvZHkgZWxzZSBoYXMsIDMyIGI="
CONFIG = """\
[monitor]
database = "monitor.db"
[fetch]
agent = "monitor-benchmark (+https://example.org/monitor)"
allow_addresses = [{addresses}]
[[source]]
id = "en"
site = "24.kg"
listing = "http://127.0.0.1:9/english/"
"""
SINK = """
[[sink]]
id = "{id}"
kind = "webhook"
url = "http://{address}/hook"
secret_file = "secret"
concurrency = {concurrency}
timeout = "5s"
"""
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
BODY = json.dumps(
    {"type": "article.matched", "data": {"article": {"title": "Vakunov " * 8}, "text": "x" * 1_000}}
)


class _Receiver(asyncio.Protocol):
    """Answers every request at once, or never."""

    def __init__(self, *, answers: bool) -> None:
        self._answers = answers
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (request := self._whole()) and self._answers:
            self._rest = self._rest[request:]
            self._transport.write(ANSWER)  # type: ignore[attr-defined]

    def _whole(self) -> int:
        """Return how many bytes the first request has, 0 while it is not whole."""
        head, end, body = self._rest.partition(b"\r\n\r\n")
        if not end:
            return 0
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        return len(head) + 4 + length if len(body) >= length else 0


def _receive(answers: bool, port: "multiprocessing.Queue[int]") -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Receiver(answers=answers), "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def receiver_beside(*, answers: bool = True) -> Iterator[str]:
    """Yield the address of a receiver in a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    port: multiprocessing.Queue[int] = spawn.Queue()
    process = spawn.Process(target=_receive, args=(answers, port), daemon=True)
    process.start()
    try:
        yield f"127.0.0.1:{port.get(timeout=30)}"
    finally:
        process.kill()
        process.join()


def configured(folder: Path, addresses: dict[str, str], concurrency: int) -> Config:
    """Return a configuration with one webhook for each address, by its sink's id."""
    (folder / "secret").write_text(SECRET)
    (folder / "secret").chmod(0o600)
    allowed = ", ".join(f'"{address}"' for address in set(addresses.values()))
    sinks = (
        SINK.format(id=id_, address=address, concurrency=concurrency)
        for id_, address in addresses.items()
    )
    path = folder / "monitor.toml"
    path.write_text(CONFIG.format(addresses=allowed) + "".join(sinks))
    return load(path, {})


async def fill(store: Store, clock: Clock, alerts: int, sinks: tuple[str, ...]) -> None:
    """Let one article owe so many alerts to every sink."""
    now = clock.now()
    key = blake2b(b"24.kg#1", digest_size=16).digest()
    identity = Identity(key=key, name="24.kg#1", url="https://24.kg/english/1_a/")
    found = NewArticle(
        identity=identity,
        spelling=identity.url,
        title="A",
        published_at=None,
        language="en",
        seeded=False,
        due_at=now,
    )
    (listing,) = await _claim(store, now)
    over = NextCheck(due_at=None, checked_at=now)
    await store.commit(Plan(target=listing, next=over, found=(found,)))
    (target,) = await _claim(store, now)
    owed = tuple(
        Alert(
            id=f"msg_{number:032x}",
            kind=AlertKind.MATCHED,
            rule="vakunov",
            sinks=sinks,
            payload=BODY,
        )
        for number in range(alerts)
    )
    await store.commit(Plan(target=target, next=over, alerts=owed))


async def _claim(store: Store, now: datetime) -> list[Target]:
    return await store.claim_due(
        now, due_by=now, limit=1, lease=CHECK_LEASE, politeness=PolitenessRules()
    )


async def engine_of(config: Config, on_sent: Callable[[str], None]) -> Engine:
    """Return an engine at rest that says to which sink it sent."""
    return await open_engine(
        config,
        clock=SystemClock(),
        console=io.StringIO(),
        listeners=Listeners(
            on_checked=lambda _: None,
            on_settled=lambda settled: on_sent(settled.delivery.sink),
        ),
    )


async def deliveries_per_second(address: str, count: int, concurrency: int) -> float:
    """Return the rate at which the program drains a full outbox."""
    with tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), {"desk": address}, concurrency)
        engine = await engine_of(config, lambda _: None)
        try:
            await fill(engine.store, SystemClock(), count, ("desk",))
            began = time.perf_counter()
            engine.deliveries.finish()
            await engine.deliveries.work()
            return count / (time.perf_counter() - began)
        finally:
            await engine.close()


async def posts_per_second(address: str, count: int, concurrency: int) -> float:
    """Return the rate at which httpx posts the same bodies and forgets them."""
    left = iter(range(count))
    limits = httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    headers = {"content-type": "application/json"}

    async def work(client: httpx.AsyncClient) -> None:
        for _ in left:
            answer = await client.post(f"http://{address}/hook", content=BODY, headers=headers)
            answer.raise_for_status()

    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        began = time.perf_counter()
        await asyncio.gather(*(work(client) for _ in range(concurrency)))
        return count / (time.perf_counter() - began)


async def drained_within(addresses: dict[str, str], alerts: int, concurrency: int) -> timedelta:
    """Return how long it takes until every sink but `last` has all that is owed to it."""
    with tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), addresses, concurrency)
        owed = {sink: alerts for sink in addresses if sink != "last"}
        done = asyncio.Event()

        def count(sink: str) -> None:
            if sink in owed:
                owed[sink] -= 1
                if not any(owed.values()):
                    done.set()

        engine = await engine_of(config, count)
        await fill(engine.store, SystemClock(), alerts, tuple(addresses))
        began = time.perf_counter()
        work = asyncio.ensure_future(engine.deliveries.work())
        await done.wait()
        took = timedelta(seconds=time.perf_counter() - began)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await engine.close()
        return took


def rows(*, is_short: bool) -> list[Row]:
    """Return the rates at several degrees of concurrency, and how little a sink that hangs holds up the others."""
    return _rows(rounds=3, count=500 if is_short else 2_000, alerts=300 if is_short else 2_000)


def _rows(rounds: int, count: int, alerts: int) -> list[Row]:
    return [*_throughput(rounds, count), *_drain(rounds, alerts)]


def _throughput(rounds: int, count: int) -> Iterator[Row]:
    with receiver_beside() as address:
        for concurrency in (4, 16, 64):
            ours, plain = [], []
            for _ in range(rounds):
                ours.append(asyncio.run(deliveries_per_second(address, count, concurrency)))
                plain.append(asyncio.run(posts_per_second(address, count, concurrency)))
            at = f"{concurrency} at once"
            yield over_rounds(f"deliveries, {at}", ours, "a second")
            yield over_rounds(f"plain posts by httpx, {at}", plain, "a second")
            goal = at_least(1.0) if concurrency > 4 else None
            yield ratio(f"deliveries / plain posts, {at}", ours, plain, goal)


def _drain(rounds: int, alerts: int) -> Iterator[Row]:
    with receiver_beside() as good, receiver_beside(answers=False) as hanging:
        all_well, one_hangs = (
            [
                asyncio.run(drained_within({**sinks, "last": last}, alerts, 4)).total_seconds()
                for _ in range(rounds)
            ]
            for last in (good, hanging)
            for sinks in [{f"sink-{n}": good for n in range(4)}]
        )
    what = f"{5 * alerts:,} deliveries to five sinks, four have theirs"
    yield over_rounds(f"{what}; all answer", all_well, "s")
    yield over_rounds(f"{what}; the fifth hangs", one_hangs, "s")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--deliveries", type=int, default=3_000)
    wanted = parser.parse_args()
    print_rows(_rows(wanted.rounds, wanted.deliveries, 2_000))
    return 0


if __name__ == "__main__":
    sys.exit(main())
