"""The queue of a fleet: one job for a post, the most urgent first, and what becomes of jobs that nobody ends."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from monitor.model.fleet import Errand, Post, Urgency
from monitor.ports.fleet import Queue
from monitor.store import open_fleet
from tests.store.desk import NOW
from tests.store.looking import rows

JOBS = "SELECT args ->> 'name', priority, status::text FROM monitor_queue.procrastinate_jobs"
A, B = (
    Errand(post=Post.HOST, name=name, urgency=urgency)
    for name, urgency in (("a", Urgency.RECHECK), ("b", Urgency.LISTING))
)
DESK = Errand(post=Post.SINK, name="desk", urgency=Urgency.DELIVERY)


@pytest.fixture
def url(server) -> str:
    return server.empty()


@pytest.fixture
async def queue(url) -> AsyncIterator[Queue]:
    store, queue = await open_fleet(url, NOW)
    yield queue
    await queue.close()
    await store.close()


@asynccontextmanager
async def working(queue: Queue, perform: Callable) -> AsyncIterator[None]:
    work = asyncio.create_task(queue.work(perform, at_once=1, grace=timedelta()))
    try:
        yield
    finally:
        work.cancel()
        await asyncio.wait([work])


class Diary:
    """Performs jobs by writing them down; `is_full` is set with the last of so many. The first may end by a bug."""

    def __init__(self, jobs: int, bug: Exception | None = None) -> None:
        self.done: list[str] = []
        self.is_full = asyncio.Event()
        self._jobs = jobs
        self._bug = bug

    async def perform(self, errand: Errand) -> None:
        self.done.append(errand.name)
        if len(self.done) == self._jobs:
            self.is_full.set()
        if self._bug is not None and len(self.done) == 1:
            raise self._bug


async def test_a_post_has_one_job_that_waits_however_often_it_is_asked_for(url, queue):
    diary = Diary(3)
    await asyncio.gather(*(queue.ask([A, B]) for _ in range(3)))
    await queue.ask(
        [replace(A, urgency=Urgency.ARTICLE), replace(B, urgency=Urgency.RECHECK), DESK]
    )
    waiting = rows(url, JOBS)
    async with working(queue, diary.perform):
        await diary.is_full.wait()

    assert sorted(waiting) == [("a", 20, "todo"), ("b", 30, "todo"), ("desk", 40, "todo")]
    assert diary.done == ["desk", "b", "a"]
    assert rows(url, JOBS) == []


async def test_a_job_that_ends_by_a_bug_is_said_and_stops_no_other(url, queue, caplog):
    diary = Diary(2, ZeroDivisionError("a bug"))
    await queue.ask([A, B])
    async with working(queue, diary.perform):
        await diary.is_full.wait()

    assert diary.done == ["b", "a"]
    assert [each.exc_info[1] for each in caplog.records if each.message == "bug"] == [diary._bug]
    assert rows(url, JOBS) == []


async def test_jobs_of_the_dead_are_done_anew(url, queue):
    diary = Diary(3)
    await queue.ask([A, B, DESK])
    with psycopg.connect(url) as connection:
        connection.execute("""
            SET search_path TO monitor_queue;
            WITH dead AS (
                INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id
            ) UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead
        """)
    (job,) = rows(url, "SELECT min(id) FROM monitor_queue.procrastinate_jobs")[0]
    # Of one the next job waits already; one has ended meanwhile.
    await queue.ask([A])
    await queue.free([job, 999])
    waiting = rows(url, JOBS)
    async with working(queue, diary.perform):
        await diary.is_full.wait()

    assert sorted(waiting) == [("a", 0, "todo"), ("b", 30, "todo"), ("desk", 40, "todo")]
    assert diary.done == ["desk", "b", "a"]
