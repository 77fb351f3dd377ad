"""The pages beside the engine: their socket, and a desk that reads the archive and writes by the engine."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import uvicorn

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.model import Acknowledgement, Web
from monitor.model.report import AlertLife
from monitor.runtime.engine import Engine
from monitor.store import open_archive
from monitor.web import Notice, app_of

# More are told to come again: nobody takes note of so many alerts at once.
_AT_ONCE = 64
_GRACE_S = 2


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave the signals alone: they are the daemon's."""
        yield


class _ArchiveDesk:
    """Reads beside the engine, in a thread; writes as every wish does, through it."""

    def __init__(self, config: Config, engine: Engine) -> None:
        self._database = config.database
        self._zone = config.timezone
        self._engine = engine

    async def notice(self, alert: str) -> Notice | None:
        lives = await asyncio.to_thread(self._lives, alert)
        return next((_notice(life, self._zone) for life in lives if life.alert.id == alert), None)

    async def take_note(self, note: Acknowledgement) -> str:
        try:
            return (await self._engine.grant(note)).trouble
        except MonitorError as error:
            return f"{error}: please try again"

    def _lives(self, alert: str) -> list[AlertLife]:
        with open_archive(self._database) as archive:
            return archive.alert_lives(alert)


@asynccontextmanager
async def answering(config: Config, engine: Engine) -> AsyncIterator[None]:
    """Answer people at the address of [web] while the block runs; do nothing if there is none.

    Raises `MonitorError` if the address cannot be had.
    """
    if config.web is None:
        yield
        return
    listener = _listen(config.web)
    pages = uvicorn.Config(
        app_of(_ArchiveDesk(config, engine), lambda: engine.web),
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


def _notice(life: AlertLife, zone: ZoneInfo) -> Notice:
    said = json.loads(life.alert.payload).get("data", {})
    return Notice(
        alert=life.alert.id,
        # As it was told: the article may have another headline by now.
        title=said.get("article", {}).get("title") or life.alert.title,
        rule=life.alert.rule,
        source=life.source,
        url=life.alert.url,
        made_at=_time(life.alert.created_at, zone),
        noted_at=_time(life.acknowledged.at, zone) if life.acknowledged else "",
        noted_by=life.acknowledged.author if life.acknowledged else "",
        note=life.acknowledged.note if life.acknowledged else "",
    )


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
