"""The engine: every adapter built once and joined. It and `sinks` alone construct adapters for work.

It owns the two crews (checks and deliveries) and what they work with; a daemon or a crawl sets them to work.
"""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import TextIO

from monitor.config import Config
from monitor.core.watch import Watch
from monitor.egress import Egress
from monitor.fetch import Fetcher, Vanguard
from monitor.model import (
    Delivery,
    SourceId,
    Target,
)
from monitor.model.leases import Leases
from monitor.model.wish import Granted, Wish
from monitor.pipeline import Checked, Outlet, Pipeline
from monitor.ports import Clock, Store
from monitor.runtime.canary import tell_overdue, with_canary
from monitor.runtime.crews import Crews
from monitor.runtime.daily import tell_spent
from monitor.runtime.dispatch import Dispatcher
from monitor.runtime.evidence import Archivist
from monitor.runtime.exchange import exchange_of
from monitor.runtime.gaps import seek_gaps
from monitor.runtime.healer import Healed, Healer
from monitor.runtime.heartbeat import beat
from monitor.runtime.leasing import DELIVERIES_AT_ONCE
from monitor.runtime.listeners import EVERYTHING, Listeners, Scope
from monitor.runtime.rendering import rendering_of
from monitor.runtime.retiring import Retiring
from monitor.runtime.seat import Seat
from monitor.runtime.sinks import sink_of
from monitor.runtime.standing import Standing
from monitor.runtime.supply import Terms, in_scope
from monitor.runtime.watches import watched, watches_of, way_out
from monitor.runtime.wishes import grant
from monitor.store import open_store


