"""The housekeeping of the file. Changes nothing that anybody asks for."""

import os
from datetime import datetime
from functools import partial
from pathlib import Path

from monitor.errors import StoreUnavailable
from monitor.model import Burden
from monitor.noun import replace
from monitor.store import frontier, outbox
from monitor.store.connection import Connection
from monitor.store.demand import recount
from monitor.store.faults import explained
from monitor.store.health import forget
from monitor.store.lane import Lane
from monitor.store.norms import fade
from monitor.store.observations import pack_closed
from monitor.store.stories import close_stories

# From this size of the log on it is emptied rather than only moved into the file; twice what SQLite leaves by itself.
_LONG_LOG = 16 * 1024 * 1024
# So many steps of packing make one time of housekeeping: some 25,000 articles.
_PACK_STEPS = 200
# Later than every time in a column.
_EVER = "9999-12-31"


def free_leases(connection: Connection) -> None:
    """End every lease: whoever held one is dead."""
    frontier.free_targets(connection)
    outbox.free_deliveries(connection, _EVER)


def mend(now: datetime, connection: Connection) -> None:
    """Let old seasons fade, close stories too old for copies, forget old days, sum anew what hosts are asked."""
    fade(connection)
    close_stories(connection, now)
    forget(connection, now)
    recount(connection)


def tidy(path: Path, connection: Connection) -> None:
    """Tidy the statistics and the log."""
    with explained(path):
        connection.execute("PRAGMA analysis_limit = 400")
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


async def pack(writer: Lane, now: datetime, after: int) -> int:
    """Pack what is closed, from the article behind that one on; return where to go on the next time, 0 at the end.

    Each step is a transaction that others share. What is too much for one time waits for the next.
    """
    for _ in range(_PACK_STEPS):
        after = await writer.run(partial(pack_closed, now=now, after=after))
        if not after:
            break
    return after


def measure(path: Path, connection: Connection) -> Burden:
    """Empty a log that grows long, as far as readers let it, and return what is left of log and disk.

    It waits for nobody. Raises `StoreUnavailable`.
    """
    is_held = False
    with explained(path):
        if _size(_log_of(path)) > _LONG_LOG:
            is_held = _empty(connection)
    return replace(disk_of(path), is_held=is_held)


def disk_of(path: Path) -> Burden:
    """Return how long the log of the database is, and what room its disk has left. Raises `StoreUnavailable`."""
    try:
        disk = os.statvfs(path.parent)
    except OSError as error:
        raise StoreUnavailable(
            f"the folder {path.parent} of the database cannot be read ({error.strerror})"
        ) from error
    return Burden(
        log_bytes=_size(_log_of(path)), is_held=False, free_bytes=disk.f_bavail * disk.f_frsize
    )


def _empty(connection: Connection) -> bool:
    """Move the log into the file and cut it; return whether somebody who reads forbids it."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
    return bool(is_busy)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
