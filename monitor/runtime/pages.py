"""The pages: the server that answers at their socket, and the desk behind it; beside an engine or without one."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TextIO

import uvicorn

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.model import Web
from monitor.model.wish import Granted, Wish
from monitor.ports import Clock
from monitor.runtime.desk import ArchiveDesk
from monitor.runtime.engine import Engine
from monitor.runtime.granting import grant_now
from monitor.runtime.listening import Listener, listener_of
from monitor.runtime.systemd import Notifier
from monitor.runtime.vitals import vitals_of, watch_pauses
from monitor.web import Meters, app_of

log = logging.getLogger(__name__)

# More are told to come again: nobody takes note of so many alerts at once.
_AT_ONCE = 64
_GRACE_S = 2


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the signals alone: they are the daemon's."""
        yield


@asynccontextmanager
async def answering(
    at: Web, engine: Engine, meters: Meters, *, clock: Clock, environ: Mapping[str, str]
) -> AsyncIterator[None]:
    """Answer people at the address of [web] while the block runs.

    `meters` are those that hear of the engine's work.

    Raises `MonitorError` if the address cannot be had.
    """
    listener, web = listener_of(at, environ)
    desk = ArchiveDesk(
        lambda: engine.config,
        engine.grant,
        web,
        clock,
        lambda: vitals_of(engine, meters, clock),
    )
    watching = asyncio.create_task(watch_pauses(meters))
    try:
        async with _at_the_socket(desk, listener):
            yield
    finally:
        watching.cancel()


async def serve(
    config: Config,
    load: Callable[[], Config],
    *,
    clock: Clock,
    console: TextIO,
    environ: Mapping[str, str],
    notifier: Notifier,
) -> None:
    """Answer people without a daemon of one's own until SIGTERM or SIGINT; SIGHUP rereads the configuration.

    Wishes are granted as those of commands: by the daemon that holds the database, or here where nobody does. Raises
    `MonitorError` if there is no [web], or its address cannot be had.
    """
    if config.web is None:
        raise MonitorError(
            "there is nowhere to answer: the configuration has no [web]",
            hint='[web] with listen = "127.0.0.1:8787" and a secret_file; docs/dashboard.md',
        )
    stopping = asyncio.Event()
    present = _Present(config, load)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGHUP, present.renew)
    # One at a time: each may open the database.
    turn = asyncio.Lock()

    async def grant(wish: Wish) -> Granted:
        async with turn:
            return await grant_now(present.config, wish, clock=clock, console=console)

    listener, web = listener_of(config.web, environ)
    desk = ArchiveDesk(lambda: present.config, grant, web, clock)
    async with _at_the_socket(desk, listener):
        notifier.ready(f"answers at {config.web.url}")
        await stopping.wait()
        notifier.stopping()


class _Present:
    """The configuration that is in force; one with faults does not replace it."""

    def __init__(self, config: Config, load: Callable[[], Config]) -> None:
        self.config = config
        self._load = load

    def renew(self) -> None:
        try:
            self.config = self._load()
        except MonitorError as error:
            log.error("reload failed", extra={"detail": str(error)})


@asynccontextmanager
async def _at_the_socket(desk: ArchiveDesk, listener: Listener) -> AsyncIterator[None]:
    pages = uvicorn.Config(
        app_of(desk),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = _Server(pages)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        desk.retire()
        server.should_exit = True
        await serving
        desk.close()
