"""What the database's own errors mean to people: the one place where `sqlite3.Error` becomes `StoreUnavailable`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.errors import StoreDamaged, StoreDefect, StoreError, StoreUnavailable

RESTORE = (
    "`monitor restore BACKUP` puts your last backup in its place and keeps the damaged file aside; "
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
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def unavailable(error: Exception, path: Path) -> StoreUnavailable:
    """Return what `error` means for the database at `path`, as a sentence and a remedy."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code not in _MEANINGS:
        return StoreDefect(
            f"the database {path} refused a statement ({error})",
            hint="this is a defect of monitor: please report it with this message",
        )
    meaning, hint = _MEANINGS[code]
    sentence = f"the database {path} {meaning} ({error})"
    if code in _DAMAGE:
        return StoreDamaged(sentence, hint=hint)
    return StoreUnavailable(sentence, hint=hint, passes=code in _PASSING)


def again(error: StoreError) -> StoreError:
    """Return an exception that says the same: one raised twice would grow two tracebacks."""
    if isinstance(error, StoreUnavailable):
        return type(error)(str(error), hint=error.hint, passes=error.passes)
    return type(error)(str(error), hint=error.hint)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn every `sqlite3.Error` of the block into `StoreUnavailable` about the database at `path`."""
    try:
        yield
    except sqlite3.Error as error:
        raise unavailable(error, path) from error
