"""Whether a file is a database of ours, whole, and not newer than this code. Looks only: it writes nothing."""

import sqlite3
import time
from collections.abc import Collection
from pathlib import Path

from monitor.errors import StoreDamaged
from monitor.store.faults import RESTORE

# "MONI": by this number `file` and we ourselves recognise the format.
APPLICATION_ID = 0x4D4F4E49
# A file is examined at most so long at the start, in seconds; a gigabyte takes about two.
EXAMINATION = 2.0
_STEPS_BETWEEN_LOOKS = 10_000
# https://www.sqlite.org/fileformat2.html, "The Database Header": where a file itself has its user version.
_NUMBER_AT = slice(60, 64)


def examine(connection: sqlite3.Connection, path: Path, steps: Collection[str]) -> None:
    """Refuse what the code that knows `steps` must not write to. Raises `StoreDamaged` or `sqlite3.Error`."""
    recognise(connection, path)
    _refuse_foreign_log(connection, path)
    finding = damage(connection, patience=EXAMINATION)
    if finding:
        raise StoreDamaged(f"the database {path} is damaged ({finding})", hint=RESTORE)
    if not applied(connection):
        raise StoreDamaged(f"the database {path} has lost its tables", hint=RESTORE)
    refuse_newer(connection, path, steps)


def recognise(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse an empty file and a database of another program. Raises `StoreDamaged` or `sqlite3.Error`."""
    if not path.stat().st_size:
        raise StoreDamaged(
            f"the database {path} is an empty file",
            hint=f"remove it if it never held anything; else {RESTORE}",
        )
    (id_,) = connection.execute("PRAGMA application_id").fetchone()
    if id_ != APPLICATION_ID:
        raise StoreDamaged(
            f"{path} is a database, but not one of monitor",
            hint=f"name another file in [monitor] database; if it was one, {RESTORE}",
        )


def damage(
    connection: sqlite3.Connection, *, patience: float, thorough: bool = False
) -> str | None:
    """Return what is wrong with the file, "" if nothing is, None if so many seconds did not suffice to say.

    `thorough` holds the indexes against the tables too. Raises `sqlite3.Error`.
    """
    deadline = time.monotonic() + patience
    connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
    pragma = "integrity_check" if thorough else "quick_check"
    try:
        (finding,) = connection.execute(f"PRAGMA {pragma}(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        connection.set_progress_handler(None, 0)
    return "" if finding == "ok" else " ".join(finding.split())


def refuse_newer(connection: sqlite3.Connection, path: Path, steps: Collection[str]) -> None:
    """Refuse a database with a migration that is not among `steps`. Raises `StoreDamaged` or `sqlite3.Error`."""
    if unknown := sorted(applied(connection) - set(steps)):
        raise StoreDamaged(
            f"the database {path} was written by a newer monitor ({', '.join(unknown)})",
            hint="install that version again, or restore the backup from before the upgrade",
        )


def pending(connection: sqlite3.Connection, steps: Collection[str]) -> list[str]:
    """Return those of `steps` that were not applied yet."""
    done = applied(connection)
    return [step for step in steps if step not in done]


def applied(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the migrations that were applied; none if it was never one of ours."""
    if not connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'"
    ).fetchone():
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = 'monitor'")
    return {name for (name,) in rows}


def _refuse_foreign_log(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a log that was written for another database: SQLite would take it for this one's."""
    with path.open("rb") as file:
        own = int.from_bytes(file.read(100)[_NUMBER_AT])
    (seen,) = connection.execute("PRAGMA user_version").fetchone()
    # A file that had no number got it through its log.
    if own and own != seen:
        raise StoreDamaged(
            f"{path.name}-wal beside {path} belongs to another database",
            hint="move it away together with the -shm; put the database and its own -wal back",
        )