class Engine:
    """Adapters and crews for one database. Use `open_engine`."""

    def __init__(
        self,
        store: Store,
        archivist: Archivist,
        config: Config,
        *,
        clock: Clock,
        console: TextIO,
        listeners: Listeners,
        terms: Terms,
        vanguard: Vanguard | None,
    ) -> None:
        self.store = store
        self._vanguard = vanguard
        self._archivist = archivist
        self._clock = clock
        self._console = console
        self._listeners = listeners
        self._terms = terms
        self.standing = Standing(listeners.on_standing)
        self.dispatcher = Dispatcher(store, config, clock)
        self._supply = terms.supply(self.dispatcher)
        self._healer = Healer(store, clock)
        self._seat = Seat()
        self._connect(config)
        self._equip(config, watches_of(config, config.compiled_rules))
        self.crews = Crews(store, self._check, self._deliver, self.standing.failed, clock)
        self.checks = self.crews.checking(self._claim_targets, config.limits.concurrency)
        self.deliveries = self.crews.delivering(self._claim_deliveries, DELIVERIES_AT_ONCE)
        self._retiring = Retiring(self.crews.everyone)

    @property
    def config(self) -> Config:
        """The configuration that is in force."""
        return self._config

    @property
    def scouts(self) -> int:
        """Return how many processes are up that fetch and read pages."""
        return self._exchange.scouts

    def wake(self) -> None:
        """Look for work of either kind now."""
        self.checks.wake()
        self.deliveries.wake()

    async def adopt(self, config: Config, *, tells_store: bool = True) -> None:
        """Work by `config` from now on, and have the store agree with it. Jobs in hand end as they began."""
        watches = None
        if config is not self._config:
            watches = await asyncio.to_thread(watches_of, config, config.compiled_rules)
        now = self._clock.now()
        if tells_store:
            await self.store.adopt(watched(config), [s.id for s in config.sinks], now)
        await self.dispatcher.listen(now)
        self._seat.take()
        if watches is not None:
            await self._archivist.follow(config)
            before = self._config
            if way_out(before) != way_out(config):
                self._retiring.add(self._exchange, self._egress)
                self._connect(config)
            self._equip(config, watches)
        self.wake()

    async def grant(self, wish: Wish) -> Granted:
        """Return what granting a wish came to; its deliveries are on their way. Raises `StoreUnavailable`."""
        granted = await grant(
            wish,
            store=self.store,
            keeper=self._keeper,
            dispatcher=self.dispatcher,
            config=self._config,
            now=self._clock.now(),
        )
        self.deliveries.wake()
        return granted

    async def tend(self) -> None:
        """Keep house. To be called now and then, about twice an hour. Raises `StoreUnavailable`."""
        await self.store.tend(self._clock.now())
        await self._archivist.tend(self._clock.now())

    async def seek_gaps(self) -> int:
        """Have the numbers that no listing named asked for, and return how many. Raises `StoreUnavailable`."""
        sought = await seek_gaps(self.store, self._config, self._clock.now())
        if sought:
            self.checks.wake()
        return sought

    async def tell_overdue(self) -> int:
        """Tell who takes no canary, and return how many alerts that made. Raises `StoreUnavailable`."""
        return self._told(await tell_overdue(self.store, self._config, self._clock))

    async def tell_spent(self) -> int:
        """Tell whose budget of the day is used up; return how many alerts that made. Raises `StoreUnavailable`."""
        return self._told(await tell_spent(self.store, self._config, self._clock))

    async def heal(self) -> Healed:
        """Look for selectors that broke, and return what that came to. Raises `StoreUnavailable`."""
        healed = await self._healer.heal(self._config, self._asked, self._exchange)
        self._told(healed.alerts)
        return healed

    async def beat(self) -> str:
        """Give the configured sign of life and return why nobody heard it, if so."""
        if self._config.heartbeat is None:
            return ""
        return await beat(self._egress, self._config.heartbeat.url, self._config.limits.agent)

    async def close(self) -> None:
        """Let go of the network and the database."""
        await self._seat.leave()
        await self._retiring.finish()
        await self._exchange.aclose()
        await self._egress.aclose()
        await self._archivist.close()
        await self.store.close()

    def _told(self, alerts: int) -> int:
        if alerts:
            self.deliveries.wake()
        return alerts

    def _equip(self, config: Config, watches: Mapping[SourceId, Watch]) -> None:
        self._config = config
        self.dispatcher.follow(config)
        self._supply.follow(config)
        made = partial(
            sink_of,
            egress=self._egress,
            agent=config.limits.agent,
            clock=self._clock,
            console=self._console,
        )
        self._pipeline = Pipeline(
            fetcher=self._fetcher,
            store=self.store,
            watches=watches,
            outlets={s.id: Outlet(sink=made(s), settings=s) for s in config.sinks},
            alarms=config.alarms,
            clock=self._clock,
            on_checked=self._heard_check,
            on_settled=self._listeners.on_settled,
            evidence=self._keeper,
        )

    def _connect(self, config: Config) -> None:
        self._egress = Egress(config.limits, self._clock)
        self._exchange = exchange_of(
            config.limits,
            self._egress,
            self._clock,
            self._vanguard,
            may_render=any(source.render for source in config.sources),
            cores=self._seat.cores,
        )
        self._keeper = self._archivist.keeper(config, self._exchange, self._clock)
        fetcher = Fetcher(
            self._egress,
            self._exchange,
            limits=config.limits,
            politeness=config.politeness,
            clock=self._clock,
            keeps=self._keeper is not None,
            gate=self._terms.gate(config.politeness) if self._terms.gate else None,
            rendering=rendering_of(config),
        )
        # Its pages come whole, for whom no selectors read them.
        self._asked = fetcher.get
        self._fetcher = with_canary(fetcher, config.canary, self._clock)

    # The pipeline is looked up at each job, because a reload puts another in its place.
    async def _check(self, target: Target) -> Target | None:
        committed = await self._pipeline.check(target, self._leases)
        await self.deliveries.give(committed.leased)
        return committed.target

    async def _deliver(self, delivery: Delivery) -> None:
        await self._pipeline.deliver(delivery)

    async def _claim_targets(self, limit: int) -> Collection[Target]:
        claimed = await self._supply.targets(limit)
        self.standing.well()
        return claimed

    async def _claim_deliveries(self, limit: int) -> Collection[Delivery]:
        return await self._supply.deliveries(limit)

    def _leases(self) -> Leases:
        return self._supply.leases(self.deliveries.room, is_full=self.checks.is_full)

    def _heard_check(self, checked: Checked) -> None:
        self._healer.hear(checked.plan)
        if checked.committed.deliveries > len(checked.committed.leased):
            self.deliveries.wake()
        self._listeners.on_checked(checked)


async def open_engine(
    config: Config,
    *,
    clock: Clock,
    console: TextIO,
    listeners: Listeners,
    scope: Scope = EVERYTHING,
    vanguard: Vanguard | None = None,
) -> Engine:
    """Open the database, make it agree with `config` and return an engine at rest, its first scout `vanguard`.

    Raises `StoreUnavailable` if the database cannot be used.
    """
    store, archivist = await open_store(config.database, clock.now()), Archivist()
    async with AsyncExitStack() as undo:
        undo.push_async_callback(store.close)
        await archivist.follow(config)
        undo.push_async_callback(archivist.close)
        engine = Engine(
            store,
            archivist,
            config,
            clock=clock,
            console=console,
            listeners=listeners,
            terms=in_scope(store, clock, scope),
            vanguard=vanguard,
        )
        undo.push_async_callback(engine.close)
        await engine.adopt(config)
        undo.pop_all()
    return engine
