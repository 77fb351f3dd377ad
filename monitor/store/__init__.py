"""The database, and the only SQL of the program. It keeps what it is given and decides nothing.

`open_store` gives the engine its one writer; `open_archive` lets people read, also while the engine runs. What
they are shown is in `monitor.model.report`; `back_up` and `put_back` copy it.
"""

from monitor.store.copying import back_up, put_back
from monitor.store.reading import SqlArchive, columns_of
from monitor.store.reading import open_file as open_archive
from monitor.store.sqlite import SqliteStore
from monitor.store.sqlite import open_sqlite as open_store
from monitor.store.version import is_sqlite_safe, sqlite_warning

__all__ = [
    "SqlArchive",
    "SqliteStore",
    "back_up",
    "columns_of",
    "is_sqlite_safe",
    "open_archive",
    "open_store",
    "put_back",
    "sqlite_warning",
]
