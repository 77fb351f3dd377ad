"""The pages over a real archive, by a real server on loopback."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn

from benchmarks.afterlife import VirtualClock
from monitor.config import load
from monitor.runtime.desk import ArchiveDesk
from monitor.runtime.granting import grant_now
from monitor.web import app_of
from tests.web.busy import NOW

# Chromium asks nobody anything by itself.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def serving(toml: Path) -> AsyncIterator[str]:
    """Yield the address of the pages over the archive of `toml`, at the time it was watched until."""
    listener = socket.create_server(("127.0.0.1", 0))
    listens = f"127.0.0.1:{listener.getsockname()[1]}"
    config = load(toml, {})
    assert config.web is not None
    config = replace(config, web=replace(config.web, listen=listens, url=f"http://{listens}"))
    clock = VirtualClock(seed=7)
    clock.set(NOW)
    desk = ArchiveDesk(
        lambda: config,
        lambda wish: grant_now(config, wish, clock=clock, console=io.StringIO()),
        config.web,
        clock,
    )
    server = uvicorn.Server(
        uvicorn.Config(
            app_of(desk), http="h11", ws="none", lifespan="off", log_config=None, access_log=False
        )
    )
    # The signals are those of the program that serves here.
    task = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        yield f"http://{listens}"
    finally:
        server.should_exit = True
        await task
        desk.close()
