"""The reading side of the database: answers for people, as `monitor.model.report`. It never writes."""

from contextlib import AbstractContextManager

from monitor.store.choosing import Database, is_url, postgres
from monitor.store.reading.archive import SqlArchive
from monitor.store.reading.export import columns_of
from monitor.store.reading.file import open_file
from monitor.store.reading.shelf import ArchiveShelf

__all__ = ["ArchiveShelf", "SqlArchive", "columns_of", "open_archive"]


def open_archive(database: Database) -> AbstractContextManager[SqlArchive]:
    """Return a context that yields the archive of `database`.

    Raises `StoreUnavailable` if there is none yet, or if it cannot be read.
    """
    if not is_url(database):
        return open_file(database)
    archive: AbstractContextManager[SqlArchive] = postgres().open_postgres_archive(database)
    return archive
