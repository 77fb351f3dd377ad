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

from benchmarks.crash.configuration import EDITIONS, SECRET, TOPICS, configuration, prepare
from benchmarks.crash.nursery import Nursery
from benchmarks.crash.receivers import FAULTS, LATE, Sometimes
from benchmarks.crash.record import Receipt
from benchmarks.crash.stage import Life
from benchmarks.fleet.crew import Crew
from benchmarks.fleet.desk import ReadingDesk
from monitor.demo import Newsroom, Received, Receiver, Slow
from tests.postgres import Server

# After the storm everything must come to rest by itself.
REST = timedelta(minutes=5)
# Longer than an article waits for its next look.
QUIET = timedelta(seconds=3)
_LATE_PAGES, _LATE_BY = 0.3, timedelta(milliseconds=80)
# More that waits to be told would prove nothing more.
_BACKLOG = 40
_WAITING = "SELECT count(*) FROM delivery WHERE state = 'pending'"
_LAST_READ = """
SELECT article.name FROM revision JOIN article ON article.id = revision.article
WHERE revision.number = 1 ORDER BY revision.id DESC LIMIT 6
"""
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
        for sink, fault in FAULTS.items():
            if fault is not None:
                self.receivers[sink].script(Sometimes(fault=fault, chance=self.chance))
        late = Sometimes(fault=Slow(before=_LATE_BY), chance=self.chance, share=_LATE_PAGES)
        self.newsroom.script("*", late)

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
        self.newsroom.heal()
        for receiver in self.receivers.values():
            receiver.heal()
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
                self._act()
            await asyncio.sleep(self.chance.uniform(0.2, 1.2))

    def _act(self) -> None:
        newsroom, chance = self.newsroom, self.chance
        if self.desk.number(_WAITING) > _BACKLOG:
            return
        read = self.desk.rows(_LAST_READ)
        if read and chance.random() < 0.5:
            (name,) = chance.choice(read)
            article = newsroom.articles[int(name.partition("#")[2])]
            number = chance.randrange(1_000_000)
            newsroom.edit(article.id, title=f"{article.title} ({number})")
        else:
            topics = chance.choice((("vakunov",), ("visa-free",), TOPICS))
            newsroom.publish(edition=chance.choice(EDITIONS), topics=topics)

    def _rests(self) -> bool:
        """Say whether every article was read, and everything that is owed was sent."""
        if self.desk.number(_WAITING):
            return False
        published = sum(each.edition in EDITIONS for each in self.newsroom.articles.values())
        return self.desk.number("SELECT count(DISTINCT article) FROM revision") == published


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
