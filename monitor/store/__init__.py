"""The database, and the only SQL of the program. It keeps what it is given and decides nothing.

`open_store` gives the engine its one writer; `open_archive` lets people read, also while the engine runs. What
they are shown is in `monitor.model.report`; `back_up` and `put_back` copy it. A file is SQLite's, a URL leads to
PostgreSQL (`choosing.py`).
"""

from monitor.store.choosing import (
    Copied,
    check_up,
    file_of,
    is_url,
    migrate,
    open_archive,
    open_store,
    try_out,
)
from monitor.store.copying import back_up, put_back
from monitor.store.reading import SqlArchive, columns_of
from monitor.store.sqlite import SqliteStore
from monitor.store.version import is_sqlite_safe, sqlite_warning

__all__ = [
    "Copied",
    "SqlArchive",
    "SqliteStore",
    "back_up",
    "check_up",
    "columns_of",
    "file_of",
    "is_sqlite_safe",
    "is_url",
    "migrate",
    "open_archive",
    "open_store",
    "put_back",
    "sqlite_warning",
    "try_out",
]
