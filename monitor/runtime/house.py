"""The house that is kept for a database: its uptime, its clock, and the chores. Kept by one, who leads.

Owns what that is and how often; chores it has done by whoever `send` leads to.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from monitor.errors import HostTaken
from monitor.model.fleet import Chore
from monitor.ports import Clock
from monitor.runtime.engine import Engine
from monitor.runtime.reporting import Weighed
from monitor.runtime.uptime import Uptime, begin

log = logging.getLogger(__name__)

Send = Callable[[Chore], Awaitable[None]]


class House:
    """What is kept while this process `leads`, which may begin and end; always, where it works alone."""

    def __init__(self, engine: Engine, clock: Clock, send: Send, leads: Callable[[], bool]) -> None:
        self._engine = engine
        self._clock = clock
        self._send = send
        self._leads = leads
        self._weighed = Weighed()
        self._uptime: Uptime | None = None

    async def open(self) -> None:
        """Write down that a run begins, if this process leads. Raises `StoreUnavailable`."""
        if not self._leads():
            self._uptime = None
        elif self._uptime is None:
            self._uptime = await begin(self._engine.store, self._clock)

    async def keep(self) -> None:
        """Give a sign of life, and see to what cannot wait long. Raises `StoreUnavailable`."""
        await self.open()
        if self._uptime is not None:
            if await self._uptime.keep(self._engine.config):
                log.info("resumed")
                self._engine.deliveries.wake()
            await self.do(Chore.OVERDUE)
            await self.do(Chore.SPENT)
        self._weighed.report(await self._engine.store.measure())

    async def do(self, chore: Chore) -> None:
        """Have a chore done. Raises `StoreUnavailable`."""
        if self._leads():
            await self._send(chore)

    async def heal(self, taken_up: Callable[[], None]) -> None:
        """Look for selectors that broke; a file that was written is `taken_up` as any other that somebody wrote.

        Not by another worker: the file is this machine's. Raises `StoreUnavailable`.
        """
        if not self._leads():
            return
        try:
            healed = await self._engine.heal()
        except HostTaken as error:
            # It is looked for again in a while.
            log.info("put off", extra={"detail": str(error)})
            return
        if healed.is_written:
            taken_up()

    async def follow(self, by: timedelta) -> None:
        """Move what waits by as much as the clock was set: that of who leads is everybody's. May raise as others."""
        if self._uptime is not None and self._leads():
            await self._uptime.follow(by, self._engine.config)

    async def close(self) -> None:
        """Write down that the run ended by itself. Raises `StoreUnavailable`."""
        if self._uptime is not None and self._leads():
            await self._uptime.end()
