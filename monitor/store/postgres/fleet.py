"""The store of several workers on one database: what is due at hosts and sinks is shared out by stints."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial

from monitor.model.fleet import Begun, Errand, Pace, Post
from monitor.store import moved
from monitor.store.connection import Connection
from monitor.store.group import Group
from monitor.store.lane import Lane, write_together
from monitor.store.postgres import stints
from monitor.store.postgres.faults import unavailable
from monitor.store.postgres.holders import (
    end_leases_of,
    end_leases_of_the_dead,
    gone,
    is_anybody_else,
)
from monitor.store.postgres.opening import BEGIN_BESIDE, lead, open_beside, spoken
from monitor.store.postgres.queue import JobQueue, make_queue, open_queue
from monitor.store.postgres.store import PostgresStore, opened
from monitor.store.rows import to_text
from monitor.store.snapshot import Snapshot
from monitor.store.tending import mend
from monitor.store.trouble import Trouble


class PostgresFleetStore(PostgresStore):
    """`ports.fleet.FleetStore` on a server. `open_fleet` makes it.

    Who is where has a lane of its own, beside the writers': a worker can say that it is alive however long they take.
    """

    def __init__(
        self,
        url: str,
        writer: Lane,
        reader: Lane,
        trouble: Trouble,
        group: Group,
        snapshot: Snapshot,
    ) -> None:
        super().__init__(url, writer, reader, trouble, group, snapshot)
        write = write_together(
            partial(unavailable, database=spoken(url)), _nothing, _nothing_more, begin=BEGIN_BESIDE
        )
        # Each job is a transaction: none waits for two others.
        self._beside = Lane("stints", write, trouble.note, most=1)
        # Who was gone at the last look.
        self._missed: frozenset[str] = frozenset()

    async def open_beside(self, url: str) -> None:
        """Open the lane beside the writers. Raises `StoreUnavailable`."""
        await self._beside.open(partial(open_beside, url, self.holder))

    async def must_be_sound(self) -> None:
        """See `FleetStore.must_be_sound`."""
        await self._must_be_sound()

    async def lead(self) -> bool:
        """See `FleetStore.lead`."""
        return await self._beside.run(lead)

    async def waiting_hosts(self, now: datetime) -> list[Errand]:
        """See `FleetStore.waiting_hosts`."""
        await self._must_be_sound()
        return await self._beside.run(partial(stints.waiting_hosts, now=to_text(now)))

    async def waiting_sinks(self, sinks: Collection[str], now: datetime) -> list[Errand]:
        """See `FleetStore.waiting_sinks`."""
        await self._must_be_sound()
        return await self._beside.run(partial(stints.waiting_sinks, sinks=sinks, now=to_text(now)))

    async def begin_stint(self, errand: Errand, gap: timedelta) -> Begun | None:
        """See `FleetStore.begin_stint`."""
        await self._must_be_sound()
        return await self._beside.run(lambda db: stints.begin(db, self.holder, errand, gap))

    async def keep_stints(
        self, gaps: Mapping[tuple[Post, str], timedelta]
    ) -> set[tuple[Post, str]]:
        """See `FleetStore.keep_stints`."""
        return await self._beside.run(lambda db: stints.keep(db, self.holder, gaps))

    async def end_stint(
        self, post: Post, name: str, pace: Pace | None, *, idle: timedelta = timedelta()
    ) -> None:
        """See `FleetStore.end_stint`."""
        await self._beside.run(lambda db: stints.end(db, self.holder, post, name, pace, idle))

    async def reap(self, now: datetime) -> list[int]:
        """See `FleetStore.reap`. A server that was started anew has the locks of the living a moment later."""
        missing = await self._beside.run(lambda connection: gone(connection, now))
        dead, self._missed = missing & self._missed, missing
        if not dead:
            return []
        await self._writer.run(lambda connection: end_leases_of(connection, dead, now))
        return await self._beside.run(lambda connection: stints.end_of(connection, dead))

    async def close(self) -> None:
        """See `Store.close`. A second call does nothing."""
        await super().close()
        await self._beside.close()


async def open_fleet(url: str, now: datetime) -> tuple[PostgresFleetStore, JobQueue]:
    """Return the store in the database at `url`, for one of several who work on it, and the queue beside it.

    Whoever comes first does what is done at an opening: ends the leases of the dead, follows a clock that was set back.
    Raises `StoreUnavailable` if it cannot be used as it is, or by several at present.
    """
    async with AsyncExitStack() as undo:
        store = await opened(PostgresFleetStore, url, alone=False, also=make_queue)
        undo.push_async_callback(store.close)
        await store.open_beside(url)
        await store.write(lambda connection: _settle_in(connection, store.holder, now))
        await store.make_weeks(now)
        queue = await open_queue(url)
        undo.pop_all()
    return store, queue


def _settle_in(connection: Connection, holder: str, now: datetime) -> None:
    if is_anybody_else(connection, holder):
        return
    stints.end_of(connection, gone(connection, now))
    end_leases_of_the_dead(connection, now)
    moved.catch_up(connection, now)
    mend(now, connection)


def _nothing() -> None:
    """Let everything be written: who is where is proved by nothing else."""


def _nothing_more(_: Connection) -> None:
    """Write nothing more before a commit."""
