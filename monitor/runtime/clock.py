"""The only clock and the only dice of the program."""

import asyncio
import random
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """`ports.Clock` on the machine's own clocks."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    def jitter(self) -> float:
        """Return a random number in [0, 1). It spreads load; nothing secret depends on it."""
        return random.random()  # noqa: S311 - not for secrets

    async def sleep(self, duration: timedelta) -> None:
        """Wait for `duration`."""
        await asyncio.sleep(duration.total_seconds())
