"""The jobs of the queue, done: all that is due at one host or one sink, by a crew of its own, for a while.

Owns how long a stint lasts; leases by the rules of the store, and asks by those of the gate.
"""

import asyncio
import logging
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any

from monitor.errors import StoreError
from monitor.model import Delivery, SinkSettings, Target
from monitor.model.fleet import Chore, Errand, Post
from monitor.ports import Clock, Store
from monitor.runtime.chores import do_chore
from monitor.runtime.crew import Crew
from monitor.runtime.engine import Engine
from monitor.runtime.fleet.stays import Stay, Stays
from monitor.runtime.leasing import CHECK_LEASE, DELIVERY_LEASE
from monitor.runtime.sinks import at_once

log = logging.getLogger(__name__)

# After so long, in seconds, the next one who waits has his turn, be there work left or not.
SLICE = 30.0
# Where nothing could be done though something was due (a budget is spent, an earlier delivery is awaited), nobody is
# wanted for so long.
IDLE = timedelta(seconds=1)


class Stints:
    """Does jobs of the queue over one engine."""

    def __init__(self, engine: Engine, store: Store, stays: Stays, clock: Clock) -> None:
        self._engine = engine
        self._store = store
        self._stays = stays
        self._clock = clock
        self._crews: set[Crew[Any]] = set()
        self._is_stopping = False

    async def perform(self, errand: Errand) -> None:
        """Do one job. What the store has against it is said, and the job is asked for again by who plans."""
        if self._is_stopping:
            return
        try:
            match errand.post:
                case Post.HOST:
                    await self._at_host(errand)
                case Post.SINK:
                    await self._at_sink(errand)
                case Post.CHORE:
                    await self._at_home(errand.name)
        except StoreError as error:
            self._engine.standing.failed(error)

    def stop(self) -> None:
        """Claim nothing more; stints end with the jobs in hand."""
        self._is_stopping = True
        for crew in self._crews:
            crew.stop()

    async def _at_host(self, errand: Errand) -> None:
        manners = self._engine.config.politeness.of(errand.name)
        async with self._stays.stay(errand, manners.delay) as stay:
            if stay is not None:
                claim = partial(self._targets, errand.name, stay)
                await self._work_off(self._engine.crews.checking(claim, manners.concurrency), stay)

    async def _at_sink(self, errand: Errand) -> None:
        sinks = {sink.id: sink for sink in self._engine.config.sinks}
        settings = sinks.get(errand.name)
        if settings is None:
            # A newer configuration has it, which this worker does not know yet.
            return
        async with self._stays.stay(errand, settings.delay or timedelta()) as stay:
            if stay is not None:
                await self._stays.rest(stay)
                claim = partial(self._deliveries, settings, stay)
                await self._work_off(self._engine.crews.delivering(claim, at_once(settings)), stay)

    async def _at_home(self, name: str) -> None:
        chores = {chore.value: chore for chore in Chore}
        if name in chores:
            await do_chore(chores[name], self._engine)
        else:
            # Who leads is of a newer version, and sends it again.
            log.info("chore unknown", extra={"chore": name})

    async def _work_off(self, crew: Crew[Any], stay: Stay) -> None:
        """Have a crew do all that is due, until nothing is, the time is over, or the stint is lost."""
        stay.idle = IDLE
        self._crews.add(crew)
        crew.finish()
        if self._is_stopping:
            crew.stop()
        over = asyncio.get_running_loop().call_later(SLICE, crew.stop)
        lost = asyncio.ensure_future(stay.lost.wait())
        work = asyncio.ensure_future(crew.work())
        try:
            await asyncio.wait({work, lost}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            lost.cancel()
            work.cancel()
            await asyncio.wait({work})
            self._crews.discard(crew)
        if not work.cancelled():
            work.result()

    async def _targets(self, host: str, stay: Stay, limit: int) -> Collection[Target]:
        if not limit:
            return ()
        now = self._clock.now()
        targets = await self._store.claim_due(
            now,
            due_by=now,
            limit=limit,
            lease=CHECK_LEASE,
            politeness=self._engine.config.politeness,
            hosts=(host,),
        )
        return self._found(stay, targets)

    async def _deliveries(
        self, settings: SinkSettings, stay: Stay, limit: int
    ) -> Collection[Delivery]:
        if not limit:
            return ()
        dispatcher = self._engine.dispatcher
        judged = dispatcher.judged(self._clock.now()) & {settings.id}
        if judged:
            await dispatcher.dispatch(judged)
        deliveries = await self._store.claim_deliveries(
            self._clock.now(),
            limit=limit,
            lease=DELIVERY_LEASE,
            per_sink={settings.id: at_once(settings)},
            judged=judged,
        )
        if deliveries and settings.delay:
            self._stays.note(stay, settings.delay)
        return self._found(stay, deliveries)

    def _found(self, stay: Stay, jobs: Collection[Any]) -> Collection[Any]:
        if jobs:
            stay.idle = timedelta()
            self._engine.standing.well()
        return jobs
