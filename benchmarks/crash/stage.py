"""The stage of a storm: a newsroom, a receiver for each sink, one database, and the daemon's lives one by one."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TextIO

from benchmarks.crash import world
from benchmarks.crash.configuration import EDITIONS, SECRET, configuration, prepare
from benchmarks.crash.moment import Moment, Seen, moment_of, outlives
from benchmarks.crash.nursery import Child, Nursery
from benchmarks.crash.receivers import FAULTS, LATE
from benchmarks.crash.record import Receipt
from benchmarks.crash.unrest import unrest_of
from monitor.demo import Newsroom, Received, Receiver
from monitor.runtime.mailbox import Mailbox

# A start takes a second, and more where others use the machine.
PATIENCE = timedelta(minutes=1)
# Longer than an article waits for its next look.
QUIET = timedelta(seconds=3)
# After the storm everything must come to rest by itself.
REST = timedelta(minutes=5)
_FIND = "SELECT 1 FROM alert WHERE id = ?"


@dataclass(kw_only=True, slots=True)
class Life:
    """One life of the daemon, from its start on."""

    daemon: Child | Process
    log: Path
    # How long the log was before.
    said: int
    is_stopping: bool = False

    @property
    def pid(self) -> int:
        """Return the number of its process."""
        return self.daemon.pid

    @property
    def has_ended(self) -> bool:
        """Say whether it ended by itself."""
        return self.daemon.returncode is not None

    @property
    def has_started(self) -> bool:
        """Say whether it said anything yet: the first is that it started."""
        return self.log.stat().st_size > self.said

    @property
    def words(self) -> str:
        """Return what it said in its life."""
        with self.log.open(encoding="utf-8") as log:
            log.seek(self.said)
            return log.read()

    def send(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        # Not by asyncio's process: it would reap one that has just ended, and who waits would never hear its exit code.
        if not self.has_ended:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask it to stop."""
        self.is_stopping = True
        self.send(number)


