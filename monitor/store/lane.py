"""A thread that owns a connection, and the queue before it: what waits shares one transaction.

Owns grouping, isolation and the way results come back to the event loop; knows no table. The loop never blocks,
and a group costs two hops between threads, however many callers it has.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from monitor.errors import StoreError, StoreUnavailable
from monitor.noun import dataclass
from monitor.store.connection import FAULTS_OF_ONE, REFUSALS, Connection
from monitor.store.faults import again

T = TypeVar("T")
Operation = Callable[[Connection], T]
# Says what an error of the database means.
Explain = Callable[[Exception], StoreUnavailable]

# A group is held up by its slowest member and lost with a failed COMMIT: bounded for both.
MAX_GROUP = 256


@dataclass(slots=True, eq=False)
class Job:
    """An operation that waits, the caller who awaits it, and what it came to."""

    operation: Operation[Any]
    caller: asyncio.Future[Any]
    value: Any = None
    error: StoreError | None = None

    def resolve(self) -> None:
        """Tell the caller, unless it has gone."""
        if self.caller.done():
            return
        if self.error is not None:
            self.caller.set_exception(self.error)
        else:
            self.caller.set_result(self.value)


# Does every job of a group, filling in `value` or `error`. An exception means that nothing of the group was
# stored because an operation is defective; then each of its jobs is done alone.
Transact = Callable[[Connection, Sequence[Job]], None]
Do = Callable[[Connection, Job, Explain], None]


class Lane:
    """One thread with one connection, opened, used and closed there."""

    def __init__(
        self,
        name: str,
        transact: Transact,
        on_error: Callable[[StoreError], None],
        *,
        most: int = MAX_GROUP,
    ) -> None:
        self._most = most
        self._transact = transact
        self._on_error = on_error
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"monitor-{name}")
        self._loop = asyncio.get_running_loop()
        self._connection: Connection | None = None
        self._waiting: deque[Job] = deque()
        self._suspects: deque[Job] = deque()
        self._is_busy = False
        self._is_closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def open(self, connect: Callable[[], Connection]) -> None:
        """Open the connection in the lane's thread. What `connect` raises is raised here."""
        try:
            self._connection = await self._loop.run_in_executor(self._thread, connect)
        finally:
            if self._connection is None:
                self._thread.shutdown(wait=False)

    async def run(self, operation: Operation[T]) -> T:
        """Return what `operation` returns, committed together with others that waited.

        A caller that is cancelled takes nothing back: the operation may still be done.
        """
        return await self.submit(operation)

    def submit(self, operation: Operation[T]) -> asyncio.Future[T]:
        """Put `operation` into the queue at once, and return what will hold its result.

        Raises `StoreUnavailable` if the database is closed.
        """
        if self._is_closing or self._connection is None:
            raise StoreUnavailable("the database is closed")
        job = Job(operation=operation, caller=self._loop.create_future())
        self._waiting.append(job)
        if not self._is_busy:
            # At the end of this turn of the loop, so that callers of the same turn share the first group.
            self._is_busy = True
            self._idle.clear()
            self._loop.call_soon(self._next_group)
        return job.caller

    async def run_outside(self, operation: Operation[T]) -> T:
        """Return what `operation` returns, run between two groups and in no transaction."""
        connection = self._connection
        if self._is_closing or connection is None:
            raise StoreUnavailable("the database is closed")
        return await self._loop.run_in_executor(self._thread, operation, connection)

    async def close(self) -> None:
        """Finish what was accepted, then close the connection; a second call does nothing."""
        self._is_closing = True
        await self._idle.wait()
        connection, self._connection = self._connection, None
        if connection is not None:
            await self._loop.run_in_executor(self._thread, connection.close)
        self._thread.shutdown()

    def _next_group(self) -> None:
        connection = self._connection
        group = self._take()
        if not group or connection is None:
            self._is_busy = False
            self._idle.set()
            return
        work = self._thread.submit(self._transact, connection, group)
        work.add_done_callback(
            lambda done: self._loop.call_soon_threadsafe(self._finish, group, done)
        )

    def _take(self) -> list[Job]:
        if self._suspects:
            return [self._suspects.popleft()]
        group: list[Job] = []
        while self._waiting and len(group) < self._most:
            job = self._waiting.popleft()
            if not job.caller.done():
                group.append(job)
        return group

    def _finish(self, group: list[Job], work: Future[None]) -> None:
        defect = work.exception()
        if defect is None:
            for job in group:
                if job.error is not None:
                    self._on_error(job.error)
                job.resolve()
        elif len(group) > 1:
            self._suspects.extend(group)
        elif not group[0].caller.done():
            group[0].caller.set_exception(defect)
        self._next_group()


