"""The reading side of the database: answers for people, as `monitor.model.report`. It never writes."""

from monitor.store.reading.archive import SqlArchive
from monitor.store.reading.export import columns_of
from monitor.store.reading.file import open_file

__all__ = ["SqlArchive", "columns_of", "open_file"]
