"""The reading side of the database: answers for people, as `monitor.model.report`. It never writes."""

from monitor.store.reading.archive import SqliteArchive, open_archive
from monitor.store.reading.export import columns_of

__all__ = ["SqliteArchive", "columns_of", "open_archive"]
