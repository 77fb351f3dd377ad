"""A stop at awkward moments: while it starts, and while something hangs that cannot be ended."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing, contextmanager
from datetime import timedelta

LONG = timedelta(seconds=60)
CONSOLE = '\n[[sink]]\nid = "stream"\nkind = "console"\n'


@contextmanager
def held(database):
    """Keep everybody else from writing: whoever starts meanwhile comes no further than the opening."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def stalled():
    """Yield a stream that takes nothing more, as nobody reads it."""
    unread, full = os.pipe()
    os.set_blocking(full, False)
    with os.fdopen(unread, "rb"), os.fdopen(full, "wb", 0) as stream:
        while stream.write(bytes(4096)):
            pass
        os.set_blocking(full, True)
        yield stream


def deliveries_in_hand(program) -> int:
    ((count,),) = program.rows("SELECT count(*) FROM delivery WHERE leased_until IS NOT NULL")
    return count


async def opening(program, service) -> None:
    """Return once the service holds the lock on its database."""
    lock = program.folder / "state" / "monitor.db.lock"
    async with asyncio.timeout(30):
        while lock.read_text(encoding="ascii") != f"{service.pid}\n":  # noqa: ASYNC110 - files tell nobody
            await asyncio.sleep(0.01)


async def test_a_stop_while_the_configuration_is_read_is_silent_and_good(program):
    program.path.unlink()
    os.mkfifo(program.path)
    async with program.service() as service:
        # Opens once the other end reads.
        with await asyncio.to_thread(program.path.open, "wb", 0):
            service.send_signal(signal.SIGTERM)
            code = await service.wait()

    assert (code, program.log) == (0, "")


async def test_a_stop_while_the_database_is_opened_is_heard_before_any_work(program, newsroom):
    await program.run("crawl")
    asked = len(newsroom.requests)
    async with program.service() as service:
        with held(program.folder / "state" / "monitor.db"):
            await opening(program, service)
            service.send_signal(signal.SIGINT)
        code = await service.wait()

    assert (code, len(newsroom.requests)) == (0, asked)
    assert "Traceback" not in program.log
    assert '"started"' not in program.log


async def test_a_reload_that_is_asked_for_while_it_starts_comes_once_it_has_started(
    program, newsroom
):
    await program.run("crawl")
    async with program.service() as service:
        with held(program.folder / "state" / "monitor.db"):
            await opening(program, service)
            program.configure(editions=("en", "ru"))
            service.send_signal(signal.SIGHUP)
        await newsroom.wait_for(lambda: any(r.path == "/" for r in newsroom.requests), LONG)


async def test_a_stop_waits_for_no_reader_of_the_console_that_stalls(program, newsroom):
    text = program.path.read_text(encoding="utf-8").replace('["desk"]', '["stream"]') + CONSOLE
    program.path.write_text(text.replace('"seed"', '"alert"'), encoding="utf-8")
    with stalled() as stream:
        async with program.service(out=stream) as service:
            await newsroom.wait_for(lambda: len(newsroom.requests) > 1, LONG)
            await newsroom.wait_for(lambda: deliveries_in_hand(program) > 0, LONG)
            service.send_signal(signal.SIGTERM)
            code = await service.wait()

    assert (code, deliveries_in_hand(program)) == (0, 0)
