"""The lock that makes a process the only one to write a database. Knows nothing of SQL."""

import fcntl
import os
from pathlib import Path

from monitor.errors import StoreInUse, StoreUnavailable


class FileLock:
    """An exclusive `flock` on `<database>.lock`, held until `release` or the end of the process.

    The file stays: removing a lock file lets two processes hold "the" lock.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def take_lock(database: Path) -> FileLock:
    """Return the lock on `database`, taken without waiting.

    Raises `StoreInUse` if another process holds it, `StoreUnavailable` if its file cannot be written.
    """
    path = database.with_name(database.name + ".lock")
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
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return FileLock(descriptor)


def _holder(descriptor: int) -> str:
    pid = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
    return f"another monitor (process {pid})" if pid.isdigit() else "another monitor"
