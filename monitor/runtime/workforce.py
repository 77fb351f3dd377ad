"""All that works in one process over one engine: its crews, and who has them look for work. Works alone.

One of several is `fleet/member.py`.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta

from monitor.config import Config
from monitor.model.fleet import Chore
from monitor.ports import Clock
from monitor.runtime.chores import do_chore
from monitor.runtime.engine import Engine
from monitor.runtime.lookout import Lookout

Tasks = set[asyncio.Task[None]]


class Workforce:
    """The crews of an engine at work."""

    def __init__(self, engine: Engine, clock: Clock, grace: timedelta) -> None:
        self.engine = engine
        self._clock = clock
        # How long what is in hand at a stop has to end.
        self._grace = grace
        self._crews: Tasks = set()
        self._watches: Tasks = set()

    @property
    def is_leading(self) -> bool:
        """Say whether this process plans and keeps house for the database."""
        return True

    async def adopt(self, config: Config) -> None:
        """Work by `config` from now on. Raises `StoreUnavailable`."""
        await self.engine.adopt(config)

    async def send(self, chore: Chore) -> None:
        """Have a chore done. Raises `StoreUnavailable`."""
        await do_chore(chore, self.engine)

    def begin(self) -> Tasks:
        """Set to work, and return the tasks that are at it: they end by a bug of ours only."""
        engine, loop = self.engine, asyncio.get_running_loop()
        self._crews = {
            loop.create_task(engine.checks.work()),
            loop.create_task(engine.deliveries.work()),
        }
        store, clock = engine.store, self._clock
        lookouts = (
            Lookout(store.next_check_at, self._if_leading(engine.checks.wake), clock),
            Lookout(store.next_delivery_at, self._if_leading(engine.deliveries.wake), clock),
        )
        self._watches = {loop.create_task(each.watch()) for each in lookouts}
        return self._crews | self._watches

    async def drain(self) -> None:
        """Take on nothing more; what is in hand has its time to end, and is handed back then."""
        self.engine.checks.stop()
        self.engine.deliveries.stop()
        _, late = await asyncio.wait(self._crews, timeout=self._grace.total_seconds())
        for crew in late:
            crew.cancel()
        await asyncio.gather(*self._crews, return_exceptions=True)
        for watch in self._watches:
            watch.cancel()

    async def close(self) -> None:
        """Let go of the network and the database."""
        await self.engine.close()

    def _if_leading(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Return what wakes a crew, if it is this process' business to look."""

        def wake_if_leading() -> None:
            if self.is_leading:
                wake()

        return wake_if_leading
