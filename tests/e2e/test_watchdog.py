"""The service manager is told that all is well while it is, and hears nothing when something is wedged."""

import asyncio
import os
import sqlite3
from contextlib import closing

import pytest

# The program speaks three times in so many seconds, and systemd gives up after them.
WATCHDOG = 3.0


@pytest.fixture
def environ(tmp_path) -> dict[str, str]:
    return {
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": str(int(WATCHDOG * 1_000_000)),
    }


async def heard(manager, within: float = 60) -> None:
    """Return at the next sign of life. Raises `TimeoutError` if there is none within so many seconds."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(within):
        while (await loop.sock_recv(manager, 4096)) != b"WATCHDOG=1":
            pass


async def silent(manager) -> None:
    """Return once systemd would have given up; what was said before does not count."""
    for _ in range(10):
        try:
            await heard(manager, WATCHDOG)
        except TimeoutError:
            return
    pytest.fail("it says that it is well")


async def test_it_falls_silent_while_it_cannot_write_and_speaks_again_after(
    program, manager, environ
):
    await program.run("crawl")
    async with program.service(**environ):
        await heard(manager)
        with closing(
            sqlite3.connect(program.folder / "state" / "monitor.db", isolation_level=None)
        ) as other:
            other.execute("BEGIN IMMEDIATE")
            await silent(manager)
            other.execute("ROLLBACK")
        await heard(manager)


async def test_it_falls_silent_while_its_loop_is_blocked_and_speaks_again_after(
    program, manager, environ
):
    unread, full = os.pipe()
    with os.fdopen(unread, "rb", 0) as reader, os.fdopen(full, "wb", 0) as stream:
        async with program.service(err=stream, **environ):
            await heard(manager)
            # Nobody reads its log any more: the next line blocks whoever writes it.
            os.set_blocking(full, False)
            while stream.write(bytes(4096)):
                pass
            os.set_blocking(full, True)
            await silent(manager)
            reading = asyncio.create_task(asyncio.to_thread(reader.read))
            await heard(manager)
        stream.close()
        await reading
