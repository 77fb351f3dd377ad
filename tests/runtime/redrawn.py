"""A newsroom that is drawn anew while an engine watches it, in virtual time."""

import io
import json
import re
import shutil
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.afterlife import START, VirtualClock
from benchmarks.torture.markups import Redrawn
from benchmarks.torture.markups import article as is_article
from monitor.config import load
from monitor.demo import Newsroom
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.listeners import Listeners
from monitor.store.reading import open_archive

CONFIG = """\
[monitor]
database = "monitor.db"
alarms = ["log"]
heal = "{heal}"
[fetch]
agent = "monitor-tests (+https://example.org/monitor)"
scouts = 0
allow_addresses = ["{address}"]
[politeness]
delay = "0s"
concurrency = 1
robots = false
budget = 4000
[[source]]
id = "ru"
site = "24.kg"
listing = "{listing}"
language = "ru"
every = "4m"
recheck = ["30d:10m"]
[[sink]]
id = "log"
kind = "console"
"""
# In which every article is read again.
ROUND = timedelta(minutes=11)
# In which the listing is polled.
POLL = timedelta(minutes=5)
ARTICLES = 14
BEGAN = START + timedelta(hours=10)


@dataclass(kw_only=True)
class Stage:
    """A newsroom, the engine that watches it, and the clock of both."""

    newsroom: Newsroom
    engine: Engine
    clock: VirtualClock
    folder: Path

    async def live(self, rounds: int, each: timedelta = ROUND) -> None:
        """Let every article be read so many times; in shorter rounds only the listing is."""
        self.engine.checks.finish()
        for _ in range(rounds):
            self.clock.set(self.clock.now() + each)
            await self.engine.checks.work()

    def redraw(self, change, applies=is_article) -> None:
        self.newsroom.heal("*")
        self.newsroom.script("*", Redrawn(change=change, applies=applies))

    async def reload(self, heal: str = "apply") -> None:
        path = self.folder / "monitor.toml"
        path.write_text(re.sub(r"heal = .*", f'heal = "{heal}"', path.read_text()))
        await self.engine.adopt(load(path, {}))

    def archive(self):
        return open_archive(self.folder / "monitor.db")

    @property
    def health(self):
        with self.archive() as archive:
            return archive.health("ru", self.clock.now())

    def told(self) -> list[dict]:
        with self.archive() as archive:
            alerts = archive.alerts(limit=100)
        return [
            json.loads(each.payload)["data"]
            for each in alerts
            if each.kind.value == "source.remedy"
        ]


@asynccontextmanager
async def staged(folder: Path, heal: str = "propose", *, now=BEGAN, port: int = 0):
    clock = VirtualClock(1)
    clock.set(BEGAN)
    async with Newsroom(
        articles=ARTICLES, seed=5, editions=("ru",), page_size=30, port=port, now=clock.now
    ) as newsroom:
        text = CONFIG.format(heal=heal, address=newsroom.address, listing=newsroom.listing("ru"))
        (folder / "monitor.toml").write_text(text)
        clock.set(now)
        engine = await open_engine(
            load(folder / "monitor.toml", {}),
            clock=clock,
            console=io.StringIO(),
            listeners=Listeners(on_checked=lambda _: None, on_settled=lambda _: None),
        )
        try:
            yield Stage(newsroom=newsroom, engine=engine, clock=clock, folder=folder)
        finally:
            await engine.close()


class Broken:
    """A source that broke by a change while a monitor watched, which was stopped then: what each test begins with."""

    def __init__(self, folder: Path, change, applies=is_article, *, good=4, bad=(1, ROUND)) -> None:
        self._good = good
        self._bad = bad
        self._folder = folder
        self._change = change
        self._applies = applies
        self._now = BEGAN
        self.port = 0

    async def prepare(self) -> None:
        async with staged(self._folder) as stage:
            # A page that comes whole each time counts each time.
            stage.redraw(str, self._applies)
            await stage.live(self._good)
            stage.redraw(self._change, self._applies)
            await stage.live(*self._bad)
            assert stage.health.breakage is not None
            assert (await stage.engine.heal()).alerts == 0  # it has not settled yet
            self._now = stage.clock.now()
            self.port = int(stage.newsroom.address.rpartition(":")[2])

    @asynccontextmanager
    async def watched(self, folder: Path, heal: str, change=None):
        """Watch on, by another monitor, until the breakage has settled; by another change, if one is given."""
        shutil.copy(self._folder / "monitor.db", folder)
        async with staged(folder, heal, now=self._now, port=self.port) as stage:
            stage.redraw(change or self._change, self._applies)
            await stage.live(1)
            yield stage
