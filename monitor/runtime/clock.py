"""The only clock and the only dice of the program."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta

# A wall clock that is further than this from where it should be was set; less is the play of clocks. Ticks and due
# times are late by no more than that without being moved.
PLAY = timedelta(seconds=0.5)
# Goes on while the machine sleeps, which a monotonic clock of Linux does not: to us that is time like any other.
_RUNNING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """`ports.Clock` on the machine's own clocks.

    Its time is the wall clock's at the beginning and goes on evenly from there, whoever sets the wall clock;
    `follow` says by how much that was, and takes over the new time. So nothing is decided by a time that jumped
    before what waits has been moved along.
    """

    def __init__(self) -> None:
        self._zero = _zero()

    def now(self) -> datetime:
        """Return the time, aware, in UTC: that of the wall clock when it was followed last, gone on since."""
        return self._zero + timedelta(seconds=time.clock_gettime(_RUNNING))

    def follow(self) -> timedelta:
        """Take over the wall clock's time if that was set, and return by how much: 0 if it was not."""
        zero = _zero()
        by = zero - self._zero
        if abs(by) <= PLAY:
            return timedelta()
        self._zero = zero
        return by

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    def jitter(self) -> float:
        """Return a random number in [0, 1). It spreads load; nothing secret depends on it."""
        return random.random()  # noqa: S311 - not for secrets

    async def sleep(self, duration: timedelta) -> None:
        """Wait for `duration`."""
        await asyncio.sleep(duration.total_seconds())


def _zero() -> datetime:
    """Return what the wall clock showed, by what it shows now, when the running clock stood at 0."""
    return datetime.now(UTC) - timedelta(seconds=time.clock_gettime(_RUNNING))
