"""Work is looked for at the moment at which something comes due, and ever again."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import StoreUnavailable
from monitor.runtime.clock import SystemClock
from monitor.runtime.lookout import LATEST, SOONEST, Lookout

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
MS = timedelta(milliseconds=1)


class SleptClock(SystemClock):
    """A clock that only sleep moves; `slept` has every pause."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW
        self.slept: list[timedelta] = []

    def now(self) -> datetime:
        return self.at

    async def sleep(self, duration: timedelta) -> None:
        self.slept.append(duration)
        self.at += duration
        await asyncio.sleep(0)


class Due:
    """When what is due; the last word is said for ever."""

    def __init__(self, *at: timedelta | Exception | None) -> None:
        self.at = list(at)
        self.asked: list[datetime] = []

    async def __call__(self, after: datetime) -> datetime | None:
        self.asked.append(after)
        found = self.at.pop(0) if len(self.at) > 1 else self.at[0]
        if isinstance(found, Exception):
            raise found
        return None if found is None else NOW + found


async def pauses(due: Due, often: int) -> list[timedelta]:
    """Return the first pauses between two times at which work is looked for."""
    clock, woken, enough = SleptClock(), [], asyncio.Event()

    def wake() -> None:
        woken.append(clock.at)
        if len(woken) > often:
            enough.set()

    watching = asyncio.create_task(Lookout(due, wake, clock).watch())
    await enough.wait()
    watching.cancel()
    assert woken[: often + 1] == [NOW + sum(clock.slept[:n], timedelta()) for n in range(often + 1)]
    return clock.slept[:often]


async def test_work_is_looked_for_when_something_comes_due():
    due = Due(300 * MS, 700 * MS)

    assert await pauses(due, 2) == [300 * MS, 400 * MS]
    assert due.asked[:2] == [NOW, NOW + 300 * MS]


async def test_what_comes_due_close_together_is_looked_for_at_once():
    assert await pauses(Due(MS), 1) == [SOONEST]


@pytest.mark.parametrize("due", [timedelta(hours=1), None, StoreUnavailable("the disk is full")])
async def test_work_is_looked_for_once_a_second_whatever_is_foreseen(due):
    assert await pauses(Due(due), 3) == [LATEST] * 3
