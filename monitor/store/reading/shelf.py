"""Archives at hand for who asks again and again, as the pages do: a server is not dialled anew for each question."""

from contextlib import AbstractContextManager
from typing import Protocol

from monitor.store.choosing import Database, is_url, postgres
from monitor.store.reading.archive import SqlArchive
from monitor.store.reading.file import open_file


class _Archives(Protocol):
    """Those of one server's database."""

    def open(self) -> AbstractContextManager[SqlArchive]: ...

    def close(self) -> None: ...


class ArchiveShelf:
    """Opens archives, and keeps those of a server for the next question. Threads may share it. Close it after use."""

    def __init__(self) -> None:
        # By URL. A configuration seldom names another.
        self._servers: dict[str, _Archives] = {}

    def open(self, database: Database) -> AbstractContextManager[SqlArchive]:
        """Return a context that yields the archive of `database` to one thread. Raises `StoreUnavailable`."""
        if not is_url(database):
            return open_file(database)
        if database not in self._servers:
            self._servers.setdefault(database, postgres().PostgresArchives(database))
        return self._servers[database].open()

    def close(self) -> None:
        """Let go of what nobody asks at the moment."""
        for archives in self._servers.values():
            archives.close()
