"""The archive of a database on a server: the same questions, over a connection that only reads."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from monitor.model import Burden
from monitor.store.connection import Connection
from monitor.store.postgres.faults import unavailable
from monitor.store.postgres.opening import BEGIN_READING, open_reader, spoken
from monitor.store.reading.archive import SqlArchive
from monitor.store.reading.tally import Weight


@contextmanager
def open_postgres_archive(url: str) -> Iterator[SqlArchive]:
    """Yield the archive of the database at `url`.

    Raises `StoreUnavailable` if it has no tables yet, or if it cannot be read.
    """
    with closing(open_reader(url, named=True)) as connection:
        explain = partial(unavailable, database=spoken(url))
        yield SqlArchive(connection, explain, _weigh, begin=BEGIN_READING)


def _weigh(connection: Connection) -> Weight:
    (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    # Its log and its disk are the server's, and those of others too.
    return Weight(database_bytes=size, burden=Burden(log_bytes=0, is_held=False, free_bytes=None))
