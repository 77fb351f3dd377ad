"""One machine's ticks. The only module that knows APScheduler: it wakes, and never decides what is due.

APScheduler goes by the wall clock, which people and NTP set: what a jump forwards skipped it would list run by run,
and after one backwards it would wait until the hour comes again. Neither can be here.
"""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

Ticked = Callable[[], Coroutine[Any, Any, None]]


class Beat(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """Fires a period after it fired last, and never lists what should have been between."""

    def __init__(self, period: timedelta) -> None:
        self.period = period

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """Return a period from now."""
        return now + self.period


class Ticker:
    """Runs each chore every so often. A tick that is late runs once and late, never twice and never not at all."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._beats: list[tuple[Job, Beat]] = []

    def every(self, period: timedelta, chore: Ticked) -> None:
        """Run `chore` every `period` from the start on."""
        beat = Beat(period)
        job = self._scheduler.add_job(
            chore,
            beat,
            # The default drops a run that is a second late, and piles up those that were missed.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._beats.append((job, beat))

    def start(self) -> None:
        """Begin to tick. Needs a running event loop."""
        self._scheduler.start()

    def rearm(self, now: datetime) -> None:
        """Let no chore wait longer than its period from `now`: its time was named by a clock that was set since."""
        for job, beat in self._beats:
            if job.next_run_time > now + beat.period:
                job.modify(next_run_time=now + beat.period)

    def stop(self) -> None:
        """Tick no more. A chore that runs may come to its end until `close`, and is cut off there."""
        self._scheduler.pause()

    def close(self) -> None:
        """Let go of the chores that still run. Not before `stop`."""
        self._scheduler.shutdown(wait=False)
