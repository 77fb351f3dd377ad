"""The supply of one of several workers: it leases nothing for the crews, but has the queue know where work waits."""

from collections.abc import Callable, Collection

from monitor.config import Config
from monitor.model import Delivery, Target
from monitor.model.leases import Leases
from monitor.ports import Clock
from monitor.ports.fleet import FleetStore, Queue
from monitor.runtime.dispatch import Dispatcher
from monitor.runtime.leasing import leases_of
from monitor.runtime.sinks import at_once


class QueuedStints:
    """Asks for a job at each host where something is due, if this worker leads, and at each sink, whoever it is."""

    def __init__(
        self,
        store: FleetStore,
        queue: Queue,
        clock: Clock,
        leads: Callable[[], bool],
        dispatcher: Dispatcher,
    ) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._leads = leads
        self._dispatcher = dispatcher

    def follow(self, config: Config) -> None:
        """See `Supply.follow`."""
        self._politeness = config.politeness
        self._sinks = [sink.id for sink in config.sinks]
        # One that is given time between two deliveries is served by who is there alone.
        self._per_sink = {sink.id: at_once(sink) for sink in config.sinks if not sink.delay}

    async def targets(self, limit: int) -> Collection[Target]:
        """Have the queue know which hosts wait."""
        await self._store.must_be_sound()
        if self._leads():
            await self._queue.ask(await self._store.waiting_hosts(self._clock.now()))
        return ()

    async def deliveries(self, limit: int) -> Collection[Delivery]:
        """Have the queue know which sinks wait."""
        await self._queue.ask(await self._store.waiting_sinks(self._sinks, self._clock.now()))
        return ()

    def leases(self, room: int, *, is_full: bool) -> Leases:
        """See `Supply.leases`: a commit's deliveries leave with it here as well. What is due next the queue says."""
        now = self._clock.now()
        return leases_of(now, self._politeness, self._per_sink, self._dispatcher.judged(now), room)
