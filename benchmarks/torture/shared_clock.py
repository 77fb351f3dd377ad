"""A virtual clock in a file: one process sets it, others see the same time. It goes forward as work is done."""

import asyncio
import mmap
import random
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

START = datetime(2026, 3, 2, tzinfo=UTC)
_SECONDS = struct.Struct("d")


class SharedClock:
    """`ports.Clock` for who sets it; for the others only `now` means something. Its dice are seeded."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_SECONDS.pack(0.0))
        self._file = path.open("r+b")
        self._shared = mmap.mmap(self._file.fileno(), _SECONDS.size)
        self._chance = random.Random(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._shared.close()
        self._file.close()

    def now(self) -> datetime:
        """Return the virtual time."""
        return START + timedelta(seconds=self.monotonic())

    def follow(self) -> timedelta:
        """Return nothing: nobody sets this clock but us."""
        return timedelta()

    def monotonic(self) -> float:
        """Return the virtual seconds since the start."""
        return float(_SECONDS.unpack_from(self._shared)[0])

    def jitter(self) -> float:
        """Return a number in [0, 1)."""
        return self._chance.random()

    async def sleep(self, duration: timedelta) -> None:
        """Let the time pass at once."""
        self.set(self.monotonic() + duration.total_seconds())
        await asyncio.sleep(0)

    def set(self, seconds: float) -> None:
        """Go forward to so many seconds after the start; the clock never goes back."""
        _SECONDS.pack_into(self._shared, 0, max(self.monotonic(), seconds))
