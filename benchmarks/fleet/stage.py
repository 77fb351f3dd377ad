"""The stage of a fleet: a newsroom, a receiver for each sink, a server that may go away, and workers by the slot."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.crash import world
from benchmarks.crash.configuration import EDITIONS, SECRET, configuration, prepare
from benchmarks.crash.nursery import Nursery
from benchmarks.crash.receivers import FAULTS, LATE
from benchmarks.crash.record import Receipt
from benchmarks.crash.stage import Life
from benchmarks.fleet.crew import Crew
from benchmarks.fleet.desk import ReadingDesk
from monitor.demo import Newsroom, Received, Receiver
from tests.postgres import Server

# After the storm everything must come to rest by itself.
REST = timedelta(minutes=5)
# Longer than an article waits for its next look.
QUIET = timedelta(seconds=3)
_AWAY = timedelta(seconds=1.5)


@dataclass(kw_only=True, slots=True)
class Stage:
    """One newsroom, one database, a receiver a sink, and a crew of workers."""

    server: Server
    desk: ReadingDesk
    newsroom: Newsroom
    receivers: dict[str, Receiver]
    crew: Crew
    chance: random.Random
    receipts: list[Receipt] = field(default_factory=list)
    # Messages that came while the server was away, so that nobody could say whether their alert was stored.
    unproved: int = 0
    restarts: int = 0
    is_at_rest: bool = False

    def torment(self) -> None:
        """Let receivers misbehave and pages come late."""
        world.torment(self.newsroom, self.receivers, self.chance)

    async def restart_server(self) -> None:
        """Take the server away, at once or once all are sent away, and bring it back after a while."""
        number = self.chance.choice((signal.SIGQUIT, signal.SIGINT))
        await asyncio.to_thread(self.server.stop, number)
        await asyncio.sleep(self.chance.uniform(0.0, _AWAY.total_seconds()))
        # In this thread: the server goes with the one that started it.
        self.server.start()
        await asyncio.to_thread(self.server.await_start)
        self.restarts += 1

    @asynccontextmanager
    async def publishing(self) -> AsyncIterator[None]:
        """Publish while the block runs, an article a second or so, and edit those that were read last."""
        task = asyncio.create_task(self._publish())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def come_to_rest(self, workers: int) -> None:
        """Heal everything, and let workers do all that is left to do; then stop them."""
        world.heal(self.newsroom, self.receivers)
        lives = [await self.crew.start(slot) for slot in range(workers)]
        asked = self.newsroom.requests
        with suppress(TimeoutError):
            alerts = -1
            # An edit may be noticed at the next look only: at rest is what stays so.
            while alerts != (alerts := self.desk.number("SELECT count(*) FROM alert")):
                await asyncio.sleep(QUIET.total_seconds())
                await asked.wait_for(self._rests, REST)
            self.is_at_rest = True
        await self.stop(lives)

    async def stop(self, lives: list[Life]) -> None:
        """Stop workers side by side."""
        await asyncio.gather(*map(self.crew.stop, lives))

    async def _publish(self) -> None:
        while True:
            with suppress(psycopg.Error):
                world.act(self.newsroom, self.desk, self.chance)
            await asyncio.sleep(self.chance.uniform(0.2, 1.2))

    def _rests(self) -> bool:
        """Say whether every article was read, and everything that is owed was sent."""
        return not world.untold(self.desk) and not world.unread(self.newsroom, self.desk)


@asynccontextmanager
async def staged(
    folder: Path, server: Server, nursery: Nursery, name: str, *, seed: int, leaders: int
) -> AsyncIterator[Stage]:
    """Yield a stage on a new database of that name, whose newsroom and receivers run; so many may lead."""
    url = server.create(name)
    async with AsyncExitStack() as stack:
        newsroom = await stack.enter_async_context(
            Newsroom(articles=20, seed=seed, editions=EDITIONS, page_size=60)
        )
        desk = ReadingDesk(url)
        stack.callback(desk.close)
        stage = Stage(
            server=server,
            desk=desk,
            newsroom=newsroom,
            receivers={},
            crew=Crew(folder=folder, nursery=nursery, leaders=leaders, looks_after=True),
            chance=random.Random(seed),
        )
        for sink in FAULTS:
            receiver = Receiver(secret=SECRET, on_received=partial(_hear, stage, sink))
            stage.receivers[sink] = await stack.enter_async_context(receiver)
        text = configuration(newsroom, stage.receivers)
        prepare(folder, text.replace('database = "monitor.db"', f'database = "{url}"'))
        yield stage


def _hear(stage: Stage, sink: str, received: Received) -> None:
    """Note what came, and whether the database held its alert at that moment."""
    try:
        was_committed = bool(stage.desk.rows("SELECT 1 FROM alert WHERE id = %s", (received.id,)))
    except psycopg.Error:
        stage.unproved += 1
        was_committed = True
    receipt = Receipt(
        sink=sink,
        alert=received.id,
        body=received.body,
        status=received.status,
        is_taken=received.is_accepted or sink == LATE,
        is_signed=bool(received.is_signed),
        was_committed=was_committed,
    )
    stage.receipts.append(receipt)
