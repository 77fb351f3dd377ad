"""The two lanes of one database: one writes, one reads beside it. Knows no table."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import TypeVar

from monitor.errors import StoreError
from monitor.store.lane import Lane, Operation
from monitor.store.lock import FileLock

T = TypeVar("T")


class LanePair:
    """The writing and the reading lane of a file, its lock, and tokens for leases."""

    def __init__(self, path: Path, writer: Lane, reader: Lane, lock: FileLock) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._lock = lock
        # A token is never used twice, in this process or a later one.
        self._boot = token_hex(6)
        self._count = count(1)

    async def close(self) -> None:
        """See `Store.close`. A second call does nothing."""
        await self._reader.close()
        await self._writer.close()
        self._lock.release()

    def _token(self) -> str:
        return f"{self._boot}-{next(self._count)}"

    async def _claim(
        self,
        claim: Operation[list[T]],
        give_back: Callable[[sqlite3.Connection, list[T]], None],
    ) -> list[T]:
        """Return what is claimed; if the caller is cancelled meanwhile, give it back for it."""
        # Into the queue at once: a clock that is set later must not overtake the time of this claim.
        claiming = self._writer.submit(claim)
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with suppress(StoreError):
                claimed = await claiming
                await self._writer.run(lambda connection: give_back(connection, claimed))
            raise
