"""The store on PostgreSQL: a database that several processes may have open at once.

Whoever writes, writes alone for as long as its transaction lasts (`opening.BEGIN_WRITING`).
"""

from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import TypeVar

from monitor.model import Burden
from monitor.store import moved
from monitor.store.connection import Connection
from monitor.store.group import Group
from monitor.store.lane import Lane, Operation, read_together, write_together
from monitor.store.operations import StoreOperations
from monitor.store.postgres.faults import explained, unavailable
from monitor.store.postgres.holders import end_leases_of_the_dead
from monitor.store.postgres.opening import (
    BEGIN_READING,
    BEGIN_TOGETHER,
    Also,
    no_more,
    open_reader,
    open_writer,
    prove,
    spoken,
)
from monitor.store.postgres.searching import index_wordings, stem_older
from monitor.store.postgres.weeks import make_weeks, tend_weeks
from monitor.store.snapshot import Snapshot
from monitor.store.tending import mend, pack
from monitor.store.trouble import Trouble

T = TypeVar("T")
Opened = TypeVar("Opened", bound="PostgresStore")


class PostgresStore(StoreOperations):
    """`ports.Store` on a server. `open_postgres` makes it."""

    def __init__(
        self,
        url: str,
        writer: Lane,
        reader: Lane,
        trouble: Trouble,
        group: Group,
        snapshot: Snapshot,
    ) -> None:
        super().__init__(writer, reader, trouble, partial(_prove, url), group, snapshot)
        self._database = spoken(url)
        # In this round of packing closed readings over all articles.
        self._packed_up_to = 0

    async def write(self, operation: Operation[T]) -> T:
        """Return what an operation of an opening returns, done in a transaction. Raises `StoreUnavailable`."""
        return await self._writer.run(operation)

    async def make_weeks(self, now: datetime) -> None:
        """Let live readings of these weeks have their places. Raises `StoreUnavailable`."""
        await self._writer.run_outside(explained(self._database)(partial(make_weeks, now=now)))

    async def tend(self, now: datetime) -> None:
        """See `Store.tend`. Statistics and dead rows are the server's own business, and dead workers who leads'."""
        await self._writer.run(partial(mend, now))
        self._packed_up_to = await pack(self._writer, now, self._packed_up_to)
        await tend_weeks(self._writer, self._database, now)
        await stem_older(self._writer)

    async def measure(self) -> Burden:
        """See `Store.measure`. Log and disk are the server's; who keeps it watches them."""
        return Burden(log_bytes=0, is_held=False, free_bytes=None)


async def open_postgres(url: str, now: datetime, *, alone: bool = True) -> PostgresStore:
    """Return the store in the database at `url`, whose tables are made if they are not there.

    Leases of others stay, but for those of the dead. What waits by a clock that was ahead of `now` is moved back to it.
    Who is `alone` has nobody beside: a crawl, or a command that writes. Several workers `open_fleet`.
    Raises `StoreUnavailable` if it cannot be used as it is.
    """
    async with AsyncExitStack() as undo:
        store = await opened(PostgresStore, url, alone=alone)
        undo.push_async_callback(store.close)
        await store.write(lambda connection: end_leases_of_the_dead(connection, now))
        await store.write(lambda connection: moved.catch_up(connection, now))
        await store.write(partial(mend, now))
        await store.make_weeks(now)
        undo.pop_all()
    return store


async def opened(kind: type[Opened], url: str, *, alone: bool, also: Also = no_more) -> Opened:
    """Return a store with its two lanes open, what it needs `also` made, and nothing done there yet.

    Raises `StoreUnavailable`.
    """
    explain = partial(unavailable, database=spoken(url))
    async with AsyncExitStack() as undo:
        trouble = Trouble()
        group, snapshot = Group(lambda: None, index_wordings), Snapshot()
        write = write_together(explain, group.begin, group.finish, begin=BEGIN_TOGETHER)
        read = read_together(explain, snapshot.begin, begin=BEGIN_READING)
        store = kind(
            url,
            writer := Lane("writer", write, trouble.note),
            reader := Lane("reader", read, trouble.note),
            trouble,
            group,
            snapshot,
        )
        undo.push_async_callback(store.close)
        await writer.open(partial(open_writer, url, holder=store.holder, alone=alone, also=also))
        await reader.open(partial(open_reader, url))
        undo.pop_all()
    return store


def _prove(url: str, connection: Connection) -> None:
    with explained(spoken(url)):
        prove(connection)
