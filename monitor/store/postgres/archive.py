"""The archive of a database on a server: the same questions, over connections that only read.

One question is asked over a connection of its own; who asks again and again keeps some at hand (`PostgresArchives`).
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

from monitor.model import Burden
from monitor.store.connection import Connection
from monitor.store.postgres.connection import PostgresConnection
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
        yield _archive(connection, url)


class PostgresArchives:
    """Archives of one database that stay open between two questions. Threads may share it, each with one of its own.

    There are never more than were asked at once.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: list[PostgresConnection] = []

    @contextmanager
    def open(self) -> Iterator[SqlArchive]:
        """Yield an archive. Raises `StoreUnavailable`."""
        connection = self._taken() or open_reader(self._url, named=True)
        try:
            yield _archive(connection, self._url)
        finally:
            if connection.is_sound():
                self._idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Let go of those that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _taken(self) -> PostgresConnection | None:
        """Return one whose server is still there; None if there is none."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_sound():
                return connection
            connection.close()
        return None


def _archive(connection: PostgresConnection, url: str) -> SqlArchive:
    explain = partial(unavailable, database=spoken(url))
    return SqlArchive(connection, explain, _weigh, begin=BEGIN_READING)


def _weigh(connection: Connection) -> Weight:
    (size,) = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    # Its log and its disk are the server's, and those of others too.
    return Weight(database_bytes=size, burden=Burden(log_bytes=0, is_held=False, free_bytes=None))
