"""How a database file is opened: created whole or not at all, recognised, examined, brought up to date.

It never writes to a file that is not ours, is damaged or is newer than this code.
"""

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from sqlite_utils import Database

from monitor.errors import StoreUnavailable
from monitor.store.faults import RESTORE, explained
from monitor.store.schema import STEPS, Step, migrations
from monitor.store.version import OLDEST

# "MONI": by this number `file` and we ourselves recognise the format.
APPLICATION_ID = 0x4D4F4E49
# How long a statement waits for a lock that somebody else holds, in seconds.
PATIENCE = 5.0
# A file is examined at most so long at the start, in seconds; a gigabyte takes about two.
EXAMINATION = 2.0
_STEPS_BETWEEN_LOOKS = 10_000

_WRITER = (
    # Nothing that was acknowledged may be lost with the power: NORMAL loses acknowledged commits.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
    # In pages of 4 KiB: a checkpoint for every 8 MB costs less than one for every four.
    "PRAGMA wal_autocheckpoint = 2000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA cache_size = -65536",
    "PRAGMA temp_store = MEMORY",
    # Debian builds SQLite to overwrite what it deletes with zeros; news is not a secret.
    "PRAGMA secure_delete = OFF",
)
_READER = ("PRAGMA query_only = ON", "PRAGMA cache_size = -16384")


def open_writer(path: Path, steps: Sequence[Step] = STEPS) -> sqlite3.Connection:
    """Return the one connection that may write the database at `path`, which is created if it is not there.

    The caller holds the lock. Raises `StoreUnavailable` for a file that is not a database of this program, is
    damaged, is newer than this code, or cannot be written.
    """
    _check_library()
    with explained(path), ExitStack() as undo:
        if not path.exists():
            _create(path, steps)
        connection = _connect(path, "rw", undo)
        _recognise(connection, path)
        _examine(connection, path)
        _refuse_newer(connection, path, steps)
        _prepare(connection, path)
        migrations(steps).apply(_database(connection))
        undo.pop_all()
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Return a connection that can only read the database at `path`. Raises `StoreUnavailable`."""
    if not path.exists():
        raise StoreUnavailable(
            f"there is no database at {path} yet", hint="run `monitor crawl` or `monitor run` first"
        )
    with explained(path), ExitStack() as undo:
        connection = _connect(path, "ro", undo)
        _recognise(connection, path)
        _refuse_newer(connection, path, STEPS)
        _refuse_older(connection, path)
        for pragma in _READER:
            connection.execute(pragma)
        undo.pop_all()
    return connection


def _check_library() -> None:
    if sqlite3.sqlite_version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise StoreUnavailable(
            f"this Python has SQLite {sqlite3.sqlite_version}, and monitor needs {oldest}",
            hint="use a Python that is built with a newer SQLite",
        )


def _connect(path: Path, mode: str, undo: ExitStack) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None
    )
    undo.callback(connection.close)
    return connection


def _database(connection: sqlite3.Connection) -> Database:
    """Return what sqlite-utils needs; its users' plugins have no business with our connection."""
    return Database(connection, execute_plugins=False)


def _create(path: Path, steps: Sequence[Step]) -> None:
    """Build the database under another name and move it into place.

    So a crash leaves a whole database or none, and an empty file is always a sign of damage.
    """
    wal = path.with_name(path.name + "-wal")
    if wal.exists() and wal.stat().st_size:
        raise StoreUnavailable(
            f"the database {path} is gone, but {wal.name} with its last changes is still there",
            hint="put the database back beside it, or move it away",
        )
    draft = path.with_name(path.name + ".new")
    for leftover in (draft, draft.with_name(draft.name + "-journal")):
        leftover.unlink(missing_ok=True)
    with ExitStack() as undo:
        connection = _connect(draft, "rwc", undo)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations(steps).apply(_database(connection))
    draft.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _recognise(connection: sqlite3.Connection, path: Path) -> None:
    if not path.stat().st_size:
        raise StoreUnavailable(
            f"the database {path} is an empty file",
            hint=f"remove it if it never held anything; else {RESTORE}",
        )
    (id_,) = connection.execute("PRAGMA application_id").fetchone()
    if id_ != APPLICATION_ID:
        raise StoreUnavailable(
            f"{path} is a database, but not one of monitor",
            hint="name another file in [monitor] database",
        )


def _examine(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a damaged file. A large one is examined as far as `EXAMINATION` allows."""
    deadline = time.monotonic() + EXAMINATION
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
    try:
        (finding,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return
    finally:
        connection.set_progress_handler(None, 0)
    if finding != "ok":
        brief = " ".join(finding.split())
        raise StoreUnavailable(f"the database {path} is damaged ({brief})", hint=RESTORE)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreUnavailable(
            f"the database {path} lies where SQLite cannot keep a write-ahead log",
            hint="put it on a local disk, not on a network share",
        )
    for pragma in _WRITER:
        connection.execute(pragma)


def _refuse_newer(connection: sqlite3.Connection, path: Path, steps: Sequence[Step]) -> None:
    applied = {step.name for step in migrations(()).applied(_database(connection))}
    known = {step.__name__ for step in steps}
    if unknown := sorted(applied - known):
        raise StoreUnavailable(
            f"the database {path} was written by a newer monitor ({', '.join(unknown)})",
            hint="install that version again, or restore the backup from before the upgrade",
        )


def _refuse_older(connection: sqlite3.Connection, path: Path) -> None:
    if migrations().pending(_database(connection)):
        raise StoreUnavailable(
            f"the database {path} was written by an older monitor",
            hint="start `monitor run` or `monitor crawl` once: it brings the database up to date",
        )


def make_folder(folder: Path) -> None:
    """Make the folder of a database if it is not there. Raises `StoreUnavailable` if that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            f"the folder {folder} for the database cannot be made ({error.strerror})",
            hint="make it, or name another file in [monitor] database",
        ) from error
