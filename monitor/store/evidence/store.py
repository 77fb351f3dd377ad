"""The engine's side of the kept pages: each method an operation on one of two lanes. Holds no SQL of its own."""

from collections.abc import Callable, Collection
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

from monitor.errors import StoreError
from monitor.model.evidence import Dictionary, Keeping, KeptPage, PageQuery, Retention
from monitor.noun import dataclass
from monitor.store.choosing import Database, is_url, postgres
from monitor.store.connection import Connection
from monitor.store.evidence.keeping import Room, Used, add_dictionary
from monitor.store.evidence.opening import (
    open_pages_reader,
    open_pages_writer,
    pages_path,
    tidy,
    used,
)
from monitor.store.evidence.reading import (
    read_dictionaries,
    read_keeping,
    read_newest_dictionary,
    read_page,
    read_pages,
    read_samples,
)
from monitor.store.faults import unavailable
from monitor.store.lane import Explain, Lane, Operation, read_together, write_together

# Steps of dropping in one time of housekeeping: what is left waits for the next.
_STEPS = 4_000
# Where a page stands among all, in the order in which they were taken.
Place = tuple[str, int]


class PageStore:
    """The kept pages of one database, for the process that writes it. `open_page_store` makes it."""

    def __init__(
        self, writer: Lane, reader: Lane, room: Room, used: Used, tidy: Operation[None] | None
    ) -> None:
        self._writer = writer
        self._reader = reader
        self._room = room
        self._used = used
        self._tidy = tidy

    @property
    def retention(self) -> Retention:
        """How long pages are kept, and in how much room."""
        return self._room.retention

    @retention.setter
    def retention(self, retention: Retention) -> None:
        self._room.retention = retention

    async def keep(self, page: KeptPage) -> None:
        """Store a page: once this returns it is on the disk. Raises `StoreUnavailable`."""
        await self._writer.run(partial(self._room.keep, page=page))

    async def page(self, id_: str) -> KeptPage | None:
        """Return a kept page; None if it is not there. Raises `StoreUnavailable`."""
        return await self._reader.run(partial(read_page, id_=id_))

    async def pages(
        self, which: PageQuery, *, after: Place, limit: int
    ) -> list[tuple[Place, KeptPage]]:
        """Return up to `limit` pages behind `after`, each with its place. Raises `StoreUnavailable`."""
        return await self._reader.run(partial(read_pages, which=which, limit=limit, after=after))

    async def dictionary(self, site: str) -> Dictionary | None:
        """Return what a site's pages are packed with, if there is anything. Raises `StoreUnavailable`."""
        return await self._reader.run(partial(read_newest_dictionary, site=site))

    async def dictionaries(self, ids: Collection[int]) -> list[Dictionary]:
        """Return the dictionaries of these numbers. Raises `StoreUnavailable`."""
        return await self._reader.run(partial(read_dictionaries, ids=ids))

    async def samples(self, site: str) -> list[KeptPage]:
        """Return what a new dictionary of a site is to be made of, if it needs one. Raises `StoreUnavailable`."""
        return await self._reader.run(partial(read_samples, site=site))

    async def add_dictionary(self, site: str, words: bytes, now: datetime) -> Dictionary:
        """Let a site's pages be packed with `words` from now on. Raises `StoreUnavailable`."""
        return await self._writer.run(partial(add_dictionary, site=site, words=words, now=now))

    async def keeping(self) -> Keeping:
        """Return how much is kept, and what was dropped. Raises `StoreUnavailable`."""
        return await self._reader.run(partial(read_keeping, used=self._used))

    async def tend(self, now: datetime) -> None:
        """Drop what is too old or has no room, and give the room back. Raises `StoreUnavailable`."""
        for _ in range(_STEPS):
            if not await self._writer.run(partial(self._room.make, now=now)):
                break
        if self._tidy is not None:
            await self._writer.run_outside(self._tidy)

    async def close(self) -> None:
        """Finish what was accepted and let go of the file."""
        await self._reader.close()
        await self._writer.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelter:
    """Where pages are kept: how it is opened to write and to read, and what is its own there."""

    open_writer: Callable[[], Connection]
    open_reader: Callable[[], Connection]
    explain: Explain
    used: Used
    begin_writing: str
    begin_reading: str
    # What housekeeping does there besides.
    tidy: Operation[None] | None = None


async def open_page_store(database: Database, retention: Retention) -> PageStore:
    """Return the kept pages of `database`; the caller writes that.

    Raises `StoreUnavailable` if they cannot be used as they are.
    """
    shelter = postgres().shelter(database) if is_url(database) else _beside(Path(database))
    room = Room(retention, shelter.used)
    write = write_together(shelter.explain, _nothing, room.finish, begin=shelter.begin_writing)
    read = read_together(shelter.explain, begin=shelter.begin_reading)
    async with AsyncExitStack() as undo:
        writer = Lane("pages-writer", write, _unheard)
        undo.push_async_callback(writer.close)
        await writer.open(shelter.open_writer)
        reader = Lane("pages-reader", read, _unheard)
        undo.push_async_callback(reader.close)
        await reader.open(shelter.open_reader)
        undo.pop_all()
    return PageStore(writer, reader, room, shelter.used, shelter.tidy)


def _beside(database: Path) -> Shelter:
    path = pages_path(database)
    return Shelter(
        open_writer=partial(open_pages_writer, path),
        open_reader=partial(open_pages_reader, path),
        explain=partial(unavailable, path=path),
        used=used,
        begin_writing="BEGIN IMMEDIATE",
        begin_reading="BEGIN",
        tidy=partial(tidy, path),
    )


def _nothing() -> None:
    """Check nothing: the lock is that of the main database, which its own writer proves."""


def _unheard(_: StoreError) -> None:
    """Leave it to who asked: trouble here stops no other work."""
