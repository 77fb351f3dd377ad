"""The file of the kept pages: where it lies, its tables, and how it is opened. Never writes to one that is not ours."""

import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import cast

from monitor.errors import StoreDamaged, StoreUnavailable
from monitor.store.connection import Connection
from monitor.store.faults import explained
from monitor.store.opening import PATIENCE, connect_reader

# "MONP".
_APPLICATION_ID = 0x4D4F4E50
_VERSION = 1
_TABLES = """
CREATE TABLE dictionary (
    -- AUTOINCREMENT: a number that was given is never given again, whatever is dropped.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site TEXT NOT NULL,
    made_at TEXT NOT NULL,
    words BLOB NOT NULL
) STRICT;
CREATE INDEX dictionary_site ON dictionary (site, id);

-- One body, however many pages have it.
CREATE TABLE content (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    dictionary INTEGER REFERENCES dictionary (id),
    packed BLOB NOT NULL
) STRICT;
CREATE INDEX content_dictionary ON content (dictionary);

CREATE TABLE page (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    taken_at TEXT NOT NULL,
    source TEXT NOT NULL,
    site TEXT NOT NULL,
    article INTEGER,
    url TEXT NOT NULL,
    final_url TEXT NOT NULL,
    status INTEGER NOT NULL,
    reason TEXT,
    dictionary INTEGER REFERENCES dictionary (id),
    head BLOB NOT NULL,
    content INTEGER NOT NULL REFERENCES content (id)
) STRICT;
CREATE INDEX page_taken ON page (taken_at, number);
CREATE INDEX page_site ON page (site, number);
CREATE INDEX page_article ON page (article, taken_at);
CREATE INDEX page_content ON page (content);
CREATE INDEX page_dictionary ON page (dictionary);

-- One row: when the first page was kept, and until when pages were dropped.
CREATE TABLE keeping (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    began_at TEXT,
    dropped_until TEXT
) STRICT;
INSERT INTO keeping (id) VALUES (1);
"""
_WRITER = (
    # A page is to be on the disk before the revision that names it.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA journal_size_limit = 16777216",
    "PRAGMA cache_size = -4096",
    "PRAGMA secure_delete = OFF",
)


def pages_path(database: Path) -> Path:
    """Return where the pages of a database lie: beside it."""
    return database.with_name(f"{database.stem}.pages{database.suffix}")


def open_pages_writer(path: Path) -> sqlite3.Connection:
    """Return the one connection that may write the file at `path`, which is made if it is not there.

    The caller holds the lock on the database that it belongs to. Raises `StoreUnavailable`.
    """
    with explained(path), ExitStack() as undo:
        connection = _connect(path, "mode=rwc")
        undo.callback(connection.close)
        if not _is_empty(connection):
            _recognise(connection, path)
        # Before there are tables: what is dropped is to give its room back to the disk.
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise StoreUnavailable(f"the pages {path} lie where SQLite cannot keep a log")
        for pragma in _WRITER:
            connection.execute(pragma)
        if _is_empty(connection):
            _create(connection)
        undo.pop_all()
    return connection


def open_pages_reader(path: Path) -> sqlite3.Connection:
    """Return a connection that can only read the pages at `path`. Raises `StoreUnavailable`."""
    if not path.exists():
        raise StoreUnavailable(
            f"there are no kept pages at {path}",
            hint="pages are kept where monitor.toml has a table [archive]",
        )
    with explained(path), ExitStack() as undo:
        connection = connect_reader(path)
        undo.callback(connection.close)
        if not _is_empty(connection):
            _recognise(connection, path)
        connection.execute("PRAGMA query_only = ON")
        undo.pop_all()
    return connection


def used(connection: Connection) -> int:
    """Return how many bytes of the file hold something."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * size)


def tidy(path: Path, connection: Connection) -> None:
    """Give the room of what was dropped back to the disk. Raises `StoreUnavailable`."""
    file = cast(sqlite3.Connection, connection)
    with explained(path):
        # Not `execute`: it ends after the first page that was freed.
        file.executescript("PRAGMA incremental_vacuum")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=PATIENCE, isolation_level=None
    )


def _is_empty(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables, all or none: a file that a crash left without them is made into one later."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")
    connection.execute("COMMIT")


def _recognise(connection: sqlite3.Connection, path: Path) -> None:
    (id_,) = connection.execute("PRAGMA application_id").fetchone()
    if id_ != _APPLICATION_ID:
        raise StoreDamaged(f"{path} holds no pages of monitor", hint="move it away")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > _VERSION:
        raise StoreDamaged(
            f"the pages {path} were written by a newer monitor", hint="install that version again"
        )
