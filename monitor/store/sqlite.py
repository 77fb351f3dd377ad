"""The store on SQLite: the port's methods, each an operation on one of two lanes. Holds no SQL of its own."""

from collections.abc import Collection, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from monitor.model import (
    Alert,
    Burden,
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
from monitor.store.lane import Lane, read_together, write_together
from monitor.store.leasing import Claims, give_back
from monitor.store.lock import FileLock, take_lock
from monitor.store.opening import make_folder, open_reader, open_writer
from monitor.store.rows import to_text, to_time
from monitor.store.telling import TellingLanes
from monitor.store.tending import free_leases, measure, mend, pack, tidy
from monitor.store.told import ToldLanes
from monitor.store.trouble import Trouble
from monitor.store.wordings import read_numbers, read_wordings

T = TypeVar("T")


class SqliteStore(TellingLanes, CorrectingLanes, ToldLanes):
    """`ports.Store` on one file. `open_store` makes it."""

    def __init__(
        self, path: Path, writer: Lane, reader: Lane, lock: FileLock, trouble: Trouble, group: Group
    ) -> None:
        super().__init__(path, writer, reader, lock, trouble)
        self._group = group
        # In this round of packing closed readings over all articles.
        self._packed_up_to = 0

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
        self,
        target: Target,
        keys: Collection[bytes],
        norms: Collection[NormKey] = (),
        look_closer: LookCloser | None = None,
    ) -> Known:
        """See `Store.known`."""
        return await self._reader.run(
            partial(read_known, target=target, keys=keys, norms=norms, look_closer=look_closer)
        )

    async def commit(self, plan: Plan, leases: Leases | None = None) -> Committed:
        """See `Store.commit`."""
        claims = None if leases is None else Claims(leases=leases, lease=self._token())
        return await self._write_or_owe(
            self._lease(
                lambda connection: commit(connection, plan, self._group, claims), give_back
            ),
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

    async def tend(self, now: datetime) -> None:
        """Keep house (`store/tending.py`). To be called now and then, about twice an hour."""
        await self._writer.run(partial(mend, now))
        self._packed_up_to = await pack(self._writer, now, self._packed_up_to)
        await self._writer.run_outside(partial(tidy, self._path))

    async def measure(self) -> Burden:
        """See `Store.measure`."""
        return await self._writer.run_outside(partial(measure, self._path))


async def open_store(database: str | Path, now: datetime) -> SqliteStore:
    """Return the store in the file `database`, which is created with its folder if it is not there.

    No lease survives the opening: the lock on the file proves that whoever held one is dead. What waits by a clock that
    was ahead of `now` is moved back to it.
    Raises `StoreUnavailable` if another process has the database open, or if it cannot be used as it is.
    """
    path = Path(database)
    make_folder(path.parent)
    async with AsyncExitStack() as undo:
        trouble, lock = Trouble(), take_lock(path)
        group = Group(lock.check)
        store = SqliteStore(
            path,
            writer := Lane("writer", write_together(path, group.begin, group.finish), trouble.note),
            reader := Lane("reader", read_together(path), trouble.note),
            lock,
            trouble,
            group,
        )
        undo.push_async_callback(store.close)
        await writer.open(partial(open_writer, path))
        lock.opened()
        await reader.open(partial(open_reader, path))
        await writer.run(free_leases)
        await writer.run(lambda connection: moved.catch_up(connection, now))
        await writer.run(partial(mend, now))
        undo.pop_all()
    return store
