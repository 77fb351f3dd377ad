"""Where this process is, as the only one of the fleet: hosts and sinks, begun and left for all of it who are there.

It is the admission of the gate, too: a page that leads to another host waits until nobody else asks that one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import field
from datetime import timedelta

from monitor.errors import HostTaken, StoreError
from monitor.model.fleet import Errand, Pace, Post, Urgency
from monitor.noun import dataclass
from monitor.ports import Clock
from monitor.ports.fleet import FleetStore

log = logging.getLogger(__name__)

Where = tuple[Post, str]
# Who could not say for so long that it is still there, in seconds, is so no longer: others may be there. It is well
# below what the store waits for (`store/postgres/stints.py`).
SILENT = 10.0
# How long a page that leads to another host waits for it, and how often it looks.
_PATIENCE = timedelta(seconds=20)
_LOOK = timedelta(milliseconds=250)


@dataclass(slots=True, eq=False)
class Stay:
    """Being somewhere. Times are of the monotonic clock, in seconds."""

    # How wide the gap was said to be when it began, and how wide it is.
    said: timedelta
    gap: timedelta
    users: int = 0
    # Others asked until lately: not before.
    may_ask_at: float = float("-inf")
    asked_at: float | None = None
    # Nothing was to be done there, so that nobody is wanted there for so long.
    idle: timedelta = timedelta()
    lost: asyncio.Event = field(default_factory=asyncio.Event)
    # Held while it begins or ends.
    door: asyncio.Lock = field(default_factory=asyncio.Lock)


class Stays:
    """Begins a stint with the first who comes, and ends it with the last who goes."""

    def __init__(self, store: FleetStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._stays: dict[Where, Stay] = {}
        # Left, but that could not be written.
        self._unended: dict[Where, Stay] = {}
        self._kept_at = clock.monotonic()

    @asynccontextmanager
    async def stay(self, errand: Errand, gap: timedelta) -> AsyncIterator[Stay | None]:
        """Be there while the block runs; None if another process is. Raises `StoreUnavailable`."""
        where = (errand.post, errand.name)
        stay = await self._enter(where, errand, gap)
        try:
            yield stay
        finally:
            if stay is not None:
                await asyncio.shield(self._leave(where, stay))

    @asynccontextmanager
    async def at(self, host: str, gap: timedelta) -> AsyncIterator[None]:
        """See `Admission.at`."""
        errand = Errand(post=Post.HOST, name=host, urgency=Urgency.ARTICLE)
        patience = self._clock.monotonic() + _PATIENCE.total_seconds()
        while True:
            async with self.stay(errand, gap) as stay:
                if stay is not None:
                    await self.rest(stay)
                    await self._confirm(stay, host)
                    yield
                    return
            if self._clock.monotonic() >= patience:
                raise HostTaken(f"another worker asks {host}")
            await self._clock.sleep(_LOOK)

    def asked(self, host: str, gap: timedelta) -> None:
        """See `Admission.asked`."""
        if (stay := self._stays.get((Post.HOST, host))) is not None:
            self.note(stay, gap)

    def note(self, stay: Stay, gap: timedelta) -> None:
        """Take note that something is asked there now, and nothing within `gap`."""
        stay.asked_at = self._clock.monotonic()
        stay.gap = gap

    async def rest(self, stay: Stay) -> None:
        """Wait for as long as it is to be left alone for what others asked."""
        while (wait := stay.may_ask_at - self._clock.monotonic()) > 0:
            await self._clock.sleep(timedelta(seconds=wait))

    async def keep(self) -> None:
        """Say that this process is still where it is. To be called every second or so. Raises `StoreUnavailable`.

        Where it is no longer, as others took it for dead, is lost to those who are there.
        """
        begun = {where: stay for where, stay in self._stays.items() if stay.users}
        wider = {where: stay.gap for where, stay in begun.items() if stay.gap > stay.said}
        try:
            kept = await self._store.keep_stints(wider)
        except StoreError:
            if self._clock.monotonic() - self._kept_at > SILENT:
                self._lose(begun)
            raise
        self._kept_at = self._clock.monotonic()
        self._lose({where: stay for where, stay in begun.items() if where not in kept})
        for where in kept:
            if where not in self._stays:
                await self._store.end_stint(*where, self._pace(self._unended.pop(where, None)))

    async def _confirm(self, stay: Stay, host: str) -> None:
        """Make sure of still being there, for a process that stood still. Raises `HostTaken`, `StoreUnavailable`."""
        if self._clock.monotonic() - self._kept_at > SILENT:
            await self.keep()
        if stay.lost.is_set():
            raise HostTaken(f"another worker asks {host} by now")

    def _lose(self, stays: dict[Where, Stay]) -> None:
        for (post, name), stay in stays.items():
            if not stay.lost.is_set():
                log.warning("stint lost", extra={"post": post.value, "where": name})
                stay.lost.set()

    async def _enter(self, where: Where, errand: Errand, gap: timedelta) -> Stay | None:
        while True:
            stay = self._stays.setdefault(where, Stay(said=gap, gap=gap))
            async with stay.door:
                if self._stays.get(where) is not stay:
                    # Whoever was there has left it meanwhile.
                    continue
                if not stay.users and not await self._begin(where, stay, errand):
                    return None
                stay.users += 1
                return stay

    async def _begin(self, where: Where, stay: Stay, errand: Errand) -> bool:
        begun = None
        try:
            begun = await self._store.begin_stint(errand, stay.said)
        finally:
            if begun is None:
                del self._stays[where]
        if begun is not None:
            stay.may_ask_at = self._clock.monotonic() + begun.rest.total_seconds()
        return begun is not None

    async def _leave(self, where: Where, stay: Stay) -> None:
        async with stay.door:
            stay.users -= 1
            if stay.users:
                return
            del self._stays[where]
            try:
                await self._store.end_stint(*where, self._pace(stay), idle=stay.idle)
            except StoreError as error:
                # Nobody is there until that can be written, or the stint runs out.
                self._unended[where] = stay
                log.warning(
                    "stint not ended",
                    extra={"post": where[0].value, "where": where[1], "detail": str(error)},
                )

    def _pace(self, stay: Stay | None) -> Pace | None:
        if stay is None or stay.asked_at is None:
            return None
        since = timedelta(seconds=self._clock.monotonic() - stay.asked_at)
        return Pace(gap=stay.gap, since=since)
