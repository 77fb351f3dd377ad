"""The pages over an archive that a test wrote itself, by a clock of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import httpx

from monitor.config import load
from monitor.model import Secret, Web
from monitor.runtime.desk import ArchiveDesk
from monitor.web import Desk, app_of

ADDRESS = "http://127.0.0.1:8787"
WEB = Web(
    listen="127.0.0.1:8787",
    url=ADDRESS,
    secrets=(Secret("whsec_b2xkIGtleSBvZiB0aGUgZGVzaywgMzIgYnl0ZXMhIQ=="),),
)


class Still:
    """A clock that stands."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


@asynccontextmanager
async def reading(
    toml: Path, now: datetime, *, can_draw: bool = True
) -> AsyncIterator[httpx.AsyncClient]:
    """Yield somebody who looks at the archive of `toml` at a time."""
    config = load(toml, {})

    async def nothing(wish):
        raise AssertionError(wish)

    desk = ArchiveDesk(lambda: config, nothing, WEB, Still(now))
    desk._can_draw = can_draw
    async with looking(desk) as client:
        yield client
    desk.close()


@asynccontextmanager
async def looking(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """Yield somebody who looks at the pages of a desk."""
    transport = httpx.ASGITransport(app_of(desk))
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        yield client
