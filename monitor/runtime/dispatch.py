"""What waits for a sink is ruled upon before it is claimed. Owns which sinks that concerns; judges nothing itself."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.config import Config
from monitor.core.dispatch import FLOODED, Desk, group_of, is_in_force, judge
from monitor.errors import LeaseLost
from monitor.model import Ruling, Silence, SinkPast, Waiting
from monitor.ports import Clock, Store
from monitor.runtime.clock import PLAY

log = logging.getLogger(__name__)


class Dispatcher:
    """Rules upon deliveries to the sinks that hold any, and upon all while a silence is in force."""

    def __init__(self, store: Store, config: Config, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._silences: tuple[Silence, ...] = ()
        self.follow(config)

    def follow(self, config: Config) -> None:
        """Go by `config` from now on."""
        self._zone = config.timezone
        self._holding_by_sink = {sink.id: sink.holding for sink in config.sinks}
        self._urgent = frozenset(rule.id for rule in config.rules if rule.urgent)

    async def listen(self, now: datetime) -> None:
        """Learn anew which silences there are. Raises `StoreUnavailable`."""
        self._silences = tuple(await self._store.silences(now))

    def judged(self, now: datetime) -> frozenset[str]:
        """Return the sinks whose deliveries go out only once they are released."""
        if any(is_in_force(silence, now) for silence in self._silences):
            return frozenset(self._holding_by_sink)
        return frozenset(sink for sink, holding in self._holding_by_sink.items() if holding.holds)

    async def dispatch(self, sinks: frozenset[str]) -> None:
        """Rule upon all that is due to `sinks` and not released. Raises `StoreUnavailable`.

        What is read before the clock is set waits by the old time, and is left to the next look.
        """
        now, zero = self._clock.now(), self._zero()
        by_sink: dict[str, list[Waiting]] = {}
        for waiting in await self._store.waiting(sinks, now):
            by_sink.setdefault(waiting.sink, []).append(waiting)
        for sink, waiting_there in by_sink.items():
            past = await self._past(sink, waiting_there, now)
            if abs(self._zero() - zero) > PLAY:
                log.info("clock set while judging", extra={"sink": sink})
                return
            await self._rule(sink, judge(waiting_there, past, self._desk(sink), now), now)

    async def _past(self, sink: str, waiting: list[Waiting], now: datetime) -> SinkPast:
        holding = self._holding_by_sink[sink]
        groups = {group_of(each, holding) for each in waiting}
        since = None
        if holding.flood is not None:
            groups.add(FLOODED)
            since = now - holding.flood.within
        return await self._store.past(sink, groups, since, now)

    async def _rule(self, sink: str, rulings: Sequence[Ruling], now: datetime) -> None:
        try:
            await self._store.rule(rulings, now)
        except LeaseLost as error:
            # Somebody else ruled upon them in the meantime; the next look shows what is left.
            log.warning("not ruled", extra={"sink": sink, "detail": str(error)})

    def _desk(self, sink: str) -> Desk:
        holding = self._holding_by_sink[sink]
        return Desk(holding=holding, zone=self._zone, urgent=self._urgent, silences=self._silences)

    def _zero(self) -> datetime:
        """Return what the time was when the running clock stood at 0; another, once the clock was set."""
        return self._clock.now() - timedelta(seconds=self._clock.monotonic())
