"""One Procrastinate job a page, the quickest way there is of doing that: what `leases` is held against."""

import time
from contextlib import AsyncExitStack
from typing import Any, Self

from procrastinate import App, PsycopgConnector
from procrastinate.tasks import Task

_AT_ONCE = 16
_DEFERRED_AT_ONCE = 500


class Jobs:
    """A queue in a database of its own: `async with Jobs(url) as jobs: await jobs.round(500)`."""

    def __init__(self, url: str) -> None:
        self._app = App(connector=PsycopgConnector(conninfo=url))
        self._visit: Task[Any, Any, Any] = self._app.task(name="visit")(_visit)
        self._undo = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._undo.enter_async_context(self._app.open_async())
        await self._app.schema_manager.apply_schema_async()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._undo.aclose()

    async def round(self, jobs: int) -> float:
        """Defer so many jobs and do them; return jobs a second."""
        began = time.perf_counter()
        for first in range(0, jobs, _DEFERRED_AT_ONCE):
            last = min(first + _DEFERRED_AT_ONCE, jobs)
            pages = [{"page": page} for page in range(first, last)]
            await self._visit.batch_defer_async(*pages)
        await self._app.run_worker_async(
            wait=False,
            concurrency=_AT_ONCE,
            delete_jobs="always",
            listen_notify=False,
            install_signal_handlers=False,
        )
        return jobs / (time.perf_counter() - began)


async def _visit(page: int) -> None:
    """Do nothing."""
