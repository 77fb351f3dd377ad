"""The store's side of telling: the port's methods about deliveries, sinks and silences. Holds no SQL of its own."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from monitor.model import (
    Acknowledgement,
    Alert,
    Delivery,
    Overdue,
    Replay,
    Ruling,
    Settlement,
    Silence,
    SinkPast,
    SourceId,
    Traffic,
    Waiting,
)
from monitor.store import dispatch, outbox, uptime
from monitor.store.connection import Connection
from monitor.store.days import add_traffic
from monitor.store.lanes import LanePair
from monitor.store.rows import to_text, to_time
from monitor.store.silences import acknowledge, add_silence, expire_silence, read_silences


class TellingLanes(LanePair):
    """What `ports.Store` says of alerts once they are stored."""

    async def claim_deliveries(
        self,
        now: datetime,
        *,
        limit: int,
        lease: timedelta,
        per_sink: Mapping[str, int],
        judged: Collection[str] = (),
    ) -> list[Delivery]:
        """See `Store.claim_deliveries`."""
        claim = outbox.DeliveryClaim(
            now=now,
            limit=limit,
            lease=self._token(),
            until=now + lease,
            per_sink=per_sink,
            judged=judged,
        )
        return await self._claim(
            lambda connection: outbox.claim_deliveries(connection, claim), outbox.hand_back
        )

    async def next_delivery_at(self, after: datetime | None = None) -> datetime | None:
        """See `Store.next_delivery_at`."""
        text = to_text(after) or ""
        first = await self._reader.run(partial(outbox.first_due_delivery, after=text))
        return to_time(first)

    async def settle(self, settlement: Settlement) -> None:
        """See `Store.settle`."""
        settle = partial(outbox.settle, settlement=settlement)
        await self._write_or_owe(self._writer.run(settle), instead=settle)

    async def replay(self, which: Replay, now: datetime) -> int:
        """See `Store.replay`."""
        return await self._writer.run(lambda connection: outbox.replay(connection, which, now))

    async def waiting(self, sinks: Collection[str], now: datetime) -> list[Waiting]:
        """See `Store.waiting`."""
        return await self._reader.run(partial(dispatch.read_waiting, sinks=sinks, now=now))

    async def past(
        self, sink: str, groups: Collection[str], since: datetime | None, now: datetime
    ) -> SinkPast:
        """See `Store.past`."""
        return await self._reader.run(
            partial(dispatch.read_past, sink=sink, groups=groups, since=since, now=now)
        )

    async def rule(self, rulings: Sequence[Ruling], now: datetime) -> None:
        """See `Store.rule`."""
        await self._writer.run(lambda connection: dispatch.apply_rulings(connection, rulings, now))

    async def silences(self, now: datetime) -> list[Silence]:
        """See `Store.silences`."""
        return await self._reader.run(lambda connection: read_silences(connection, now))

    async def add_silence(self, silence: Silence, now: datetime) -> None:
        """See `Store.add_silence`."""
        await self._writer.run(lambda connection: add_silence(connection, silence, now))

    async def expire_silence(self, silence: str, now: datetime) -> bool:
        """See `Store.expire_silence`."""
        return await self._writer.run(lambda connection: expire_silence(connection, silence, now))

    async def acknowledge(self, note: Acknowledgement, now: datetime) -> bool:
        """See `Store.acknowledge`."""
        return await self._writer.run(lambda connection: acknowledge(connection, note, now))

    async def overdue(self, sinks: Collection[str], before: datetime) -> list[Overdue]:
        """See `Store.overdue`."""
        return await self._reader.run(partial(uptime.read_overdue, sinks=sinks, before=before))

    async def tell(
        self,
        alerts: Sequence[Alert],
        now: datetime,
        *,
        source: SourceId | None = None,
        traffic: Sequence[Traffic] = (),
    ) -> int:
        """See `Store.tell`."""

        def told(connection: Connection) -> int:
            add_traffic(connection, traffic, now)
            return uptime.tell(connection, alerts, now, source)

        return await self._writer.run(told)

    async def hand_back(self, deliveries: Collection[Delivery]) -> None:
        """See `Store.hand_back`."""
        await self._writer.run(lambda connection: outbox.hand_back(connection, deliveries))
