"""The database, and the only SQL of the program. It keeps what it is given and decides nothing.

`open_store` gives the engine its one writer. `monitor.store.reading` lets people read, also while the engine runs;
what they are shown is in `monitor.model.report`. `monitor.store.copying` copies the database. A file is SQLite's, a
URL leads to PostgreSQL (`choosing.py`).
"""

from monitor.store.choosing import (
    Copied,
    check_up,
    file_of,
    is_url,
    migrate,
    open_fleet,
    open_store,
    try_out,
)
from monitor.store.sqlite import SqliteStore
from monitor.store.version import is_sqlite_safe, sqlite_warning

__all__ = [
    "Copied",
    "SqliteStore",
    "check_up",
    "file_of",
    "is_sqlite_safe",
    "is_url",
    "migrate",
    "open_fleet",
    "open_store",
    "sqlite_warning",
    "try_out",
]
