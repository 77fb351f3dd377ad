"""A crew claims jobs and does them, so many at once. It knows neither what a job is nor where jobs come from."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Generic, TypeVar

from monitor.errors import StoreError
from monitor.ports import Clock

Job = TypeVar("Job")
# Leases up to so many jobs. May raise `StoreError`.
Claim = Callable[[int], Awaitable[Collection[Job]]]

# Two claims are this far apart while jobs are in hand, so that what ends meanwhile is answered with one; a claim costs
# more than a page. What ends after a while is answered at once.
GATHER = timedelta(milliseconds=5)
# A crew looks for work at least this often by its own (monotonic) clock, whoever forgot to wake it.
PATIENCE = timedelta(seconds=5)


class Crew(Generic[Job]):
    """Up to `size` jobs at once: `claim` leases them, `perform` does one, `hand_back` returns unfinished ones.

    A job may lead straight to the next one, which `perform` returns, leased.
    `perform` must not raise; `claim` may raise `StoreError`, which is passed to `trouble` and tried again.
    """

    def __init__(
        self,
        *,
        size: int,
        claim: Claim[Job],
        perform: Callable[[Job], Awaitable[Job | None]],
        hand_back: Callable[[Collection[Job]], Awaitable[None]],
        trouble: Callable[[StoreError], None],
        clock: Clock,
    ) -> None:
        self._size = size
        self._claim = claim
        self._perform = perform
        self._hand_back = hand_back
        self._trouble = trouble
        self._clock = clock
        self._job_by_task: dict[asyncio.Task[Job | None], Job] = {}
        self._wake = asyncio.Event()
        self.is_stopping = False
        self._is_finishing = False
        # When the crew last looked for work and got an answer, by the monotonic clock, in seconds.
        self.looked_at = clock.monotonic()
        self.has_looked = False

    def wake(self) -> None:
        """Look for work now."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more; `work` returns when the jobs in hand are done."""
        self.is_stopping = True
        self._wake.set()

    def finish(self) -> None:
        """Return from `work` as soon as there is neither a job to claim nor one in hand."""
        self._is_finishing = True
        self._wake.set()

    @property
    def at_work(self) -> int:
        """Return how many jobs are in hand."""
        return len(self._job_by_task)

    @property
    def room(self) -> int:
        """Return how many more jobs may be taken on."""
        return 0 if self.is_stopping else self._size - len(self._job_by_task)

    @property
    def is_full(self) -> bool:
        """Say whether every place is taken, by jobs that may lead on to others."""
        return not self.is_stopping and len(self._job_by_task) >= self._size

    async def give(self, jobs: Sequence[Job]) -> None:
        """Have jobs done that are leased already, and hand back those for which there is no room."""
        room = self.room
        for job in jobs[:room]:
            self._begin(job)
        if rest := jobs[room:]:
            await self._give_back(rest)
            self._wake.set()

    async def outlast(self) -> None:
        """Return once the jobs that are in hand now have ended."""
        if self._job_by_task:
            await asyncio.wait(list(self._job_by_task))

    async def work(self) -> None:
        """Claim and perform until told to stop or to finish.

        When cancelled, it cancels the jobs in hand and hands their leases back.
        """
        try:
            while not self.is_stopping:
                # A job that ends while we look may leave work that the answer does not know of yet.
                was_idle = self._is_finishing and not self._job_by_task
                found = await self._take_on()
                if was_idle and not found:
                    return
                await self._rest()
            # Not `gather`: cancelled, it would cancel the jobs before we know which they were.
            while self._job_by_task:
                await self.outlast()
        except asyncio.CancelledError:
            await self._drop()
            raise

    async def _take_on(self) -> int:
        try:
            # A full crew asks too, for nothing: the answer proves that the store is alive.
            jobs = await self._claim(self._size - len(self._job_by_task))
        except StoreError as error:
            # That the store refuses is an answer too: who asked and who answered are alive.
            self._note_answer()
            self._trouble(error)
            return 0
        self._note_answer()
        for job in jobs:
            self._begin(job)
        return len(jobs)

    def _note_answer(self) -> None:
        self.looked_at = self._clock.monotonic()
        self.has_looked = True

    def _begin(self, job: Job) -> None:
        task = asyncio.ensure_future(self._do(job))
        self._job_by_task[task] = job
        task.add_done_callback(self._done)

    async def _do(self, job: Job) -> Job | None:
        """Do a job and return the one that it leads to."""
        following = await self._perform(job)
        if following is not None and self.is_stopping:
            await self._give_back([following])
            return None
        return following

    async def _give_back(self, jobs: Collection[Job]) -> None:
        # Else the leases run out.
        with suppress(StoreError):
            await self._hand_back(jobs)

    def _done(self, task: asyncio.Task[Job | None]) -> None:
        self._job_by_task.pop(task, None)
        if not task.cancelled() and (following := task.result()) is not None:
            # In the place of the job that led to it, before anybody is asked for another.
            self._begin(following)
        if len(self._job_by_task) < self._size or self.is_stopping:
            self._wake.set()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                await self._wake.wait()
        except TimeoutError:
            return
        if not self.is_stopping and self._job_by_task:
            rested = self._clock.monotonic() - self.looked_at
            await asyncio.sleep(max(GATHER.total_seconds() - rested, 0.0))
        self._wake.clear()

    async def _drop(self) -> None:
        unfinished = list(self._job_by_task.values())
        tasks = list(self._job_by_task)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if unfinished:
            await self._hand_back(unfinished)
