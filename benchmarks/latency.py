"""`python -m benchmarks.latency`: from an article that is served to the webhook that tells of it, at fifty sources.

Seventeen newsrooms and a receiver live here; the daemon, `monitor run`, is a process of its own that polls each of
fifty listings every five seconds. Articles that meet a rule are published at chance moments. The wait for the next
poll, which is what `every` asks for, is told apart: what counts begins when a listing is served that names the
article. Between there and the webhook lie two moments that every message carries: the first sight, and the decision.
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles

from benchmarks.row import Row, at_most, print_rows
from monitor.demo import Article, Newsroom, Received, Receiver
from monitor.demo.edition import EDITIONS

SOURCES = 50
SELECTORS = Path(__file__).parent.parent / "selectors" / "24.kg.toml"
SECRET = "whsec_" + "YSBrZXkgdGhhdCBub2JvZHkgZWxzZSBoYXMsIDMyIGI="
CONFIG = """\
[monitor]
database = "monitor.db"
selectors = "selectors"
[fetch]
agent = "monitor-benchmark (+https://example.org/monitor)"
allow_addresses = [{addresses}]
[politeness]
delay = "0s"
robots = false
[[rule]]
id = "vakunov"
query = "Vakunov OR Вакунов"
sinks = ["desk"]
[[sink]]
id = "desk"
kind = "webhook"
url = "{hook}"
secret_file = "secret"
"""
SOURCE = """
[[source]]
id = "{site}-{edition}"
site = "{site}"
listing = "{listing}"
language = "{edition}"
every = "5s"
recheck = ["1h:30m"]
"""
TOGETHER = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """An article and the newsroom that published it, at a POSIX time."""

    room: Newsroom
    article: Article
    at: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Journey:
    """What one article took, in milliseconds: the wait for a poll, then one stage after the other."""

    poll: float
    seen: float
    asked: float
    decided: float
    received: float

    @property
    def whole(self) -> float:
        """Return the time from the listing that names it to the webhook."""
        return self.seen + self.asked + self.decided + self.received


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=400)
    print_rows(_rows(parser.parse_args().articles))


def rows(*, is_short: bool) -> list[Row]:
    """Return percentiles of the whole way and of its stages (wall time)."""
    return _rows(100 if is_short else 400)


def _rows(articles: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        journeys = asyncio.run(_travel(Path(folder), articles))
    whole = [journey.whole for journey in journeys]
    title = f"served → webhook, {SOURCES} sources"
    return [
        Row(label=f"{title}, p50", value=median(whole), unit="ms", goal=at_most(50)),
        Row(label=f"{title}, p99", value=_p99(whole), unit="ms", goal=at_most(250)),
        *_stage("listing served → article seen", [each.seen for each in journeys], whole),
        *_stage("→ stored, claimed, its page asked for", [each.asked for each in journeys], whole),
        *_stage("→ page read and judged", [each.decided for each in journeys], whole),
        *_stage("→ committed, signed, received", [each.received for each in journeys], whole),
        Row(
            label="published → listing served, p50",
            value=median(each.poll for each in journeys),
            unit="ms",
        ),
    ]


def _stage(label: str, took: Sequence[float], whole: Sequence[float]) -> Iterator[Row]:
    yield Row(label=f"{label}, p50", value=median(took), unit="ms")
    yield Row(label=f"{label}, p99", value=_p99(took), unit="ms")
    yield Row(label=f"{label}, share", value=sum(took) / sum(whole) * 100, unit="%")


def _p99(took: Sequence[float]) -> float:
    return quantiles(took, n=100)[-1]


async def _travel(folder: Path, articles: int) -> list[Journey]:
    async with AsyncExitStack() as stack:
        receiver = await stack.enter_async_context(Receiver(secret=SECRET))
        rooms = [
            # An address each, so that politeness takes them for as many hosts.
            await stack.enter_async_context(
                Newsroom(articles=90, seed=number, host=f"127.0.0.{number}")
            )
            for number in range(2, 2 - (-SOURCES // len(EDITIONS)))
        ]
        sources = [(room, edition) for room in rooms for edition in EDITIONS][:SOURCES]
        _configure(folder, sources, rooms, receiver)
        async with _daemon(folder):
            await _at_rest(rooms)
            published = await _publish(sources, articles)
            told = await receiver.wait_for(articles, TOGETHER)
    return [_journey(one, _told(one, told)) for one in published]


def _configure(
    folder: Path,
    sources: Sequence[tuple[Newsroom, str]],
    rooms: Sequence[Newsroom],
    receiver: Receiver,
) -> None:
    """Write the configuration. Each newsroom is a site of its own, since all number their articles alike."""
    (folder / "selectors").mkdir()
    file = SELECTORS.read_text(encoding="utf-8")
    lines = [
        line for line in file.splitlines() if not line.startswith(("hosts =", "article_url ="))
    ]
    for number in range(len(rooms)):
        site = "\n".join(lines).replace('site = "24.kg"', f'site = "room{number}"')
        (folder / "selectors" / f"room{number}.toml").write_text(site, encoding="utf-8")
    (folder / "secret").write_text(SECRET)
    (folder / "secret").chmod(0o600)
    addresses = ", ".join(f'"{each.address}"' for each in (*rooms, receiver))
    config = CONFIG.format(addresses=addresses, hook=receiver.url)
    for room, edition in sources:
        config += SOURCE.format(
            site=f"room{rooms.index(room)}", edition=edition, listing=room.listing(edition)
        )
    (folder / "monitor.toml").write_text(config, encoding="utf-8")


@asynccontextmanager
async def _daemon(folder: Path) -> AsyncIterator[None]:
    """Run the service; it is told to stop at the end."""
    words = ("-m", "monitor", "--config", str(folder / "monitor.toml"), "run")
    with (folder / "log").open("wb") as log:
        program = await asyncio.create_subprocess_exec(
            sys.executable, *words, stdout=log, stderr=log
        )
    try:
        yield
    finally:
        program.send_signal(signal.SIGTERM)
        await program.wait()


async def _at_rest(rooms: Sequence[Newsroom]) -> None:
    """Return once the backlog is read: nothing but listings was asked for since a while."""
    counts = []
    while True:
        await asyncio.sleep(3)
        counts.append(sum(_pages(room) for room in rooms))
        if counts[-1] and counts[-3:].count(counts[-1]) == 3:
            return


def _pages(room: Newsroom) -> int:
    roots = {edition.root for edition in EDITIONS.values()}
    return sum(exchange.path not in roots for exchange in room.requests)


async def _publish(sources: Sequence[tuple[Newsroom, str]], articles: int) -> list[Published]:
    chance = random.Random(50)
    published = []
    for _ in range(articles):
        await asyncio.sleep(chance.expovariate(5))
        room, edition = chance.choice(sources)
        at = datetime.now().astimezone().timestamp()
        article = room.publish(edition=edition, topics=("vakunov",))
        published.append(Published(room=room, article=article, at=at))
    return published


def _told(one: Published, told: Sequence[Received]) -> Received:
    number = f"/{one.article.id}_"
    return next(
        received
        for received in told
        if one.room.address in received.json()["data"]["article"]["url"]
        and number in received.json()["data"]["article"]["url"]
    )


def _journey(one: Published, received: Received) -> Journey:
    root, number = EDITIONS[one.article.edition].root, f"/{one.article.id}_"
    served = next(e.wall for e in one.room.requests if e.path == root and e.wall >= one.at)
    asked = next(e.wall for e in one.room.requests if number in e.path)
    message = received.json()
    seen = datetime.fromisoformat(message["data"]["article"]["first_seen_at"]).timestamp()
    decided = datetime.fromisoformat(message["timestamp"]).timestamp()
    moments = (one.at, served, seen, asked, decided, received.wall)
    poll, *stages = ((end - begin) * 1e3 for begin, end in pairwise(moments))
    return Journey(
        poll=poll, seen=stages[0], asked=stages[1], decided=stages[2], received=stages[3]
    )


if __name__ == "__main__":
    main()
