"""The database, and the only SQL of the program. It keeps what it is given and decides nothing.

`open_store` gives the engine its one writer. `monitor.store.reading` lets people read, also while the engine runs;
what they are shown is in `monitor.model.report`. `monitor.store.copying` copies the database.
"""

from monitor.store.sqlite import SqliteStore, open_store
from monitor.store.version import is_sqlite_safe, sqlite_warning

__all__ = ["SqliteStore", "is_sqlite_safe", "open_store", "sqlite_warning"]
