"""Where the crews' jobs come from: all that is due in the database. Does none of them.

It is the seam between an engine that works alone and one of several, which have another supply (`fleet/supply.py`).
"""

from collections.abc import Callable, Collection
from typing import Protocol

from monitor.config import Config
from monitor.fetch import Gate
from monitor.model import Delivery, PolitenessRules, Target
from monitor.model.leases import Leases, Next
from monitor.noun import dataclass
from monitor.ports import Clock, Store
from monitor.runtime.dispatch import Dispatcher
from monitor.runtime.leasing import CHECK_LEASE, DELIVERY_LEASE, leases_of
from monitor.runtime.listeners import Scope
from monitor.runtime.sinks import at_once


class Supply(Protocol):
    """Leases jobs for the crews of one engine. Its methods that ask the store may raise `StoreUnavailable`."""

    def follow(self, config: Config) -> None:
        """Go by `config` from now on."""
        ...

    async def targets(self, limit: int) -> Collection[Target]:
        """Return up to `limit` targets to be checked, leased."""
        ...

    async def deliveries(self, limit: int) -> Collection[Delivery]:
        """Return up to `limit` deliveries to be sent, leased."""
        ...

    def leases(self, room: int, *, is_full: bool) -> Leases:
        """Return what a commit may lease while there is room for so many deliveries.

        Where the crew of checks `is_full` more is due, and a check that is over may go straight on to it.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What differs between an engine that works alone and one of several."""

    supply: Callable[[Dispatcher], Supply]
    gate: Callable[[PolitenessRules], Gate] | None = None


class AllThatIsDue:
    """All that is due within a scope."""

    def __init__(self, store: Store, clock: Clock, scope: Scope, dispatcher: Dispatcher) -> None:
        self._store = store
        self._clock = clock
        self._scope = scope
        self._dispatcher = dispatcher

    def follow(self, config: Config) -> None:
        """See `Supply.follow`."""
        self._politeness = config.politeness
        self._per_sink = {sink.id: at_once(sink) for sink in config.sinks}

    async def targets(self, limit: int) -> Collection[Target]:
        """See `Supply.targets`."""
        now = self._clock.now()
        return await self._store.claim_due(
            now,
            due_by=self._scope.due_by or now,
            limit=limit,
            lease=CHECK_LEASE,
            politeness=self._politeness,
            sources=self._scope.sources,
        )

    async def deliveries(self, limit: int) -> Collection[Delivery]:
        """See `Supply.deliveries`."""
        now = self._clock.now()
        if judged := self._dispatcher.judged(now):
            await self._dispatcher.dispatch(judged)
        return await self._store.claim_deliveries(
            self._clock.now(),  # anew: the clock may have been set while they were judged
            limit=limit,
            lease=DELIVERY_LEASE,
            per_sink=self._per_sink,
            judged=judged,
        )

    def leases(self, room: int, *, is_full: bool) -> Leases:
        """See `Supply.leases`."""
        now = self._clock.now()
        judged = self._dispatcher.judged(now)
        next_ = None
        if is_full:
            next_ = Next(due_by=self._scope.due_by or now, sources=self._scope.sources)
        return leases_of(now, self._politeness, self._per_sink, judged, room, next_)


def in_scope(store: Store, clock: Clock, scope: Scope) -> Terms:
    """Return the terms of an engine that works alone."""

    def supply(dispatcher: Dispatcher) -> Supply:
        return AllThatIsDue(store, clock, scope, dispatcher)

    return Terms(supply=supply)
