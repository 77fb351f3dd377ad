"""A bounded record that can be awaited. Owns the waiting; never says what is recorded."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Generic, TypeVar

from monitor.noun import dataclass

Entry = TypeVar("Entry")

PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """One request as the newsroom saw it.

    `path` has its query; `at` is monotonic seconds, `wall` POSIX seconds; `status` is 0 where the
    answer was no HTTP; `in_flight` counts the requests under way with it, itself included.
    """

    method: str
    path: str
    headers: dict[str, str]
    at: float
    wall: float
    status: int
    in_flight: int


class Ledger(Generic[Entry]):
    """Entries in the order they came, the oldest dropped beyond `limit`. `total` counts them all."""

    def __init__(self, limit: int = 100_000) -> None:
        self.total = 0
        self._entries: deque[Entry] = deque(maxlen=limit)
        self._waiting: list[tuple[Callable[[], bool], asyncio.Event]] = []

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __getitem__(self, index: int) -> Entry:
        return self._entries[index]

    def clear(self) -> None:
        """Forget the entries, and begin to count anew."""
        self._entries.clear()
        self.total = 0

    def append(self, entry: Entry) -> None:
        """Record, and wake whoever waited for this."""
        self._entries.append(entry)
        self.total += 1
        if self._waiting:
            self._wake()

    def _wake(self) -> None:
        for is_fulfilled, event in self._waiting:
            if is_fulfilled():
                event.set()

    async def wait_for(
        self, is_fulfilled: Callable[[], bool], within: timedelta = PATIENCE
    ) -> None:
        """Return as soon as the condition holds, looking after every entry. Raises `TimeoutError`."""
        if is_fulfilled():
            return
        waiting = (is_fulfilled, asyncio.Event())
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(within.total_seconds()):
                await waiting[1].wait()
        finally:
            self._waiting.remove(waiting)
