"""How a database file is opened: created whole or not at all, examined, brought up to date.

It never writes to a file that is not ours, is damaged or is newer than this code.
"""

import os
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import StoreDamaged, StoreUnavailable
from monitor.store.connection import Connection
from monitor.store.examining import APPLICATION_ID, examine, pending, recognise, refuse_newer
from monitor.store.faults import explained
from monitor.store.observations import open_observations
from monitor.store.step_names import STEP_NAMES
from monitor.store.version import OLDEST

if TYPE_CHECKING:
    from monitor.store.schema import Step

# How long a statement waits for a lock that somebody else holds, in seconds.
PATIENCE = 5.0

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
# What SQLite says where it may not make the index of a log.
_NO_PLACE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
_READER = ("PRAGMA query_only = ON", "PRAGMA cache_size = -16384")


def open_writer(path: Path, steps: "Sequence[Step] | None" = None) -> sqlite3.Connection:
    """Return the one connection that may write the database at `path`, which is created if it is not there.

    `steps` are all that this code knows if they are not said. The caller holds the lock. Raises `StoreUnavailable` for
    a file that is not a database of this program, is damaged, is newer than this code, or cannot be written.
    """
    _check_library()
    if restoring(path).exists():
        raise StoreDamaged(
            f"a restore of {path} was cut off",
            hint=f"repeat `monitor restore BACKUP`; what was there is kept as {path.name}.before-*",
        )
    names = STEP_NAMES if steps is None else [step.__name__ for step in steps]
    with explained(path), ExitStack() as undo:
        if not path.exists():
            _create(path, steps)
        # The last connection that closes moves the log into the file, unless it cannot write: so what is not to be
        # touched is looked at by one that cannot.
        with closing(_connect(path, "mode=ro")) as onlooker:
            examine(onlooker, path, names)
        connection = _connect(path, "mode=rw")
        undo.callback(connection.close)
        _prepare(connection, path)
        if pending(connection, names):
            _build(connection, steps)
        _name(connection)
        undo.pop_all()
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """Return a connection that can only read the database at `path`. Raises `StoreUnavailable`."""
    if not path.exists():
        raise StoreUnavailable(
            f"there is no database at {path} yet", hint="run `monitor crawl` or `monitor run` first"
        )
    with explained(path), ExitStack() as undo:
        connection = connect_reader(path)
        undo.callback(connection.close)
        recognise(connection, path)
        refuse_newer(connection, path, STEP_NAMES)
        _refuse_older(connection, path)
        open_observations(connection)
        for pragma in _READER:
            connection.execute(pragma)
        undo.pop_all()
    return connection


def restoring(path: Path) -> Path:
    """Return the name that a backup has until it is in the place of the database at `path`."""
    return path.with_name(path.name + ".restoring")


def connect_reader(path: Path) -> sqlite3.Connection:
    """Return a connection that cannot write, to whatever lies at `path`. Raises `sqlite3.Error`."""
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        # Reading beside a log takes a place for its index. Where there is neither log nor place, nobody writes.
        if error.sqlite_errorcode & 0xFF not in _NO_PLACE or _has_log(path):
            return connection
        connection.close()
        return _connect(path, "mode=ro&immutable=1")
    except sqlite3.DatabaseError:
        # What is the matter with it is said by who examines it.
        return connection
    return connection


def _check_library() -> None:
    if sqlite3.sqlite_version_info < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise StoreUnavailable(
            f"this Python has SQLite {sqlite3.sqlite_version}, and monitor needs {oldest}",
            hint="use a Python that is built with a newer SQLite",
        )


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, timeout=PATIENCE, isolation_level=None
    )


def _has_log(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.exists() and wal.stat().st_size > 0


def _build(connection: sqlite3.Connection, steps: "Sequence[Step] | None") -> None:
    """Apply those of `steps` that are missing."""
    # Heavy, and hardly any start finds something to do.
    from monitor.store import lean  # noqa: F401, PLC0415 - before sqlite-utils
    from monitor.store.schema import STEPS, bring_up_to_date  # noqa: PLC0415

    bring_up_to_date(connection, STEPS if steps is None else steps)


def _create(path: Path, steps: "Sequence[Step] | None") -> None:
    """Build the database under another name and move it into place.

    So a crash leaves a whole database or none, and an empty file is always a sign of damage.
    """
    if _has_log(path):
        raise StoreDamaged(
            f"the database {path} is gone, but {path.name}-wal with its last changes is still there",
            hint="put the database back beside it, or move it away",
        )
    draft = path.with_name(path.name + ".new")
    for ending in ("", "-journal", "-wal", "-shm"):
        draft.with_name(draft.name + ending).unlink(missing_ok=True)
    with closing(_connect(draft, "mode=rwc")) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _build(connection, steps)
        _name(connection)
    keep_log(draft)
    draft.replace(path)
    sync_folder(path.parent)


def keep_log(draft: Path) -> None:
    """Let a database have a write-ahead log before it has its name. Raises `sqlite3.Error`.

    The change is made under a journal of another kind, and who only looks at a file could not undo what a power cut
    left of that.
    """
    with closing(_connect(draft, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()


def sync_folder(folder: Path) -> None:
    """Make names that were given or taken in `folder` survive the power. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name(connection: sqlite3.Connection) -> None:
    """Give the database a number of its own, by which its log can be told from another's."""
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        connection.execute(f"PRAGMA user_version = {secrets.randbelow(2**31 - 1) + 1}")


def sign(connection: Connection) -> None:
    """Write the database's number anew: so every log has it, whatever else it has."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute(f"PRAGMA user_version = {number}")


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreUnavailable(
            f"the database {path} lies where SQLite cannot keep a write-ahead log",
            hint="put it on a local disk, not on a network share",
        )
    for pragma in _WRITER:
        connection.execute(pragma)


def _refuse_older(connection: sqlite3.Connection, path: Path) -> None:
    if pending(connection, STEP_NAMES):
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
