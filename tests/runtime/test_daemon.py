"""How the daemon reloads: one after the other, and without leaving open what it no longer uses."""

import asyncio
import os
import signal
import sys
import threading

from monitor.config import load
from monitor.runtime.clock import SystemClock
from monitor.runtime.daemon import Daemon
from monitor.runtime.ending import Ending
from monitor.runtime.systemd import Notifier
from tests.supervisor import told


class Running:
    """A daemon in the test's own loop; `left` is how it would have been ended by force."""

    def __init__(self, program, manager, reread) -> None:
        self.left: list[int] = []
        self.daemon = Daemon(
            load(program.path, {}),
            reread,
            clock=SystemClock(),
            console=sys.stdout,
            notifier=Notifier({"NOTIFY_SOCKET": manager.getsockname()}),
            ending=Ending(self.left.append),
            environ={},
        )

    async def __aenter__(self) -> "Running":
        self.running = asyncio.create_task(self.daemon.run())
        return self

    async def __aexit__(self, *error: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        await self.running


async def test_the_configuration_that_was_asked_for_last_is_the_one_in_force(program, manager):
    first = load(program.path, {})
    program.configure(editions=("en", "ru"))
    second = load(program.path, {})
    loop = asyncio.get_running_loop()
    is_reading, may_go_on = asyncio.Event(), threading.Event()
    readings = []

    def reread():
        readings.append(None)
        if len(readings) > 1:
            return second
        loop.call_soon_threadsafe(is_reading.set)
        may_go_on.wait(30)
        return first

    async with Running(program, manager, reread):
        await told(manager, "READY=1")
        os.kill(os.getpid(), signal.SIGHUP)
        await is_reading.wait()
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)
        may_go_on.set()
        await told(manager, "READY=1")
        last = await told(manager, "READY=1")

    assert "watching 2 sources" in last
    assert len(readings) == 2


async def test_a_bug_in_a_reload_ends_neither_the_daemon_nor_the_next_reload(program, manager):
    program.configure(editions=("en", "ru"))
    config = load(program.path, {})
    readings = []

    def reread():
        readings.append(None)
        if len(readings) == 1:
            raise ZeroDivisionError("a bug")
        return config

    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    async with Running(program, manager, reread) as running:
        await told(manager, "READY=1")
        os.kill(os.getpid(), signal.SIGHUP)
        assert "1 sources" not in await told(manager, "RELOADING=1")
        await told(manager, "READY=1")
        os.kill(os.getpid(), signal.SIGHUP)
        await told(manager, "RELOADING=1")
        last = await told(manager, "READY=1")
        assert not running.running.done()

    assert "watching 2 sources" in last


async def test_a_reload_hangs_up_on_the_way_out_that_it_replaces(program, newsroom, manager):
    text = program.path.read_text(encoding="utf-8")
    # Polled once, so that the connections to come are not taken for those that were.
    program.path.write_text(text.replace('every = "1s"', 'every = "1h"'), encoding="utf-8")

    async with Running(program, manager, lambda: load(program.path, {})):
        await newsroom.wait_for(lambda: len(newsroom.requests) > 15)
        while newsroom.in_flight:  # noqa: ASYNC110 - the newsroom tells of requests only
            await asyncio.sleep(0)
        assert newsroom.connections > 0
        slower = program.path.read_text(encoding="utf-8").replace('"5s"\nallow', '"6s"\nallow')
        program.path.write_text(slower, encoding="utf-8")
        os.kill(os.getpid(), signal.SIGHUP)
        await told(manager, "RELOADING=1")
        await told(manager, "READY=1")
        async with asyncio.timeout(30):
            while newsroom.connections:  # noqa: ASYNC110 - the newsroom tells of requests only
                await asyncio.sleep(0.01)
