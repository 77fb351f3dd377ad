"""Kept pages on the server: beside whoever writes the rest, under a lock of their own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial

from monitor.store.connection import Connection
from monitor.store.evidence.reading import PageArchive
from monitor.store.evidence.store import Shelter
from monitor.store.postgres.faults import explained, unavailable
from monitor.store.postgres.opening import (
    BEGIN_KEEPING,
    BEGIN_READING,
    open_reader,
    open_unmade,
    spoken,
)


def shelter(url: str) -> Shelter:
    """Return where the pages of the database at `url` are kept."""
    return Shelter(
        open_writer=partial(open_unmade, url),
        open_reader=partial(open_reader, url),
        explain=partial(unavailable, database=spoken(url)),
        used=_used,
        begin_writing=BEGIN_KEEPING,
        begin_reading=BEGIN_READING,
    )


@contextmanager
def open_postgres_pages(url: str) -> Iterator[PageArchive]:
    """Yield the kept pages of the database at `url`. Raises `StoreUnavailable`."""
    with open_beside(url) as (connection, explained):
        yield PageArchive(connection, explained, _used)


@contextmanager
def open_beside(
    url: str,
) -> Iterator[tuple[Connection, Callable[[], AbstractContextManager[None]]]]:
    """Yield a connection to the database at `url`, and what explains its errors. Raises `StoreUnavailable`."""
    with closing(open_reader(url)) as connection:
        yield connection, partial(explained, spoken(url))


def _used(connection: Connection) -> int:
    """Return how many bytes hold something; what was dropped, the server uses again."""
    (size,) = connection.execute("SELECT bytes FROM keeping").fetchone()
    return int(size)
