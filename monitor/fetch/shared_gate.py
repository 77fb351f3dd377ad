"""A gate of several processes: a host is asked by one of them at a time, and paced across them.

Owns that a request waits for its process to have the host; knows not how processes agree on who that is.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Protocol

from monitor.fetch.gate import NO_GAP, Gate
from monitor.model import PolitenessRules
from monitor.ports import Clock


class Admission(Protocol):
    """Which hosts this process may ask."""

    def at(self, host: str, gap: timedelta) -> AbstractAsyncContextManager[None]:
        """Wait until this process may ask the host, and go on being the one while the block runs.

        Between two requests lies at least `gap`. Raises `HostTaken` if that takes too long.
        """
        ...

    def asked(self, host: str, gap: timedelta) -> None:
        """Take note that a request to the host begins or ends now, and that none may begin within `gap`."""
        ...


class SharedGate(Gate):
    """A gate behind an admission."""

    def __init__(self, politeness: PolitenessRules, clock: Clock, admission: Admission) -> None:
        super().__init__(politeness, clock)
        self._admission = admission

    @asynccontextmanager
    async def turn(self, name: str, at_least: timedelta = NO_GAP) -> AsyncIterator[None]:
        """Wait for the host, then for its turn, and hold both."""
        gap = max(self.delay(name), at_least)
        async with self._admission.at(name, gap), super().turn(name, at_least):
            self._admission.asked(name, gap)
            try:
                yield
            finally:
                self._admission.asked(name, gap)
