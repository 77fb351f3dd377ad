"""Where the clock is set: a newsroom, a receiver, and the daemon as a process whose wall clock is ours."""

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.torture.clock_sinks import DESK, EDITIONS, EVERY, Heard, configure
from benchmarks.torture.faketime import WallClock
from benchmarks.torture.jumps import Jump, Moment, Record
from monitor.core.clock import LEAST_TOLD
from monitor.demo import Newsroom, Receiver, Slow, Status
from monitor.model import Held

PATIENCE = timedelta(seconds=90)
# A page that is under way while the clock is set, and the pause between jumps that follow on each other.
UNDER_WAY = timedelta(seconds=1.2)
BETWEEN = 0.3
# So many days end whatever waits for a time of day.
DAYS = 4
_DAY_END = timedelta(seconds=6)
# Jumps that follow sooner than they are noticed are one jump.
NOTICED = timedelta(seconds=20)
_LOOK = 0.05
_INTERRUPTED = "SELECT count(*) FROM attempt WHERE reason = 'interrupted'"
_HELD = "SELECT count(*) FROM delivery WHERE alert = ? AND sink = ? AND held = ?"
# Whatever the log says of these is a broken promise.
_TROUBLES = frozenset({"bug", "lease lost", "not stored", "not ruled"})


class Stage:
    """One daemon and its wall clock. `jump` sets it, `record` tells how that was borne."""

    def __init__(
        self,
        folder: Path,
        newsroom: Newsroom,
        receiver: Receiver,
        wall: WallClock,
        heard: Heard,
    ) -> None:
        self._folder = folder
        self._newsroom = newsroom
        self._receiver = receiver
        self._wall = wall
        self._daemon: asyncio.subprocess.Process | None = None
        self._jumps: list[float] = []
        self._pauses: list[tuple[float, float]] = []
        self._exits: list[int] = []
        self._owed: set[str] = set()
        self._heard = heard
        self._to_notice: list[float] = []
        self._may_notice = 0
        self._vain: list[str] = []

    async def start(self) -> None:
        """Start the daemon, and return once it has polled every listing."""
        began = time.monotonic()
        with (self._folder / "log").open("a", encoding="utf-8") as log:
            self._daemon = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "monitor", "run"),
                cwd=self._folder,
                stdout=log,
                stderr=log,
                env={**os.environ, **self._wall.environ(), "TZ": "Europe/Berlin"},
            )
        await self._newsroom.wait_for(lambda: self._all_polled_since(began), PATIENCE)
        self._pauses.append((began, time.monotonic()))

    async def stop(self) -> None:
        """Tell the daemon to stop."""
        daemon, self._daemon = self._daemon, None
        if daemon is not None and daemon.returncode is None:
            began = time.monotonic()
            daemon.send_signal(signal.SIGTERM)
            async with asyncio.timeout(PATIENCE.total_seconds()):
                self._exits.append(await daemon.wait())
            self._pauses.append((began, time.monotonic()))

    async def jump(self, jump: Jump, watched: timedelta) -> None:
        """Set the clock in the moment that is wanted, publish what must be told, and watch for a while."""
        match jump.moment:
            case Moment.RETRY:
                await self._fail_once()
            case Moment.LEASE:
                await self._begin_slowly()
            case Moment.DIGEST:
                await self._let_wait("daily", Held.DIGEST)
            case Moment.QUIET:
                await self._let_wait("night", Held.QUIET)
            case Moment.DOWN:
                await self.stop()
        self._set(jump)
        for _ in range(jump.times - 1):
            await asyncio.sleep(BETWEEN)
            self._set(jump)
        if jump.moment is Moment.STOP:
            await self.stop()
        if self._daemon is None:
            await self.start()
        self._publish()
        with suppress(TimeoutError):
            await self._receiver.wait_until(self._is_noticed, NOTICED)
        await asyncio.sleep(watched.total_seconds())

    async def record(self) -> Record:
        """Return what is left, once all that is owed was told, and all that waits for a time of day.

        Every listing was polled since the last jump, too, or is found not to be: what is owed is told by one of them.
        """
        with suppress(TimeoutError):
            await self._receiver.wait_until(self._is_told, PATIENCE)
            await self._newsroom.wait_for(lambda: self._all_polled_since(self._jumps[-1]), PATIENCE)
        ended = time.monotonic()
        jumps = tuple(self._jumps)
        await self._end_all_waits()
        await self.stop()
        exchanges = [each for each in self._newsroom.requests if each.at <= ended]
        return Record(
            every=EVERY,
            polls={
                path: [each.at for each in exchanges if each.path == path]
                for path in map(self._path, EDITIONS)
            },
            jumps=jumps,
            pauses=tuple(self._pauses),
            ended=ended,
            owed=frozenset(self._owed),
            messages=tuple(each for each in self._heard.messages if each.at <= ended),
            held=self._heard.held,
            notices=tuple(self._heard.notices),
            to_notice=tuple(self._to_notice),
            may_notice=self._may_notice,
            interrupted=self._count(_INTERRUPTED),
            troubles=(*self._troubles(), *self._vain),
            exits=tuple(self._exits),
        )

    def _set(self, jump: Jump) -> None:
        by = jump.by or timedelta()
        if jump.to is not None:
            by = self._wall.set(jump.to)
        else:
            self._wall.move(by)
        self._jumps.append(time.monotonic())
        if jump.times > 1 or jump.moment in {Moment.STOP, Moment.DOWN}:
            self._may_notice += 1
        elif abs(by) >= LEAST_TOLD:
            self._to_notice.append(by.total_seconds())

    async def _end_all_waits(self) -> None:
        """Let days pass until nothing is held any more."""
        for _ in range(DAYS):
            tomorrow = datetime.fromtimestamp(self._wall.now(), UTC) + timedelta(days=1)
            self._set(Jump(to=tomorrow.replace(hour=11, minute=0)))
            with suppress(TimeoutError):
                await self._receiver.wait_until(self._is_all_told, _DAY_END)
                return

    async def _let_wait(self, sink: str, why: Held) -> None:
        """Return when a new alert is held at the sink; say so if it never is."""
        name = self._publish()
        until = time.monotonic() + PATIENCE.total_seconds()
        while time.monotonic() < until:
            alert = next((each.id for each in self._heard.messages if each.about == name), None)
            if alert and self._count(_HELD, alert, sink, why.value):
                return
            await asyncio.sleep(_LOOK)
        self._vain.append(f"{sink} never held {name}, before jump {len(self._jumps) + 1}")

    def _publish(self) -> str:
        article = self._newsroom.publish(edition="en", topics=("vakunov",))
        name = f"24.kg#{article.id}"
        self._owed.add(name)
        return name

    async def _fail_once(self) -> None:
        """Return when a delivery was tried in vain."""
        self._receiver.script(Status(code=500), times=1, path=DESK)
        name = self._publish()
        with suppress(TimeoutError):
            await self._receiver.wait_until(
                lambda: any(each.about == name for each in self._heard.messages), PATIENCE
            )

    async def _begin_slowly(self) -> None:
        """Return when an article's page was asked for that takes its time."""
        before = self._newsroom.requests.total
        article = self._newsroom.publish(edition="en", topics=("vakunov",))
        self._owed.add(f"24.kg#{article.id}")
        self._newsroom.script(article.id, Slow(before=UNDER_WAY))
        path = f"{article.id}_"
        with suppress(TimeoutError):
            await self._newsroom.wait_for(lambda: self._is_asked_for(path, before), PATIENCE)

    def _is_asked_for(self, part: str, before: int) -> bool:
        new = self._newsroom.requests.total - before
        requests = self._newsroom.requests
        return any(part in requests[-at].path for at in range(1, min(new, len(requests)) + 1))

    def _all_polled_since(self, began: float) -> bool:
        polled = {each.path for each in self._newsroom.requests if each.at > began}
        return all(self._path(edition) in polled for edition in EDITIONS)

    def _is_told(self) -> bool:
        return self._owed <= {each.about for each in self._heard.messages if each.is_taken}

    def _is_noticed(self) -> bool:
        return len(self._heard.notices) >= len(self._to_notice)

    def _is_all_told(self) -> bool:
        told = {each.id for each in self._heard.messages if each.is_taken}
        return (
            self._is_told()
            and self._is_noticed()
            and all(
                told <= {alert for each in held for alert in each.tells}
                for held in self._heard.held.values()
            )
        )

    def _path(self, edition: str) -> str:
        return self._newsroom.listing(edition).removeprefix(self._newsroom.url)

    def _count(self, query: str, *words: str) -> int:
        uri = f"file:{self._folder}/monitor.db?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return int(connection.execute(query, words).fetchone()[0])

    def _troubles(self) -> list[str]:
        lines = (self._folder / "log").read_text(encoding="utf-8").splitlines()
        facts = [json.loads(line) if line.startswith("{") else {"event": line} for line in lines]
        return [f"the log says {each}" for each in facts if _is_trouble(each)]


def _is_trouble(facts: dict[str, object]) -> bool:
    return facts.get("event") in _TROUBLES or facts.get("level") == "error"


@asynccontextmanager
async def staged(folder: Path, preloaded: str) -> AsyncIterator[Stage]:
    """Yield a stage whose daemon has taken in the backlog."""
    wall = WallClock(folder / "wall", preloaded)
    heard = Heard(wall)
    async with (
        Newsroom(articles=20, editions=EDITIONS) as newsroom,
        Receiver(on_received=heard.hear) as receiver,
    ):
        stage = Stage(folder, newsroom, receiver, wall, heard)
        configure(folder, newsroom, receiver)
        try:
            await stage.start()
            yield stage
        finally:
            await stage.stop()
