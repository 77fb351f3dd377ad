"""The port's methods, each an operation on one of two lanes, whichever database these lead to. Holds no SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial

from monitor.model import (
    Alert,
    Committed,
    Known,
    LateTelling,
    NewArticle,
    NormKey,
    Plan,
    PolitenessRules,
    Recovered,
    Run,
    Source,
    SourceId,
    Target,
    Traffic,
    Wording,
)
from monitor.model.leases import Leases
from monitor.ports import LookCloser, Tell
from monitor.store import frontier, moved, uptime, watched
from monitor.store.articles import add_found
from monitor.store.commit import commit, tell_late
from monitor.store.corrections import CorrectingLanes
from monitor.store.days import read_day
from monitor.store.group import Group
from monitor.store.known import read_known
from monitor.store.lane import Lane, Operation
from monitor.store.leasing import Claims, give_back
from monitor.store.rows import to_text, to_time
from monitor.store.snapshot import Snapshot
from monitor.store.telling import TellingLanes
from monitor.store.told import ToldLanes
from monitor.store.trouble import Trouble
from monitor.store.wordings import read_numbers, read_wordings


class StoreOperations(TellingLanes, CorrectingLanes, ToldLanes):
    """All of `ports.Store` but its housekeeping, which is each database's own."""

    def __init__(
        self,
        writer: Lane,
        reader: Lane,
        trouble: Trouble,
        prove: Operation[None],
        group: Group,
        snapshot: Snapshot,
    ) -> None:
        super().__init__(writer, reader, trouble, prove)
        self._group = group
        self._snapshot = snapshot

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
        hosts: Collection[str] | None = None,
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
            hosts=hosts,
        )
        return await self._claim(
            lambda connection: frontier.claim_due(connection, claim), frontier.release
        )

    async def known(
        self,
        target: Target,
        keys: Collection[bytes],
        norms: Collection[NormKey] = (),
        look_closer: LookCloser | None = None,
    ) -> Known:
        """See `Store.known`."""
        return await self._reader.run(
            partial(
                read_known,
                snapshot=self._snapshot,
                target=target,
                keys=keys,
                norms=norms,
                look_closer=look_closer,
            )
        )

    async def commit(self, plan: Plan, leases: Leases | None = None) -> Committed:
        """See `Store.commit`."""
        claims = None if leases is None else Claims(leases=leases, lease=self._token())
        stored = await self._write_or_owe(
            self._lease(
                lambda connection: commit(connection, plan, self._group, claims), give_back
            ),
            instead=lambda connection: frontier.release(connection, [plan.target]),
        )
        return stored.whole()

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

    async def next_check_at(self, after: datetime | None = None) -> datetime | None:
        """See `Store.next_check_at`."""
        first = await self._reader.run(partial(frontier.first_due, after=to_text(after) or ""))
        return to_time(first)

    async def day(self, now: datetime) -> list[Traffic]:
        """See `Store.day`."""
        return await self._reader.run(partial(read_day, now=now))

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