@dataclass(kw_only=True, slots=True)
class Stage:
    """One newsroom, one database, a receiver a sink; `moments` and `lives` count what was done to the daemon."""

    folder: Path
    newsroom: Newsroom
    receivers: dict[str, Receiver]
    nursery: Nursery
    chance: random.Random
    receipts: list[Receipt] = field(default_factory=list)
    moments: Counter[Moment] = field(default_factory=Counter)
    lives: int = 0
    # Of each life: whether anything outlived it.
    ends: list[asyncio.Task[bool]] = field(default_factory=list)
    survivors: int = 0
    unrest: tuple[str, ...] = ()

    @property
    def database(self) -> Path:
        """Return where the database is, once there is one."""
        return self.folder / "monitor.db"

    @property
    def letterbox(self) -> Path:
        """Return where wishes are left."""
        return self.folder / "monitor.db.wishes"

    @property
    def kills(self) -> int:
        """Return how many lives a kill ended."""
        return self.moments.total()

    @property
    def messages(self) -> int:
        """Return how many messages came so far."""
        return len(self.receipts)

    @property
    def sending(self) -> int:
        """Return how many messages are under way to receivers that have not answered."""
        return sum(receiver.in_flight for receiver in self.receivers.values())

    async def crawl(self) -> None:
        """Read once what is there before the storm."""
        life = await self.start("crawl")
        if await life.daemon.wait():
            raise RuntimeError(f"crawl failed: {life.log}")
        self.newsroom.site.page_size = 4

    async def start(self, *words: str, is_cold: bool = False) -> Life:
        """Return a life of the program that begins now; cold: as a process that has to import all."""
        log = self.folder / "log"
        log.touch()
        said = log.stat().st_size
        with log.open("a", encoding="utf-8") as stream:
            return Life(daemon=await self._born(words, stream, is_cold), log=log, said=said)

    async def _born(self, words: tuple[str, ...], stream: TextIO, is_cold: bool) -> Child | Process:
        if not is_cold:
            return await self.nursery.start(self.folder, words, out=stream)
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor", *words),
            cwd=self.folder,
            stdout=stream,
            stderr=stream,
            start_new_session=True,
            # Where nothing may be cached, half of the storm would be imports.
            env={key: v for key, v in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"},
        )

    async def kill(self, life: Life) -> None:
        """Kill the daemon, and note what it was doing."""
        if not life.has_ended:
            # Still, so that what is seen is what the kill meets.
            life.send(signal.SIGSTOP)
            self.moments[moment_of(life.pid, self.database, self._seen(life))] += 1
            life.send(signal.SIGKILL)
        await self.bury(life)

    async def bury(self, life: Life) -> int:
        """Wait for the daemon's end, see that nothing outlives it, and return its exit code."""
        code = await life.daemon.wait()
        self.lives += 1
        self.ends.append(asyncio.create_task(outlives(life.pid)))
        return code

    def torment(self) -> None:
        """Let receivers misbehave and pages come late."""
        world.torment(self.newsroom, self.receivers, self.chance)

    def heal(self) -> None:
        """End all misbehaviour."""
        world.heal(self.newsroom, self.receivers)

    @asynccontextmanager
    async def publishing(self) -> AsyncIterator[None]:
        """Publish while the block runs, an article a second or so, and edit those that were read last."""
        end = asyncio.Event()
        task = asyncio.create_task(self._publish(end))
        try:
            yield
        finally:
            end.set()
            await task

    async def come_to_rest(self) -> None:
        """Heal everything, and let one life of the daemon do all that is left to do."""
        self.heal()
        life = await self.start("run")
        asked = self.newsroom.requests
        try:
            alerts = -1
            # An edit may be noticed at the next look only: at rest is what stays so.
            while alerts != (alerts := self.number("SELECT count(*) FROM alert")):
                await asyncio.sleep(QUIET.total_seconds())
                await asked.wait_for(self._is_at_rest, REST)
        except TimeoutError:
            self.unrest = unrest_of(self.rows)
        finally:
            life.stop()
            await self.bury(life)
            self.survivors = sum(await asyncio.gather(*self.ends))

    def rows(self, query: str) -> list[tuple]:
        """Return what the database answers, beside whoever writes it."""
        return _rows(self.folder, query)

    def number(self, query: str) -> int:
        """Return the one number that the database answers."""
        return self.rows(query)[0][0]

    def _seen(self, life: Life) -> Seen:
        return Seen(
            has_started=life.has_started,
            is_stopping=life.is_stopping,
            fetches=self.newsroom.in_flight,
            deliveries=self.sending,
        )

    async def _publish(self, end: asyncio.Event) -> None:
        while not end.is_set():
            world.act(self.newsroom, self, self.chance)
            try:
                async with asyncio.timeout(self.chance.uniform(0.2, 1.2)):
                    await end.wait()
            except TimeoutError:
                continue

    def _is_at_rest(self) -> bool:
        """Say whether every article was read, everything that is owed was sent, and every wish taken."""
        if world.untold(self) or Mailbox(self.letterbox).waiting():
            return False
        return not world.unread(self.newsroom, self)


@asynccontextmanager
async def staged(
    folder: Path, seed: int, nursery: Nursery, *, scouts: int = 0
) -> AsyncIterator[Stage]:
    """Yield a stage whose newsroom and receivers run."""
    async with AsyncExitStack() as stack:
        newsroom = await stack.enter_async_context(
            Newsroom(articles=20, seed=seed, editions=EDITIONS, page_size=60)
        )
        stage = Stage(
            folder=folder,
            newsroom=newsroom,
            receivers={},
            nursery=nursery,
            chance=random.Random(seed),
        )
        for sink in FAULTS:
            hear = partial(_hear, stage, sink)
            receiver = Receiver(secret=SECRET, on_received=hear)
            stage.receivers[sink] = await stack.enter_async_context(receiver)
        prepare(folder, configuration(newsroom, stage.receivers, scouts=scouts))
        yield stage


def _hear(stage: Stage, sink: str, received: Received) -> None:
    """Note what came, and whether the database held its alert at that moment."""
    receipt = Receipt(
        sink=sink,
        alert=received.id,
        body=received.body,
        status=received.status,
        is_taken=received.is_accepted or sink == LATE,
        is_signed=bool(received.is_signed),
        was_committed=bool(_rows(stage.folder, _FIND, received.id)),
    )
    stage.receipts.append(receipt)


def _rows(folder: Path, query: str, *asked: str) -> list[tuple]:
    """Read the database beside whoever writes it, by a connection of its own that outlives nobody's death."""
    uri = f"file:{folder}/monitor.db?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=30)) as connection:
        return connection.execute(query, asked).fetchall()
