"""The lock that makes a process the only one to write a database, and that the file under its name is still that one.

Knows nothing of SQL.
"""

import fcntl
import os
from pathlib import Path

from monitor.errors import StoreInUse, StoreUnavailable

# A file's device and inode; None where there is none.
_Identity = tuple[int, int] | None


class FileLock:
    """An exclusive `flock` on `<database>.lock`, held until `release` or the end of the process.

    The file stays: removing a lock file lets two processes hold "the" lock.
    """

    def __init__(self, database: Path, descriptor: int) -> None:
        self._database = database
        self._descriptor: int | None = descriptor
        self._file: _Identity = None
        self._log: _Identity = None

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def opened(self) -> None:
        """Remember the file that is there now as the one that was opened under the lock."""
        self._file = _identity(self._database)

    def check(self) -> None:
        """Raise `StoreUnavailable` unless what is written now is written where others will look for it.

        What goes into a file that was moved away, or into a log that was removed, is acknowledged and gone at the
        next start. A lock that was removed is taken again.
        """
        if self._file is not None and _identity(self._database) != self._file:
            raise _displaced(self._database)
        log = self._database.with_name(self._database.name + "-wal")
        identity = _identity(log)
        if self._log is not None and identity != self._log:
            raise _displaced(log)
        self._log = identity
        self._keep()

    def _keep(self) -> None:
        path = _path(self._database)
        if self._descriptor is None or _identity(path) == _key(os.fstat(self._descriptor)):
            return
        lost = self._descriptor
        self._descriptor = _lock(self._database)
        os.close(lost)


def take_lock(database: Path) -> FileLock:
    """Return the lock on `database`, taken without waiting.

    Raises `StoreInUse` if another process holds it, `StoreUnavailable` if its file cannot be written.
    """
    return FileLock(database, _lock(database))


def holder_of(database: Path) -> str | None:
    """Return who holds the lock on `database`, as words; None if nobody does. Creates nothing, raises nothing."""
    try:
        descriptor = os.open(_path(database), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _holder(descriptor)
    finally:
        os.close(descriptor)
    return None


def _path(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def _lock(database: Path) -> int:
    """Return the descriptor of the lock, held. Raises as `take_lock`."""
    path = _path(database)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreUnavailable(
            f"the lock {path} cannot be opened ({error.strerror})",
            hint="give the user that runs monitor the right to write the database's folder",
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        holder = _holder(descriptor)
        os.close(descriptor)
        raise StoreInUse(
            f"the database {database} is in use by {holder}",
            hint="stop that monitor first, or use another database; `monitor show` reads while one runs",
        ) from error
    _sign(descriptor)
    return descriptor


def _sign(descriptor: int) -> None:
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except OSError:
        # A full disk: the lock holds without the name of its holder.
        return


def _holder(descriptor: int) -> str:
    pid = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
    return f"another monitor (process {pid})" if pid.isdigit() else "another monitor"


def _identity(path: Path) -> _Identity:
    try:
        return _key(path.stat())
    except OSError:
        return None


def _key(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _displaced(path: Path) -> StoreUnavailable:
    return StoreUnavailable(
        f"{path} was moved, removed or replaced while monitor has it open",
        hint="put it back as it was; if you cannot, stop monitor, see what is there, and start it again",
        passes=True,
    )
