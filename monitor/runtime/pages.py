"""The pages beside the engine: their socket, and the server that answers at it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.model import Web
from monitor.ports import Clock
from monitor.runtime.desk import ArchiveDesk
from monitor.runtime.engine import Engine
from monitor.web import app_of

# More are told to come again: nobody takes note of so many alerts at once.
_AT_ONCE = 64
_GRACE_S = 2


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the signals alone: they are the daemon's."""
        yield


@asynccontextmanager
async def answering(config: Config, engine: Engine, clock: Clock) -> AsyncIterator[None]:
    """Answer people at the address of [web] while the block runs; do nothing if there is none.

    Raises `MonitorError` if the address cannot be had.
    """
    if config.web is None:
        yield
        return
    listener = _listen(config.web)
    desk = ArchiveDesk(lambda: engine.config, engine.grant, config.web, clock)
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
        server.should_exit = True
        await serving
        desk.close()


def _listen(web: Web) -> socket.socket:
    host, _, port = web.listen.rpartition(":")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), int(port)))
    except OSError as error:
        listener.close()
        raise MonitorError(
            f"cannot listen at {web.listen}: {error.strerror}", hint="[web] listen names another"
        ) from error
    return listener
