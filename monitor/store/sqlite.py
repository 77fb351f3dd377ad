"""The store on SQLite: one file, which one process writes under a lock."""

from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from monitor.model import Burden
from monitor.store import moved
from monitor.store.articles import index_revisions
from monitor.store.connection import Connection
from monitor.store.faults import unavailable
from monitor.store.group import Group
from monitor.store.lane import Lane, read_together, write_together
from monitor.store.lock import FileLock, take_lock
from monitor.store.opening import make_folder, open_reader, open_writer, sign
from monitor.store.operations import StoreOperations
from monitor.store.snapshot import Snapshot
from monitor.store.tending import free_leases, measure, mend, pack, tidy
from monitor.store.trouble import Trouble, prove


class SqliteStore(StoreOperations):
    """`ports.Store` on one file. `open_sqlite` makes it."""

    def __init__(
        self,
        path: Path,
        writer: Lane,
        reader: Lane,
        lock: FileLock,
        trouble: Trouble,
        group: Group,
        snapshot: Snapshot,
    ) -> None:
        super().__init__(writer, reader, trouble, partial(prove, path, lock.check), group, snapshot)
        self._path = path
        self._lock = lock
        # In this round of packing closed readings over all articles.
        self._packed_up_to = 0

    async def tend(self, now: datetime) -> None:
        """Keep house (`store/tending.py`). To be called now and then, about twice an hour."""
        await self._writer.run(partial(mend, now))
        self._packed_up_to = await pack(self._writer, now, self._packed_up_to)
        await self._writer.run_outside(partial(tidy, self._path))

    async def measure(self) -> Burden:
        """See `Store.measure`."""
        return await self._writer.run_outside(partial(measure, self._path))

    async def close(self) -> None:
        """See `Store.close`. A second call does nothing."""
        await super().close()
        self._lock.release()


async def open_sqlite(database: str | Path, now: datetime) -> SqliteStore:
    """Return the store in the file `database`, which is created with its folder if it is not there.

    No lease survives the opening: the lock on the file proves that whoever held one is dead. What waits by a clock that
    was ahead of `now` is moved back to it.
    Raises `StoreUnavailable` if another process has the database open, or if it cannot be used as it is.
    """
    path = Path(database)
    make_folder(path.parent)
    explain = partial(unavailable, path=path)
    async with AsyncExitStack() as undo:
        trouble, lock = Trouble(), take_lock(path)
        group, snapshot = Group(lock.check, _finish), Snapshot()
        write = write_together(explain, group.begin, group.finish, begin="BEGIN IMMEDIATE")
        read = read_together(explain, snapshot.begin, begin="BEGIN")
        store = SqliteStore(
            path,
            writer := Lane("writer", write, trouble.note),
            reader := Lane("reader", read, trouble.note),
            lock,
            trouble,
            group,
            snapshot,
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


def _finish(connection: Connection) -> None:
    """Make the wordings of a group searchable, and sign it."""
    index_revisions(connection)
    sign(connection)
