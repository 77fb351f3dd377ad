"""The daemon's own healing in virtual time: a newsroom is drawn anew, and the engine looks for what broke."""

import asyncio
import io
import os
import signal
import subprocess
from datetime import timedelta

import pytest

from benchmarks.torture.markups import BODY, OTHER_BODY
from monitor.config import load, shipped_folder
from monitor.demo.faults import Status
from monitor.errors import StoreUnavailable
from monitor.runtime.clock import SystemClock
from monitor.runtime.daemon import Daemon
from monitor.runtime.ending import Ending
from monitor.runtime.healing import breakages
from monitor.runtime.systemd import Notifier
from monitor.store.reading import open_archive
from tests.runtime.redrawn import Broken, staged


def half_a_text(page: str) -> str:
    """Draw the text anew, and leave the half of it out: what is found is not what is known."""
    return BODY.sub(lambda hit: f'<div class="prose">{hit[2][: len(hit[2]) // 2]}{hit[3]}', page)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    made = Broken(tmp_path_factory.mktemp("broken"), OTHER_BODY)
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
