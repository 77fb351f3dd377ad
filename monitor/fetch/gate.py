"""Who may ask a host next, and when. Owns every host's queue; knows nothing of what is asked.

The gap is kept between any two events of a host, an end and a start as much as two starts: a request
starts no sooner than `delay` after the last request to that host started, and no sooner than `delay`
after any of them ended. So a slow host is given its rest after it answered, not while it works.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from monitor.model import PolitenessRules
from monitor.ports import Clock

# A host is remembered this long after its last request, longer than any gap that robots.txt may ask for.
_REMEMBERED = timedelta(seconds=60)

NO_GAP = timedelta()


class _Host:
    """One host's queue. `users` counts who waits or asks."""

    def __init__(self, concurrency: int) -> None:
        # Waiters of both are served in the order they came: those with a slot wait for the gap, one after another.
        self.slots = asyncio.Semaphore(concurrency)
        self.next_in_line = asyncio.Lock()
        self.last_event = float("-inf")
        self.users = 0


class Gate:
    """Lets requests to one host through one after another, in the order they came; hosts do not wait for each other."""

    def __init__(self, politeness: PolitenessRules, clock: Clock) -> None:
        self._politeness = politeness
        self._clock = clock
        # The host used last stands last.
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, at_least: timedelta = NO_GAP) -> AsyncIterator[None]:
        """Wait for the host's turn and hold it. `at_least` widens the gap before this request."""
        owed = self._politeness.of(name)
        host = self._enter(name, owed.concurrency)
        try:
            async with host.slots:
                async with host.next_in_line:
                    await self._wait(host, max(owed.delay, at_least).total_seconds())
                    host.last_event = self._clock.monotonic()
                try:
                    yield
                finally:
                    host.last_event = self._clock.monotonic()
        finally:
            host.users -= 1

    def delay(self, name: str) -> timedelta:
        """Return the gap that the host is owed at least."""
        return self._politeness.of(name).delay

    async def _wait(self, host: _Host, gap: float) -> None:
        # Others of this host may end, and so move the moment, while we wait.
        while (wait := host.last_event + gap - self._clock.monotonic()) > 0:
            await self._clock.sleep(timedelta(seconds=wait))

    def _enter(self, name: str, concurrency: int) -> _Host:
        host = self._hosts.pop(name, None) or _Host(concurrency)
        host.users += 1
        self._hosts[name] = host
        self._forget_idle()
        return host

    def _forget_idle(self) -> None:
        """Forget hosts long unused: two at most, so that the cost stays flat and the number bounded."""
        oldest = [name for name, _ in zip(self._hosts, range(2), strict=False)]
        for name in oldest:
            rested = self._clock.monotonic() - self._hosts[name].last_event
            keep = max(_REMEMBERED, self._politeness.of(name).delay).total_seconds()
            if self._hosts[name].users == 0 and rested > keep:
                del self._hosts[name]
