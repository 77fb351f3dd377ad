"""What the engine asks of the world: time, pages, and places to tell. Owns the contracts; implements none."""

from datetime import datetime, timedelta
from typing import Protocol

from monitor.model import Delivery, FetchOutcome, Plan, Selectors, SendOutcome, Target
from monitor.model.evidence import Receipt


class Clock(Protocol):
    """The only source of time and chance."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC. It goes on evenly, and jumps only in `follow`."""
        ...

    def follow(self) -> timedelta:
        """Take over the wall clock's time if that was set, and return by how much: 0 if it was not."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards; only differences mean something."""
        ...

    def jitter(self) -> float:
        """Return a random number, at least 0 and below 1."""
        ...

    async def sleep(self, duration: timedelta) -> None:
        """Wait for `duration`."""
        ...


class Fetcher(Protocol):
    """Gets one page and reads it, politely and within bounds."""

    async def get(self, target: Target, selectors: Selectors) -> FetchOutcome:
        """Return what asking for the target's page came to; of a page that came, what it says by `selectors`.

        Raises nothing but cancellation, or a bug in the reading.
        """
        ...


class Evidence(Protocol):
    """Keeps pages as they came."""

    async def keep(self, receipt: Receipt, plan: Plan, site: str) -> str | None:
        """Keep the page that the plan of a check rests on, and return its id; None if it cannot be kept.

        Once this returns, the page is on the disk. Raises nothing but cancellation.
        """
        ...


class Sink(Protocol):
    """A place to tell."""

    async def send(self, delivery: Delivery) -> SendOutcome:
        """Return what one attempt came to. Raises nothing but cancellation."""
        ...
