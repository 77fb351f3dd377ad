"""The port's methods, each an operation on one of two lanes, whichever database these lead to. Holds no SQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from monitor.model import (
    Acknowledgement,
    Alert,
    Committed,
    Delivery,
    Known,
    LateTelling,
    NewArticle,
    NormKey,
    Overdue,
    PageHealth,
    Plan,
    PolitenessRules,
    Recovered,
    Replay,
    Ruling,
    Run,
    Settlement,
    Silence,
    SinkPast,
    Sketch,
    Source,
    SourceId,
    Story,
    Target,
    Traffic,
    Waiting,
    Wording,
)
from monitor.ports import Tell
from monitor.store import dispatch, frontier, moved, outbox, uptime, watched
from monitor.store.articles import add_found
from monitor.store.commit import commit, tell_late
from monitor.store.connection import Connection
from monitor.store.days import read_day
from monitor.store.group import Group
from monitor.store.health import read_health
from monitor.store.known import read_known, read_numbers, read_wordings
from monitor.store.lane import Lane, Operation
from monitor.store.lanes import LanePair
from monitor.store.rows import to_text, to_time
from monitor.store.silences import acknowledge, add_silence, expire_silence, read_silences
from monitor.store.stories import read_stories
from monitor.store.trouble import Trouble

T = TypeVar("T")


class StoreOperations(LanePair):
    """All of `ports.Store` but its housekeeping, which is each database's own."""

    def __init__(
        self, writer: Lane, reader: Lane, trouble: Trouble, prove: Operation[None], group: Group
    ) -> None:
        super().__init__(writer, reader, trouble, prove)
        self._group = group

    async def adopt(self, sources: Sequence[Source], sinks: Collection[str], now: datetime) -> None:
        """See `Store.adopt`."""
        await self._writer.run(lambda connection: watched.adopt(connection, sources, sinks, now))

    async def wish(self, sources: Collection[SourceId], now: datetime, pages: int) -> None:
        """See `Store.wish`."""
        await self._writer.run(lambda connection: watched.wish(connection, sources, now, pages))

    async def claim_due(
        self,
        now: datetime,
        *,
        due_by: datetime,
        limit: int,
        lease: timedelta,
        politeness: PolitenessRules,
        sources: Collection[SourceId] | None = None,
    ) -> list[Target]:
        """See `Store.claim_due`."""
        claim = frontier.DueClaim(
            now=now,
            due_by=due_by,
            limit=limit,
            lease=self._token(),
            until=now + lease,
            politeness=politeness,
            sources=sources,
        )
        return await self._claim(
            lambda connection: frontier.claim_due(connection, claim), frontier.release
        )

    async def known(
        self, target: Target, keys: Collection[bytes], norms: Collection[NormKey] = ()
    ) -> Known:
        """See `Store.known`."""
        return await self._reader.run(partial(read_known, target=target, keys=keys, norms=norms))

    async def stories(self, sketch: Sketch) -> tuple[Story, ...]:
        """See `Store.stories`."""
        return await self._reader.run(lambda connection: read_stories(connection, sketch))

    async def health(self, target: Target, fields: Collection[str]) -> PageHealth:
        """See `Store.health`."""
        return await self._reader.run(partial(read_health, target=target, fields=fields))

    async def commit(self, plan: Plan) -> Committed:
        """See `Store.commit`."""
        return await self._write_or_owe(
            lambda connection: commit(connection, plan, self._group),
            instead=lambda connection: frontier.release(connection, [plan.target]),
        )

    async def wordings(self, since: datetime, *, after: int, limit: int) -> list[Wording]:
        """See `Store.wordings`."""
        return await self._reader.run(partial(read_wordings, since=since, after=after, limit=limit))

    async def tell_late(self, late: Sequence[LateTelling], now: datetime) -> Committed:
        """See `Store.tell_late`."""
        return await self._writer.run(lambda connection: tell_late(connection, late, now))

    async def numbers(self, site: str, since: datetime) -> list[int]:
        """See `Store.numbers`."""
        return await self._reader.run(lambda connection: read_numbers(connection, site, since))

    async def seek(self, source: SourceId, found: Sequence[NewArticle], now: datetime) -> int:
        """See `Store.seek`."""
        added, _ = await self._writer.run(
            lambda connection: add_found(connection, source, found, to_text(now))
        )
        return added

    async def release(self, targets: Collection[Target]) -> None:
        """See `Store.release`."""
        await self._writer.run(lambda connection: frontier.release(connection, targets))

    async def next_due_at(self, after: datetime | None = None) -> datetime | None:
        """See `Store.next_due_at`."""
        return await self._reader.run(partial(_first_due, to_text(after) or ""))

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

    async def settle(self, settlement: Settlement) -> None:
        """See `Store.settle`."""
        settle = partial(outbox.settle, settlement=settlement)
        await self._write_or_owe(settle, instead=settle)

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

    async def day(self, now: datetime) -> list[Traffic]:
        """See `Store.day`."""
        return await self._reader.run(partial(read_day, now=now))

    async def tell(self, alerts: Sequence[Alert], now: datetime) -> int:
        """See `Store.tell`."""
        return await self._writer.run(lambda connection: uptime.tell(connection, alerts, now))

    async def begin_run(self, now: datetime) -> Run:
        """See `Store.begin_run`."""
        return await self._writer.run(lambda connection: uptime.begin_run(connection, now))

    async def keep_alive(self, run: Run, now: datetime) -> None:
        """See `Store.keep_alive`."""
        await self._writer.run(lambda connection: uptime.keep_alive(connection, run.id, now))

    async def end_run(self, run: Run, now: datetime) -> None:
        """See `Store.end_run`."""
        await self._writer.run(lambda connection: uptime.end_run(connection, run.id, now))

    async def recovered(self, run: Run, sources: Collection[SourceId]) -> list[Recovered]:
        """See `Store.recovered`."""
        return await self._reader.run(partial(uptime.read_recovered, run=run, sources=sources))

    async def tell_resumed(self, run: Run, alert: Alert | None, now: datetime) -> None:
        """See `Store.tell_resumed`."""
        await self._writer.run(lambda db: uptime.tell_resumed(db, run.id, alert, now))

    async def follow(self, by: timedelta, now: datetime, tell: Tell) -> None:
        """See `Store.follow`."""
        await self._writer.run(lambda connection: moved.follow(connection, by, now, tell))

    async def hand_back(self, deliveries: Collection[Delivery]) -> None:
        """See `Store.hand_back`."""
        await self._writer.run(lambda connection: outbox.hand_back(connection, deliveries))


def _first_due(after: str, connection: Connection) -> datetime | None:
    texts = (frontier.first_due(connection, after), outbox.first_due_delivery(connection, after))
    return to_time(min((text for text in texts if text is not None), default=None))
