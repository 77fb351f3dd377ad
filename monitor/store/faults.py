"""What the database's own errors mean to people: the one place where `sqlite3.Error` becomes `StoreUnavailable`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import StoreUnavailable

RESTORE = (
    "keep the file, move it aside together with its -wal and -shm, and put your last backup in its place; "
    "`sqlite3 DAMAGED .recover | sqlite3 NEW` saves what can be read"
)

# By SQLite's primary result code: what is the case, and the remedy.
_MEANINGS = {
    sqlite3.SQLITE_BUSY: (
        "is locked by another program",
        "end the program that writes to it, or wait until it is done",
    ),
    sqlite3.SQLITE_LOCKED: (
        "is locked by another program",
        "end the program that writes to it, or wait until it is done",
    ),
    sqlite3.SQLITE_READONLY: (
        "is read-only",
        "give the user that runs monitor the right to write the file and its folder",
    ),
    sqlite3.SQLITE_PERM: (
        "may not be used",
        "give the user that runs monitor the right to write the file and its folder",
    ),
    sqlite3.SQLITE_CORRUPT: ("is damaged", RESTORE),
    sqlite3.SQLITE_NOTADB: (
        "is not a database",
        f"name another file in [monitor] database; if it was a database once, {RESTORE}",
    ),
    sqlite3.SQLITE_FULL: (
        "cannot grow: the disk is full",
        "free some space; nothing that was acknowledged is lost",
    ),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk reports an error",
        "look at the disk (`dmesg`) and at the space that is left on it",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "check the path, and that the user that runs monitor may write the file and its folder",
    ),
}
_BUG = ("refused a statement", "this is a defect of monitor: please report it with this message")


def unavailable(error: sqlite3.Error, path: Path) -> StoreUnavailable:
    """Return what `error` means for the database at `path`, as a sentence and a remedy."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    meaning, hint = _MEANINGS.get(code, _BUG)
    return StoreUnavailable(f"the database {path} {meaning} ({error})", hint=hint)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn every `sqlite3.Error` of the block into `StoreUnavailable` about the database at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise unavailable(error, path) from error
