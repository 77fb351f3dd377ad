"""The archive of a file of SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from monitor.store.connection import Connection
from monitor.store.faults import unavailable
from monitor.store.opening import open_reader
from monitor.store.reading.archive import SqlArchive
from monitor.store.reading.tally import Weight
from monitor.store.tending import disk_of


@contextmanager
def open_file(database: str | Path) -> Iterator[SqlArchive]:
    """Yield the archive of the file `database`.

    Raises `StoreUnavailable` if there is none yet, or if it cannot be read.
    """
    path = Path(database)
    with closing(open_reader(path)) as connection:
        connection.row_factory = sqlite3.Row
        explain = partial(unavailable, path=path)
        yield SqlArchive(connection, explain, partial(_weigh, path), begin="BEGIN")


def _weigh(path: Path, connection: Connection) -> Weight:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
    return Weight(database_bytes=pages * page_bytes, burden=disk_of(path))
