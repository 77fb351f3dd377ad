"""The two lanes of one database: one writes, one reads beside it; and what they do in trouble. Knows no table."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import count
from secrets import token_hex
from typing import TypeVar

from monitor.errors import StoreError, StoreUnavailable
from monitor.store.connection import Connection
from monitor.store.lane import Lane, Operation
from monitor.store.trouble import Trouble

T = TypeVar("T")


class LanePair:
    """The writing and the reading lane of a database, its trouble, and tokens for leases.

    `prove` writes something in the writer's thread, and raises `StoreUnavailable` while the trouble lasts.
    """

    def __init__(
        self, writer: Lane, reader: Lane, trouble: Trouble, prove: Operation[None]
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._trouble = trouble
        self._prove = prove
        # What could not be written down in trouble and is, once it is over.
        self._owed: list[Operation[None]] = []
        # A token is never used twice, in this process or a later one.
        self.holder = token_hex(6)
        self._count = count(1)

    async def close(self) -> None:
        """See `Store.close`. A second call does nothing."""
        await self._reader.close()
        await self._writer.close()

    def _token(self) -> str:
        return f"{self.holder}-{next(self._count)}"

    async def _write_or_owe(self, writing: Awaitable[T], instead: Operation[None]) -> T:
        """Return what `writing` returns; if the database is in trouble, do `instead` when that is over."""
        try:
            return await writing
        except StoreError:
            if self._trouble.error is not None:
                self._owed.append(instead)
            raise

    async def _must_be_sound(self) -> None:
        """Raise `StoreUnavailable` while what work brings could not be stored. What was owed is written first."""
        if self._trouble.error is None:
            return
        if not self._trouble.may_ask():
            self._trouble.raise_again()
        try:
            await self._writer.run_outside(self._prove)
        except StoreError as error:
            self._trouble.note(error)
            raise
        self._trouble.end()
        await self._pay()

    async def _pay(self) -> None:
        """Write down what was owed. Raises `StoreUnavailable` if the trouble is back; then the rest is owed on."""
        while self._owed:
            operation = self._owed.pop(0)
            try:
                await self._writer.run(operation)
            except StoreUnavailable:
                self._owed.insert(0, operation)
                raise
            except StoreError:
                # Somebody else did it meanwhile.
                continue

    async def _claim(
        self,
        claim: Operation[list[T]],
        give_back: Callable[[Connection, list[T]], None],
    ) -> list[T]:
        """Return what is claimed, unless the database is in trouble."""
        await self._must_be_sound()
        return await self._lease(claim, give_back)

    async def _lease(self, claim: Operation[T], give_back: Callable[[Connection, T], None]) -> T:
        """Return what is leased; if the caller is cancelled meanwhile, give it back for it."""
        # Into the queue at once: a clock that is set later must not overtake the time of this claim.
        claiming = self._writer.submit(claim)
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with suppress(StoreError):
                claimed = await claiming
                await self._writer.run(lambda connection: give_back(connection, claimed))
            raise
