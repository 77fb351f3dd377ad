"""The queue of a fleet, by Procrastinate: the one module that knows it. Its tables lie in a schema of their own.

A job is a stint at a post. Two for one post neither wait nor run together (`queueing_lock`, `lock`). What is due is no
job: it lies in our own tables, so that a job which is lost is simply asked for again.
"""

import asyncio
import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

import psycopg
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.schema import SchemaManager
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from monitor.errors import StoreUnavailable
from monitor.model.fleet import Errand, Post, Urgency
from monitor.ports.fleet import Perform
from monitor.store.postgres.connection import PostgresConnection
from monitor.store.postgres.opening import spoken

log = logging.getLogger(__name__)

SCHEMA = "monitor_queue"
_TASK = "stint"
# How often a worker of the queue gives a sign of life, and after which silence it is taken for dead, in seconds.
_SIGN, _SILENCE = 5.0, 20.0
# How often the queue is looked at, besides being told of a new job, in seconds: for those that are done anew.
_LOOK = 1.0
# How long a connection is waited for, and the next try after a failed one, in seconds.
_PATIENCE, _PAUSE = 10.0, 1.0
# A job that is done anew is due at once.
_AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


def make_queue(connection: PostgresConnection) -> None:
    """Make the queue's tables, by its own script. Part of a transaction in which nobody else does."""
    (table,) = connection.execute(f"SELECT to_regclass('{SCHEMA}.procrastinate_jobs')").fetchone()
    if table is not None:
        return
    connection.run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}; SET LOCAL search_path TO {SCHEMA}")
    connection.run(SchemaManager.get_schema())
    connection.run("SET LOCAL search_path TO DEFAULT")


class JobQueue:
    """`ports.fleet.Queue` in the database at `url`. `open_queue` makes it."""

    def __init__(self, url: str) -> None:
        self._database = spoken(url)
        self._app = App(
            connector=PsycopgConnector(
                conninfo=_conninfo(url), min_size=1, max_size=4, timeout=_PATIENCE
            )
        )
        self._perform: Perform | None = None
        self._app.task(name=_TASK, queue=_TASK, pass_context=True)(self._do)

    async def open(self) -> None:
        """Connect. Raises `StoreUnavailable`."""
        with self._explained():
            await self._app.open_async()

    async def ask(self, errands: Sequence[Errand]) -> None:
        """See `Queue.ask`."""
        jobs = [self._job(errand) for errand in errands]
        if not jobs:
            return
        with self._explained():
            try:
                await self._app.job_manager.batch_defer_jobs_async(jobs)
            except AlreadyEnqueued:
                await self._ask_for_the_rest(jobs)

    async def work(self, perform: Perform, *, at_once: int, grace: timedelta) -> None:
        """See `Queue.work`. A server that is away is waited for."""
        self._perform = perform
        while True:
            try:
                await self._app.run_worker_async(
                    queues=[_TASK],
                    concurrency=at_once,
                    fetch_job_polling_interval=_LOOK,
                    shutdown_graceful_timeout=grace.total_seconds(),
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=_SIGN,
                    stalled_worker_timeout=_SILENCE,
                )
            except (ConnectorException, psycopg.Error) as error:
                log.warning("queue lost", extra={"detail": _said(error)})
            await asyncio.sleep(_PAUSE)

    async def free(self, jobs: Collection[int]) -> None:
        """See `Queue.free`."""
        with self._explained():
            for job in jobs:
                await self._do_anew(job)
            for stalled in await self._app.job_manager.get_stalled_jobs(
                seconds_since_heartbeat=_SILENCE
            ):
                if stalled.id is not None:
                    await self._do_anew(stalled.id)

    async def close(self) -> None:
        """See `Queue.close`."""
        await self._app.close_async()

    async def _do(self, context: JobContext, *, post: str, name: str) -> None:
        assert self._perform is not None  # noqa: S101 - jobs are given out by `work` alone
        errand = Errand(
            post=Post(post), name=name, urgency=Urgency(context.job.priority), id=context.job.id
        )
        doing = asyncio.ensure_future(self._perform(errand))
        doing.add_done_callback(_say_bug)
        await doing

    async def _ask_for_the_rest(self, jobs: Collection[Job]) -> None:
        """Put those in that do not wait already; one that is more urgent by now takes the place of what waits."""
        manager = self._app.job_manager
        listed = await manager.list_jobs_async(queue=_TASK, status="todo")
        waiting = {job.queueing_lock: job for job in listed}
        rest = []
        for job in jobs:
            before = waiting.get(job.queueing_lock)
            if before is not None and before.id is not None:
                if before.priority >= job.priority:
                    continue
                await manager.cancel_job_by_id_async(before.id, delete_job=True)
            rest.append(job)
        if not rest:
            return
        try:
            await manager.batch_defer_jobs_async(rest)
        except AlreadyEnqueued:
            # Somebody else asked meanwhile.
            for job in rest:
                with suppress(AlreadyEnqueued):
                    await manager.defer_job_async(job)

    async def _do_anew(self, job: int) -> None:
        try:
            await self._app.job_manager.retry_job_by_id_async(job, _AT_ONCE)
        except UniqueViolation:
            # The next job for this post waits already.
            with suppress(ConnectorException):
                await self._app.job_manager.finish_job_by_id_async(
                    job, Status.ABORTED, delete_job=True
                )
        except ConnectorException as error:
            # Its worker was alive after all, and has ended it.
            log.info("job ended meanwhile", extra={"detail": _said(error)})

    def _job(self, errand: Errand) -> Job:
        key = f"{errand.post}:{errand.name}"
        deferrer = self._app.configure_task(
            _TASK, queue=_TASK, priority=errand.urgency.value, lock=key, queueing_lock=key
        )
        return deferrer.make_new_job(post=errand.post.value, name=errand.name)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (ConnectorException, psycopg.Error) as error:
            raise StoreUnavailable(
                f"the queue in the database {self._database} cannot be used ({_said(error)})",
                hint="look whether the server is up, and has connections left (`max_connections`)",
                passes=True,
            ) from error


async def open_queue(url: str) -> JobQueue:
    """Return the queue in the database at `url`, whose tables are there. Raises `StoreUnavailable`."""
    queue = JobQueue(url)
    try:
        await queue.open()
    except StoreUnavailable:
        await queue.close()
        raise
    return queue


def _say_bug(done: asyncio.Future[None]) -> None:
    """Say of a job that it ended by a bug: what the queue says of it, nobody hears."""
    if not done.cancelled() and (bug := done.exception()) is not None:
        log.error("bug", exc_info=bug)


def _conninfo(url: str) -> str:
    """Return where the queue's tables lie."""
    said = conninfo_to_dict(url)
    options = f"{said.get('options') or ''} -c search_path={SCHEMA}".strip()
    return make_conninfo(url, options=options, application_name="monitor-queue")


def _said(error: Exception) -> str:
    return str(error.__cause__ or error).partition("\n")[0]
