"""What a daemon is doing, seen from outside: by its locks, its files and what it has asked. Asks it nothing.

SQLite's locks are bytes of the shared memory beside the database (wal.c: WRITE is byte 120, CKPT 121, RECOVER 122),
and the system lists who holds which.
"""

import asyncio
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

_LOCKS = Path("/proc/locks")
_WRITE, _CHECKPOINT, _RECOVER = 120, 121, 122
# Where in the shared memory stands how many pages the log holds (walformat: WalIndexHdr.mxFrame).
_PAGES_AT = 16


class Moment(StrEnum):
    """The first that fits is what a daemon is doing."""

    STARTING = "before it has the lock"
    CREATING = "creating the database"
    RECOVERING = "recovering the log"
    CHECKPOINTING = "within a checkpoint"
    WRITING = "within a transaction"
    OPENING = "opening, examining or migrating"
    STOPPING = "draining or closing"
    SENDING = "deliveries in flight"
    FETCHING = "fetches in flight"
    IDLE = "between two jobs"


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What else is to be seen: whether it said that it started, was told to stop, and what is in flight."""

    has_started: bool
    is_stopping: bool
    fetches: int
    deliveries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lock:
    inode: int
    first: int
    last: int


def moment_of(pid: int, database: Path, seen: Seen) -> Moment:
    """Return what the process `pid` does with `database`."""
    locks = list(_locks(pid))
    lock = _inode(database.with_name(database.name + ".lock"))
    if lock not in {each.inode for each in locks}:
        return Moment.STOPPING if seen.is_stopping and seen.has_started else Moment.STARTING
    if database.with_name(database.name + ".new").exists():
        return Moment.CREATING
    return _of_locks(locks, database) or _of_work(seen)


def _of_locks(locks: list[_Lock], database: Path) -> Moment | None:
    for byte, moment in (
        (_RECOVER, Moment.RECOVERING),
        (_CHECKPOINT, Moment.CHECKPOINTING),
        (_WRITE, Moment.WRITING),
    ):
        if _holds(locks, database, byte):
            return moment
    return None


def _of_work(seen: Seen) -> Moment:
    if not seen.has_started:
        return Moment.OPENING
    if seen.is_stopping:
        return Moment.STOPPING
    if seen.deliveries:
        return Moment.SENDING
    return Moment.FETCHING if seen.fetches else Moment.IDLE


async def outlives(group: int) -> bool:
    """Say whether anything of a daemon's group is left some time after its end.

    A scout that is still on its way up notices only then that nobody waits for it.
    """
    for pause in (0.0, 0.1, 1.0, 5.0, 15.0):
        await asyncio.sleep(pause)
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
    os.killpg(group, signal.SIGKILL)
    return True


def is_writing(pid: int, database: Path) -> bool:
    """Say whether the process is within a transaction that writes."""
    return _holds(list(_locks(pid)), database, _WRITE)


def is_checkpointing(pid: int, database: Path) -> bool:
    """Say whether the process moves pages from the log into the database."""
    return _holds(list(_locks(pid)), database, _CHECKPOINT)


def is_recovering(pid: int, database: Path) -> bool:
    """Say whether the process reads the log that another left."""
    return _holds(list(_locks(pid)), database, _RECOVER)


def pages_in_log(database: Path) -> int:
    """Return how many pages wait in the write-ahead log; 0 if there is none."""
    try:
        with database.with_name(database.name + "-shm").open("rb") as shared:
            shared.seek(_PAGES_AT)
            return int.from_bytes(shared.read(4), "little")
    except FileNotFoundError:
        return 0


def _holds(locks: list[_Lock], database: Path, byte: int) -> bool:
    inode = _inode(database.with_name(database.name + "-shm"))
    return any(lock.inode == inode and lock.first <= byte <= lock.last for lock in locks)


def _locks(pid: int) -> Iterator[_Lock]:
    """Yield what the process has locked for writing. A lock that is waited for (`->`) is nobody's yet."""
    for line in _LOCKS.read_text(encoding="ascii").splitlines():
        _, *words = line.split()
        if words[0] != "->" and words[2] == "WRITE" and int(words[3]) == pid:
            _, _, inode = words[4].split(":")
            last = 2**63 if words[6] == "EOF" else int(words[6])
            yield _Lock(inode=int(inode), first=int(words[5]), last=last)


def _inode(path: Path) -> int:
    try:
        return os.stat(path).st_ino  # noqa: PTH116 - a Path's stat is this, and slower
    except FileNotFoundError:
        return -1