def write_together(
    explain: Explain, check: Callable[[], None], finish: Operation[None], *, begin: str
) -> Transact:
    """Return a `Transact` that writes a group in one transaction, each job undone alone if it fails.

    `check` raises `StoreUnavailable` if nothing may be written, and is asked at each beginning; `finish` runs once
    before the commit of anything. If the transaction fails as a whole, nothing is stored and every job has
    `StoreUnavailable`.
    """

    def write(connection: Connection, group: Sequence[Job], do: Do) -> None:
        check()
        before = connection.total_changes
        connection.execute(begin)
        for job in group:
            do(connection, job, explain)
        if _changes(connection) != before:
            finish(connection)
        connection.execute("COMMIT")

    def transact(connection: Connection, group: Sequence[Job]) -> None:
        try:
            # Hardly a job fails, and to be ready for it costs each of them some statements and copies of pages.
            # A server refuses all that comes after a statement that failed: there, too, the group begins anew.
            try:
                write(connection, group, _do)
            except _Failed:
                _roll_back(connection)
                write(connection, group, _do_apart)
        except FAULTS_OF_ONE:
            # `finish` wrote what the schema forbids: a job is defective, and not the database in trouble.
            raise
        except REFUSALS as error:
            _fail(group, explain(error), error)
        except StoreUnavailable as error:
            _fail(group, error)
        finally:
            _roll_back(connection)

    return transact


def read_together(
    explain: Explain, begun: Callable[[], None] = lambda: None, *, begin: str
) -> Transact:
    """Return a `Transact` that reads a group from one snapshot, which has all that was committed before.

    `begun` hears of each beginning.
    """

    def transact(connection: Connection, group: Sequence[Job]) -> None:
        try:
            connection.execute(begin)
            begun()
            for job in group:
                job.value = job.operation(connection)
        except REFUSALS as error:
            _fail(group, explain(error), error)
        finally:
            _roll_back(connection)

    return transact


class _Failed(Exception):
    """A job of a group failed, and what it wrote cannot be told from what the others wrote."""


def _do(connection: Connection, job: Job, explain: Explain) -> None:
    """Do one job of a group. Raises `_Failed` if it has to be undone."""
    job.error = None
    try:
        job.value = job.operation(connection)
    except (StoreError, *REFUSALS) as error:
        if not connection.in_transaction:
            raise
        raise _Failed from error


def _changes(connection: Connection) -> int:
    """Return how many rows were written. Raises `_Failed` if a server refused what nobody waited for yet."""
    try:
        return connection.total_changes
    except REFUSALS as error:
        if not connection.in_transaction:
            raise
        raise _Failed from error


def _do_apart(connection: Connection, job: Job, explain: Explain) -> None:
    """Do one job of a group; if it fails, undo it alone. Raises if the whole transaction went with it."""
    job.error = None
    connection.execute("SAVEPOINT job")
    try:
        job.value = job.operation(connection)
    except StoreError as error:
        job.error = error
    except REFUSALS as error:
        if not connection.in_transaction:
            raise
        job.error = explain(error)
        job.error.__cause__ = error
    if job.error is not None:
        connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")


def _fail(group: Sequence[Job], error: StoreUnavailable, cause: Exception | None = None) -> None:
    """Give every job its own exception."""
    for job in group:
        job.error = again(error)
        job.error.__cause__ = cause


def _roll_back(connection: Connection) -> None:
    # A full disk may have ended the transaction already.
    if connection.in_transaction:
        connection.execute("ROLLBACK")
