"""One machine's ticks. The only module that knows APScheduler: it wakes, and never decides what is due."""

from collections.abc import Callable, Coroutine
from datetime import UTC, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

Chore = Callable[[], Coroutine[Any, Any, None]]


class Ticker:
    """Runs each chore every so often. A tick that is late runs once and late, never twice and never not at all."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def every(self, period: timedelta, chore: Chore) -> None:
        """Run `chore` every `period` from the start on."""
        self._scheduler.add_job(
            chore,
            IntervalTrigger(seconds=period.total_seconds(), timezone=UTC),
            # The default drops a run that is a second late, and piles up those that were missed.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )

    def start(self) -> None:
        """Begin to tick. Needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        self._scheduler.shutdown(wait=False)
