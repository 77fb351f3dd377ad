"""The desk behind the pages: reads the archive in threads of its own, and has wishes granted by whoever can."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from monitor.config import Config
from monitor.errors import MonitorError
from monitor.model import Web
from monitor.model.access import Access
from monitor.model.wish import Granted, Wish
from monitor.noun import replace
from monitor.ports import Clock
from monitor.ports.archive import Archive
from monitor.runtime.access import AccessFile
from monitor.runtime.mailbox import refused
from monitor.runtime.pictures import Painter, can_draw
from monitor.store.reading import ArchiveShelf
from monitor.web import Facts, Paper, RatesPicture, ViewsPicture, Vitals

T = TypeVar("T")

# Readers beside one another; more would only wait for the disk.
_READERS = 4


class ArchiveDesk:
    """`web.Desk` for a configuration that may change, and a way to grant wishes. Close it after use."""

    def __init__(
        self,
        config: Callable[[], Config],
        granting: Callable[[Wish], Awaitable[Granted]],
        web: Web,
        clock: Clock,
        vitals: Callable[[], Vitals | None] = lambda: None,
    ) -> None:
        self._config = config
        self._granting = granting
        # Where it listens is fixed when it begins; its secrets may change.
        self._web = web
        self._clock = clock
        self._vitals = vitals
        self._access = AccessFile(config().path.parent / web.access)
        self._is_closing = False
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._shelf = ArchiveShelf()
        self._painter = Painter(self._shelf)
        self._can_draw = can_draw()

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._clock.now()

    def facts(self) -> Facts:
        """Return what is configured at the moment."""
        config = self._config()
        return Facts(
            zone=config.timezone,
            web=replace(config.web or self._web, listen=self._web.listen),
            politeness=config.politeness,
            sources=config.sources,
            selectors_by_site=config.selectors_by_site,
            rules=config.rules,
            compiled=config.compiled_rules,
            sinks=config.sinks,
            can_draw=self._can_draw,
        )

    def vitals(self) -> Vitals | None:
        """Return how the engine in this process is; None if there is none here."""
        return self._vitals()

    def access(self) -> Access:
        """Return who may come in. Raises `MonitorError` if that cannot be read."""
        return self._access.read()

    async def ask(self, question: Callable[[Archive], T]) -> T:
        """Return the answer to a question to the archive. Raises `StoreUnavailable`."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._answer, question)

    async def picture(self, subject: ViewsPicture | RatesPicture, paper: Paper) -> bytes | None:
        """Return a picture; None if there is nothing to draw, or nothing to draw it with. Raises `StoreUnavailable`."""
        if not self._can_draw:
            return None
        return await self._painter.picture(self._config(), subject, paper, self.now())

    async def grant(self, wish: Wish) -> Granted:
        """Return what granting a wish came to."""
        try:
            return await self._granting(wish)
        except MonitorError as error:
            return refused(wish, f"{error}: please try again")

    def is_closing(self) -> bool:
        """Say whether the server stops, so that no answer shall go on for long."""
        return self._is_closing

    def retire(self) -> None:
        """Let answers that would go on for long come to their ends."""
        self._is_closing = True

    def close(self) -> None:
        """Let the readers go."""
        self._readers.shutdown(cancel_futures=True)
        self._painter.close()
        self._shelf.close()

    def _answer(self, question: Callable[[Archive], T]) -> T:
        with self._shelf.open(self._config().database) as archive:
            return question(archive)
