"""The database, and the only SQL of the program. It keeps what it is given and decides nothing.

`open_store` gives the engine its one writer; `open_archive` lets people read, also while the engine runs. What
they are shown is in `monitor.model.report`; `back_up` and `put_back` copy it.
"""

from monitor.store.copying import back_up, back_up_pages, put_back
from monitor.store.corrections import open_subjects
from monitor.store.evidence.checking import check_pages
from monitor.store.evidence.opening import pages_path
from monitor.store.evidence.reading import SAMPLE, PageArchive, needed, open_pages
from monitor.store.evidence.store import PageStore, Place, open_page_store
from monitor.store.reading import SqliteArchive, columns_of, open_archive
from monitor.store.sqlite import SqliteStore, open_store
from monitor.store.version import is_sqlite_safe, sqlite_warning

__all__ = [
    "SAMPLE",
    "PageArchive",
    "PageStore",
    "Place",
    "SqliteArchive",
    "SqliteStore",
    "back_up",
    "back_up_pages",
    "check_pages",
    "columns_of",
    "is_sqlite_safe",
    "needed",
    "open_archive",
    "open_page_store",
    "open_pages",
    "open_store",
    "open_subjects",
    "pages_path",
    "put_back",
    "sqlite_warning",
]
