"""A server on loopback that says exactly the bytes it was told to, and a fetcher that may reach such servers only."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from monitor.egress import Egress
from monitor.fetch import Fetcher
from monitor.fetch.direct import Direct
from monitor.model import (
    NO_VALIDATORS,
    FetchLimits,
    Politeness,
    PolitenessRules,
    Round,
    SourceId,
    Target,
    TargetKind,
)

_START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Hurried:
    """A clock on which waiting takes no time; `slept` is how long it was in all."""

    def __init__(self) -> None:
        self.slept = timedelta()

    def now(self) -> datetime:
        return _START + self.slept

    def monotonic(self) -> float:
        return 1_000.0 + self.slept.total_seconds()

    def jitter(self) -> float:
        return 0.5

    async def sleep(self, duration: timedelta) -> None:
        self.slept += duration
        await asyncio.sleep(0)


@dataclass(slots=True)
class Loopback:
    """A server: bytes by path, those of "*" for every other. `asked` are the paths it heard of."""

    answers: dict[str, bytes]
    asked: list[str] = field(default_factory=list)
    address: str = ""

    def url(self, path: str) -> str:
        """Return the address of `path` on this server."""
        return f"http://{self.address}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ")[1].decode("latin-1")
            self.asked.append(path)
            writer.write(self.answers.get(path.partition("?")[0], self.answers.get("*", b"")))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(answers: Mapping[str, bytes]) -> AsyncIterator[Loopback]:
    """Yield a server that says `answers`."""
    stage = Loopback(dict(answers))
    server = await asyncio.start_server(stage.serve, "127.0.0.1", 0)
    stage.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield stage


@asynccontextmanager
async def fetching(
    addresses: Collection[str], clock: Hurried, *, robots: bool, agent: str = "monitor (+http://m)"
) -> AsyncIterator[Fetcher]:
    """Yield a fetcher that may reach `addresses` and no other, in no hurry but for that of `clock`."""
    limits = FetchLimits(
        agent=agent, allow_addresses=frozenset(addresses), timeout=timedelta(seconds=5)
    )
    manners = Politeness(delay=timedelta(), concurrency=1, robots=robots)
    egress = Egress(limits, clock)
    exchange = Direct(egress, clock.now)
    rules = PolitenessRules(default=manners)
    yield Fetcher(egress, exchange, limits=limits, politeness=rules, clock=clock)
    await egress.aclose()


def answer(body: bytes | str = b"", status: str = "200 OK", **fields: str) -> bytes:
    """Return the bytes of an answer. Underscores in `fields` stand for hyphens."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(content)}", "connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def target(url: str, *, kind: TargetKind = TargetKind.LISTING, etag: str | None = None) -> Target:
    """Return a target to fetch; `etag` is what we hold of it."""
    unfinished: Round | None = None
    validators = NO_VALIDATORS if etag is None else type(NO_VALIDATORS)(etag=etag)
    return Target(
        id=1, kind=kind, source=SourceId("s"), url=url, host="", due_at=_START, lease="lease",
        validators=validators, round=unfinished,
    )  # fmt: skip
