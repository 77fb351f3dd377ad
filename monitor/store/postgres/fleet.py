"""The store of several workers on one database: what is due at hosts and sinks is shared out by stints."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial

from monitor.model.fleet import Begun, Errand, Pace, Post
from monitor.store import moved
from monitor.store.connection import Connection
from monitor.store.postgres import stints
from monitor.store.postgres.holders import (
    end_leases_of,
    end_leases_of_the_dead,
    gone,
    is_anybody_else,
)
from monitor.store.postgres.opening import lead
from monitor.store.postgres.queue import JobQueue, make_queue, open_queue
from monitor.store.postgres.store import PostgresStore, opened
from monitor.store.rows import to_text
from monitor.store.tending import mend


class PostgresFleetStore(PostgresStore):
    """`ports.fleet.FleetStore` on a server. `open_fleet` makes it."""

    # Who was gone at the last look.
    _missed: frozenset[str] = frozenset()

    async def must_be_sound(self) -> None:
        """See `FleetStore.must_be_sound`."""
        await self._must_be_sound()

    async def lead(self) -> bool:
        """See `FleetStore.lead`."""
        return await self._writer.run(lead)

    async def waiting_hosts(self, now: datetime) -> list[Errand]:
        """See `FleetStore.waiting_hosts`."""
        await self._must_be_sound()
        return await self._writer.run(partial(stints.waiting_hosts, now=to_text(now)))

    async def waiting_sinks(self, sinks: Collection[str], now: datetime) -> list[Errand]:
        """See `FleetStore.waiting_sinks`."""
        await self._must_be_sound()
        return await self._writer.run(partial(stints.waiting_sinks, sinks=sinks, now=to_text(now)))

    async def begin_stint(self, errand: Errand, gap: timedelta) -> Begun | None:
        """See `FleetStore.begin_stint`."""
        await self._must_be_sound()
        return await self._writer.run(
            lambda connection: stints.begin(connection, self.holder, errand, gap)
        )

    async def keep_stints(
        self, gaps: Mapping[tuple[Post, str], timedelta]
    ) -> set[tuple[Post, str]]:
        """See `FleetStore.keep_stints`."""
        return await self._writer.run(lambda db: stints.keep(db, self.holder, gaps))

    async def end_stint(
        self, post: Post, name: str, pace: Pace | None, *, idle: timedelta = timedelta()
    ) -> None:
        """See `FleetStore.end_stint`."""
        await self._writer.run(lambda db: stints.end(db, self.holder, post, name, pace, idle))

    async def reap(self, now: datetime) -> list[int]:
        """See `FleetStore.reap`. A server that was started anew has the locks of the living a moment later."""
        missing = await self._writer.run(lambda connection: gone(connection, now))
        dead, self._missed = missing & self._missed, missing
        if not dead:
            return []
        return await self._writer.run(lambda connection: _end(connection, dead, now))


async def open_fleet(url: str, now: datetime) -> tuple[PostgresFleetStore, JobQueue]:
    """Return the store in the database at `url`, for one of several who work on it, and the queue beside it.

    Whoever comes first does what is done at an opening: ends the leases of the dead, follows a clock that was set back.
    Raises `StoreUnavailable` if it cannot be used as it is, or by several at present.
    """
    async with AsyncExitStack() as undo:
        store = await opened(PostgresFleetStore, url, alone=False, also=make_queue)
        undo.push_async_callback(store.close)
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


def _end(connection: Connection, holders: Collection[str], now: datetime) -> list[int]:
    end_leases_of(connection, holders, now)
    return stints.end_of(connection, holders)
