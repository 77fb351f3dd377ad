"""What waits for a sink is ruled upon before it is claimed. Owns which sinks that concerns; judges nothing itself."""

import logging
from datetime import datetime

from monitor.config import Config
from monitor.core.dispatch import FLOODED, Desk, group_of, is_in_force, judge
from monitor.errors import LeaseLost
from monitor.model import Silence, Waiting
from monitor.ports import Store

log = logging.getLogger(__name__)


class Dispatcher:
    """Rules upon deliveries to the sinks that hold any, and upon all while a silence is in force."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
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

    async def dispatch(self, sinks: frozenset[str], now: datetime) -> None:
        """Rule upon all that is due to `sinks` and not released. Raises `StoreUnavailable`."""
        by_sink: dict[str, list[Waiting]] = {}
        for waiting in await self._store.waiting(sinks, now):
            by_sink.setdefault(waiting.sink, []).append(waiting)
        for sink, waiting_there in by_sink.items():
            await self._rule(sink, waiting_there, now)

    async def _rule(self, sink: str, waiting: list[Waiting], now: datetime) -> None:
        holding = self._holding_by_sink[sink]
        groups = {group_of(each, holding) for each in waiting}
        since = None
        if holding.flood is not None:
            groups.add(FLOODED)
            since = now - holding.flood.within
        past = await self._store.past(sink, groups, since, now)
        desk = Desk(holding=holding, zone=self._zone, urgent=self._urgent, silences=self._silences)
        try:
            await self._store.rule(judge(waiting, past, desk, now), now)
        except LeaseLost as error:
            # Somebody else ruled upon them in the meantime; the next look shows what is left.
            log.warning("not ruled", extra={"sink": sink, "detail": str(error)})
