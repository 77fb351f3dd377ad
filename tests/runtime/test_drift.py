"""A wall clock that is set: the program follows it, what waits is moved, and the ticks go on."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import StoreUnavailable
from monitor.runtime.clock import PLAY, SystemClock
from monitor.runtime.drift import Drift
from monitor.runtime.local import Beat, Ticker

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


class SetClock(SystemClock):
    """A clock that was set by so much since the last look, and so much, and so much."""

    def __init__(self, *by: timedelta) -> None:
        super().__init__()
        self.by = list(by)
        self.looks = 0
        self.looked_often = asyncio.Event()

    def follow(self) -> timedelta:
        self.looks += 1
        if self.looks == 3:
            self.looked_often.set()
        return self.by.pop(0) if self.by else timedelta()

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(0)


class Moved:
    """What was moved, and how often the store said no before."""

    def __init__(self, troubles: int = 0) -> None:
        self.troubles = troubles
        self.by: list[timedelta] = []

    async def __call__(self, by: timedelta) -> None:
        if self.troubles:
            self.troubles -= 1
            raise StoreUnavailable("the disk is full")
        self.by.append(by)


def test_a_clock_that_nobody_sets_goes_on_and_has_nothing_to_follow():
    clock = SystemClock()
    before = clock.now()

    assert (clock.follow(), before.tzinfo, clock.now() >= before) == (timedelta(), UTC, True)
    assert abs(datetime.now(UTC) - clock.now()) < PLAY


async def test_what_waits_is_moved_by_as_much_as_the_clock_was_set_and_only_then():
    moved = Moved()
    drift = Drift(SetClock(timedelta(), -HOUR, timedelta(), HOUR), moved)

    for _ in range(5):
        await drift.look()

    assert moved.by == [-HOUR, HOUR]


async def test_what_could_not_be_stored_is_owed_and_moved_at_the_next_look(caplog):
    moved = Moved(troubles=2)
    drift = Drift(SetClock(HOUR, 2 * HOUR), moved)

    for _ in range(4):
        await drift.look()

    assert moved.by == [3 * HOUR]
    assert "trouble" in caplog.messages


async def test_the_log_says_by_how_much_the_clock_was_set(caplog):
    await Drift(SetClock(-HOUR), Moved()).look()

    assert [(r.message, r.seconds) for r in caplog.records] == [("clock set", -3600.0)]


async def test_the_watch_looks_until_it_is_cancelled():
    clock = SetClock()
    watching = asyncio.create_task(Drift(clock, Moved()).watch())

    async with asyncio.timeout(10):
        await clock.looked_often.wait()
    watching.cancel()

    with pytest.raises(asyncio.CancelledError):
        await watching


def test_a_beat_never_lists_what_a_jump_forwards_skipped():
    now = datetime(2036, 1, 1, tzinfo=UTC)

    assert Beat(SECOND).get_next_fire_time(now - 3650 * 24 * HOUR, now) == now + SECOND


async def test_a_chore_that_was_planned_by_a_clock_that_was_ahead_is_planned_anew():
    came = asyncio.Event()

    async def chore() -> None:
        came.set()

    ticker = Ticker()
    ticker.every(HOUR, chore)
    ticker.start()
    try:
        ticker.rearm(datetime.now(UTC) - HOUR)
        async with asyncio.timeout(10):
            await came.wait()
    finally:
        ticker.stop()
        ticker.close()
