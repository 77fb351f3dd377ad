"""One of several workers on one database: takes on jobs of the queue, and plans for all if it leads.

Who leads is one of those who may (`monitor run`); when it goes, however that comes about, the next one does.
"""

import asyncio
import logging
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from typing import TextIO

from monitor.config import Config
from monitor.errors import StoreError
from monitor.fetch import Gate, SharedGate, Vanguard
from monitor.model import PolitenessRules
from monitor.model.fleet import Chore, Errand, Post, Urgency
from monitor.ports import Clock
from monitor.ports.fleet import FleetStore, Queue
from monitor.runtime.dispatch import Dispatcher
from monitor.runtime.engine import Engine
from monitor.runtime.evidence import Archivist
from monitor.runtime.fleet.stays import Stays
from monitor.runtime.fleet.stints import Stints
from monitor.runtime.fleet.supply import QueuedStints
from monitor.runtime.listeners import Listeners
from monitor.runtime.supply import Terms
from monitor.runtime.workforce import Tasks, Workforce
from monitor.store import open_fleet

log = logging.getLogger(__name__)

# How often a worker says that it is alive, tries to lead, and learns of silences.
SIGN = timedelta(seconds=1)
# How often who leads looks for the dead: who is gone at two looks is.
REAP = timedelta(seconds=2)
# How long a stop waits for a server that does not answer, besides the time that the jobs in hand have.
AWAY = timedelta(seconds=1)


class Standby:
    """Whether this process leads."""

    def __init__(self, *, may_lead: bool) -> None:
        self.may_lead = may_lead
        self.is_leading = False

    def leads(self) -> bool:
        """Say so."""
        return self.is_leading


class Member(Workforce):
    """A workforce whose jobs come from the queue. `open_member` makes it."""

    def __init__(
        self,
        engine: Engine,
        store: FleetStore,
        queue: Queue,
        stays: Stays,
        standby: Standby,
        *,
        clock: Clock,
        grace: timedelta,
    ) -> None:
        super().__init__(engine, clock, grace)
        self._store = store
        self._queue = queue
        self._stays = stays
        self._standby = standby
        self._stints = Stints(engine, store, stays, clock)
        self._jobs: Tasks = set()
        self._reaped_at = float("-inf")

    @property
    def is_leading(self) -> bool:
        """See `Workforce.is_leading`."""
        return self._standby.is_leading

    async def adopt(self, config: Config) -> None:
        """Work by `config`; who may lead has the store agree with it. Raises `StoreUnavailable`."""
        await self.engine.adopt(config, tells_store=self._standby.may_lead)

    async def send(self, chore: Chore) -> None:
        """Put a chore into the queue, unless it waits there. Raises `StoreUnavailable`."""
        errand = Errand(post=Post.CHORE, name=chore.value, urgency=Urgency.CHORE)
        await self._queue.ask([errand])

    def begin(self) -> Tasks:
        """See `Workforce.begin`."""
        config = self.engine.config
        # So that there are about as many checks at once as where one works alone.
        at_once = max(config.limits.concurrency // config.politeness.default.concurrency, 1)
        work = self._queue.work(self._stints.perform, at_once=at_once, grace=self._grace)
        self._jobs = {asyncio.ensure_future(work)}
        begun = super().begin()
        self._watches.add(asyncio.ensure_future(self._live()))
        return begun | self._watches | self._jobs

    async def drain(self) -> None:
        """See `Workforce.drain`."""
        self._stints.stop()
        for job in self._jobs:
            job.cancel()
        # A server that is away keeps nobody: what could not be said of a job, who reaps finds out.
        within = (self._grace + AWAY).total_seconds()
        await asyncio.gather(asyncio.wait(self._jobs, timeout=within), super().drain())

    async def close(self) -> None:
        """See `Workforce.close`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(AWAY.total_seconds()):
                await self._queue.close()
        await super().close()

    async def _live(self) -> None:
        """Say ever again that this worker is alive, until cancelled."""
        while True:
            try:
                await self.sign()
            except StoreError as error:
                self._lead(is_leading=False)
                self.engine.standing.failed(error)
            await self._clock.sleep(SIGN)

    async def sign(self) -> None:
        """Stay where this worker is, lead if nobody does, and see to the dead. Raises `StoreUnavailable`."""
        await self._stays.keep()
        await self.engine.dispatcher.listen(self._clock.now())
        if self._standby.may_lead:
            self._lead(is_leading=await self._store.lead())
        since = self._clock.monotonic() - self._reaped_at
        if self.is_leading and since >= REAP.total_seconds():
            self._reaped_at = self._clock.monotonic()
            jobs = await self._store.reap(self._clock.now())
            if jobs:
                log.warning("stints freed", extra={"stints": len(jobs)})
            await self._queue.free(jobs)

    def _lead(self, *, is_leading: bool) -> None:
        if is_leading == self.is_leading or not self._standby.may_lead:
            return
        self._standby.is_leading = is_leading
        log.info("leading" if is_leading else "not leading")
        if is_leading:
            self.engine.wake()


async def open_member(
    config: Config,
    *,
    clock: Clock,
    console: TextIO,
    listeners: Listeners,
    grace: timedelta,
    may_lead: bool,
    vanguard: Vanguard | None = None,
) -> Member:
    """Open the database for one of several workers, and return one at rest, its first scout `vanguard`.

    Raises `StoreUnavailable` if the database cannot be used, and `MonitorError` about a file.
    """
    store, queue = await open_fleet(config.database, clock.now())
    async with AsyncExitStack() as undo:
        undo.push_async_callback(store.close)
        undo.push_async_callback(queue.close)
        archivist, stays, standby = Archivist(), Stays(store, clock), Standby(may_lead=may_lead)
        await archivist.follow(config)
        undo.push_async_callback(archivist.close)

        def supply(dispatcher: Dispatcher) -> QueuedStints:
            return QueuedStints(store, queue, clock, standby.leads, dispatcher)

        def gate(politeness: PolitenessRules) -> Gate:
            return SharedGate(politeness, clock, stays)

        engine = Engine(
            store,
            archivist,
            config,
            clock=clock,
            console=console,
            listeners=listeners,
            terms=Terms(supply=supply, gate=gate),
            vanguard=vanguard,
        )
        undo.push_async_callback(engine.close)
        member = Member(engine, store, queue, stays, standby, clock=clock, grace=grace)
        await member.adopt(config)
        await member.sign()
        undo.pop_all()
    return member
