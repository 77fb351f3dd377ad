"""The daemon's own healing in virtual time: a newsroom is drawn anew, and the engine looks for what broke."""

import asyncio
import io
import json
import os
import re
import shutil
import signal
import subprocess
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.afterlife import START, VirtualClock
from benchmarks.torture.markups import BODY, OTHER_BODY, Redrawn
from benchmarks.torture.markups import article as is_article
from monitor.config import load, shipped_folder
from monitor.demo import Newsroom
from monitor.demo.faults import Status
from monitor.errors import StoreUnavailable
from monitor.runtime.clock import SystemClock
from monitor.runtime.daemon import Daemon
from monitor.runtime.ending import Ending
from monitor.runtime.engine import Engine, open_engine
from monitor.runtime.healing import breakages
from monitor.runtime.listeners import Listeners
from monitor.runtime.systemd import Notifier
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
ARTICLES = 14
BEGAN = START + timedelta(hours=10)


def half_a_text(page: str) -> str:
    """Draw the text anew, and leave the half of it out: what is found is not what is known."""
    return BODY.sub(lambda hit: f'<div class="prose">{hit[2][: len(hit[2]) // 2]}{hit[3]}', page)


@dataclass(kw_only=True)
class Stage:
    """A newsroom, the engine that watches it, and the clock of both."""

    newsroom: Newsroom
    engine: Engine
    clock: VirtualClock
    folder: Path

    async def live(self, rounds: int) -> None:
        """Let every article be read so many times."""
        self.engine.checks.finish()
        for _ in range(rounds):
            self.clock.set(self.clock.now() + ROUND)
            await self.engine.checks.work()

    def redraw(self, change) -> None:
        self.newsroom.script("*", Redrawn(change=change, applies=is_article))

    async def reload(self, heal: str = "apply") -> None:
        path = self.folder / "monitor.toml"
        path.write_text(re.sub(r"heal = .*", f'heal = "{heal}"', path.read_text()))
        await self.engine.adopt(load(path, {}))

    @property
    def health(self):
        with open_archive(self.folder / "monitor.db") as archive:
            return archive.health("ru", self.clock.now())

    def told(self) -> list[dict]:
        with open_archive(self.folder / "monitor.db") as archive:
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
    """A source whose texts broke while a monitor watched, which was stopped then: what each test begins with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._now = BEGAN
        self.port = 0

    async def prepare(self) -> None:
        async with staged(self._folder) as stage:
            await stage.live(4)
            stage.redraw(OTHER_BODY)
            await stage.live(1)
            assert stage.health.breakage is not None
            assert (await stage.engine.heal()).alerts == 0  # it has not settled yet
            self._now = stage.clock.now()
            self.port = int(stage.newsroom.address.rpartition(":")[2])

    @asynccontextmanager
    async def watched(self, folder: Path, heal: str, change=OTHER_BODY):
        """Watch on, by another monitor, until the breakage has settled."""
        shutil.copy(self._folder / "monitor.db", folder)
        async with staged(folder, heal, now=self._now, port=self.port) as stage:
            stage.redraw(change)
            await stage.live(1)
            yield stage


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    made = Broken(tmp_path_factory.mktemp("broken"))
    asyncio.run(made.prepare())
    return made


async def test_what_broke_is_looked_for_once_and_proposed(broken, tmp_path):
    async with broken.watched(tmp_path, "propose") as stage:
        first = await stage.engine.heal()
        again = [await stage.engine.heal() for _ in range(2)]
        await stage.live(1)
        again.append(await stage.engine.heal())

        found = breakages(load(tmp_path / "monitor.toml", {}), stage.clock.now())
        assert found == {"ru": stage.health.breakage}
        assert (first.alerts, first.is_written) == (1, False)
        assert [each.alerts for each in again] == [0, 0, 0]
        (told,) = stage.told()
        (body,) = told["remedies"]
        assert (body["field"], body["selectors"], body["is_sure"]) == ("body", [".prose"], True)
        assert (told["file"], told["command"]) == (None, "monitor selectors heal ru --apply")
        assert not (tmp_path / "selectors").exists()

    # Another life of the monitor knows it, too.
    async with staged(tmp_path, now=stage.clock.now(), port=broken.port) as later:
        later.redraw(OTHER_BODY)
        await later.live(1)
        requests = len(later.newsroom.requests)
        assert (await later.engine.heal()).alerts == 0
        assert len(later.newsroom.requests) == requests


async def test_what_is_sure_is_applied_the_breakage_mended_and_all_of_it_can_be_undone(
    broken, tmp_path
):
    own = tmp_path / "selectors" / "24.kg.toml"
    own.parent.mkdir()
    before = (shipped_folder() / "24.kg.toml").read_bytes()
    own.write_bytes(before)
    async with broken.watched(tmp_path, "apply") as stage:
        healed = await stage.engine.heal()
        assert (healed.alerts, healed.is_written) == (1, True)
        await stage.reload()
        new = stage.newsroom.publish()
        await stage.live(2)

        assert (await stage.engine.heal()).alerts == 0
        assert stage.health.breakage is None
        with open_archive(tmp_path / "monitor.db") as archive:
            (line,) = [each for each in archive.articles() if each.title == new.title]
            found = archive.article(str(line.id))
        # Read as it would have been without the redesign.
        assert (found.gave["body"], len(found.revisions)) == (".prose", 1)
        assert found.revisions[0].body == new.body

        (told,) = stage.told()
        undo, _, reload = told["undo"].partition(" && ")
        assert (told["file"], reload) == (str(own), "systemctl reload monitor")
        await asyncio.to_thread(subprocess.run, undo, shell=True, check=True)
        assert own.read_bytes() == before

        # Who takes it back does not want it: it is proposed from now on.
        await stage.reload()
        await stage.live(3)
        healed = await stage.engine.heal()
        assert (healed.alerts, healed.is_written) == (1, False)
        assert "took it back" in stage.health.healing.trouble
        assert own.read_bytes() == before


async def test_what_was_written_is_told_when_the_database_is_back(broken, tmp_path):
    async with broken.watched(tmp_path, "apply") as stage:
        store, tells = stage.engine.store, stage.engine.store.tell

        async def away(alerts, *args, **facts) -> int:
            if alerts:
                raise StoreUnavailable("the disk is full")
            return await tells(alerts, *args, **facts)

        store.tell = away
        with pytest.raises(StoreUnavailable):
            await stage.engine.heal()
        store.tell = tells

        healed = await stage.engine.heal()

        assert (healed.alerts, healed.is_written) == (1, True)
        assert stage.told()[0]["file"] == str(tmp_path / "selectors" / "24.kg.toml")


async def test_what_is_not_sure_is_left_to_a_person(broken, tmp_path):
    async with broken.watched(tmp_path, "apply", half_a_text) as stage:
        healed = await stage.engine.heal()

        assert (healed.alerts, healed.is_written) == (1, False)
        assert not (tmp_path / "selectors").exists()
        assert not any(each["is_sure"] for each in stage.told()[0]["remedies"])


async def test_a_file_under_version_control_is_not_written(broken, tmp_path):
    (tmp_path / ".git").mkdir()
    async with broken.watched(tmp_path, "apply") as stage:
        healed = await stage.engine.heal()

        assert (healed.alerts, healed.is_written) == (1, False)
        assert "under version control" in stage.told()[0]["trouble"]
        assert not (tmp_path / "selectors").exists()


async def test_pages_that_cannot_be_had_are_asked_for_again_and_not_for_ever(broken, tmp_path):
    async with broken.watched(tmp_path, "off") as stage:
        assert (await stage.engine.heal()).alerts == 0
        await stage.reload("apply")
        stage.newsroom.heal("*")
        stage.newsroom.script("*", Status(code=503))
        asked = len(stage.newsroom.requests)

        for hour in (1, 2, 3):
            told = [(await stage.engine.heal()).alerts for _ in range(2)]
            assert (told, len(stage.newsroom.requests)) == ([int(hour == 3), 0], asked + 5 * hour)
            stage.clock.set(stage.clock.now() + timedelta(hours=1))

        assert (await stage.engine.heal()).alerts == 0
        assert "0 could be had" in stage.told()[0]["trouble"]


async def test_the_daemon_takes_up_what_it_wrote(broken, tmp_path, monkeypatch):
    monkeypatch.setattr("monitor.runtime.daemon.HEAL", timedelta(milliseconds=200))
    async with broken.watched(tmp_path, "apply") as stage:
        await stage.engine.close()
        path, loop, is_taken_up = (
            tmp_path / "monitor.toml",
            asyncio.get_running_loop(),
            asyncio.Event(),
        )
        read = []

        def reread():
            read.append(load(path, {}))
            loop.call_soon_threadsafe(is_taken_up.set)
            return read[-1]

        daemon = Daemon(
            load(path, {}),
            reread,
            clock=SystemClock(),
            console=io.StringIO(),
            notifier=Notifier({}),
            ending=Ending(lambda _: None),
            environ={},
        )
        running = asyncio.create_task(daemon.run())
        await asyncio.wait_for(is_taken_up.wait(), 60)
        os.kill(os.getpid(), signal.SIGTERM)
        await running

        (told,) = stage.told()
        assert told["file"] == str(tmp_path / "selectors" / "24.kg.toml")
        (config,) = read
        assert config.selectors_by_site["24.kg"].article.fields["body"].picks[0].source == ".prose"
