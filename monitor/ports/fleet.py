"""What workers that share a database on a server ask of it, and of the queue beside it. Owns the contracts only."""

from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model.fleet import Begun, Errand, Pace, Post
from monitor.ports.store import Store

Perform = Callable[[Errand], Coroutine[None, None, None]]


class FleetStore(Store, Protocol):
    """The store of several workers. Every method may raise `StoreUnavailable`, as those of the store."""

    async def must_be_sound(self) -> None:
        """Raise `StoreUnavailable` while what work brings could not be stored."""
        ...

    async def lead(self) -> bool:
        """Say whether this worker is the one that plans for all, which it stays until it goes; become it if none is."""
        ...

    async def waiting_hosts(self, now: datetime) -> list[Errand]:
        """Return the hosts where something is due, nobody is, and no job was asked for, as such from now on.

        The most urgent first, and no more of them at once than a queue should hold.
        """
        ...

    async def waiting_sinks(self, sinks: Collection[str], now: datetime) -> list[Errand]:
        """Return those of `sinks` to which something is due, likewise."""
        ...

    async def begin_stint(self, errand: Errand, gap: timedelta) -> Begun | None:
        """Begin to be the only one there until `end_stint`; None if somebody else is.

        Between two requests there lies at least `gap`: so long it is left alone by who comes after one that died.
        """
        ...

    async def keep_stints(
        self, gaps: Mapping[tuple[Post, str], timedelta]
    ) -> set[tuple[Post, str]]:
        """Go on being where this worker is, and return where that is. To be called every second or so.

        `gaps` are those that turned out wider than was said at the beginning.
        """
        ...

    async def end_stint(
        self, post: Post, name: str, pace: Pace | None, *, idle: timedelta = timedelta()
    ) -> None:
        """Leave; `pace` says how, None if nothing was asked. No job is asked for there for as long as `idle`."""
        ...

    async def reap(self, now: datetime) -> list[int]:
        """End the stints and leases of who was gone at the last look already, and return the jobs of those stints."""
        ...


class Queue(Protocol):
    """Jobs that wait for a worker: at most one for a post, the most urgent first."""

    async def ask(self, errands: Sequence[Errand]) -> None:
        """Put jobs into the queue, those apart that wait there already. Raises `StoreUnavailable`."""
        ...

    async def work(self, perform: Perform, *, at_once: int, grace: timedelta) -> None:
        """Perform jobs until cancelled; those in hand have `grace` to end then, and are cancelled after it."""
        ...

    async def free(self, jobs: Collection[int]) -> None:
        """Have jobs done anew whose workers are gone: these, and those of workers that give no sign of life."""
        ...

    async def close(self) -> None:
        """Let go of the server."""
        ...
