"""The housekeeping of the file. Changes nothing that anybody asks for."""

import sqlite3
from datetime import datetime
from pathlib import Path

from monitor.store import frontier, outbox
from monitor.store.demand import recount
from monitor.store.faults import explained
from monitor.store.health import forget
from monitor.store.norms import fade
from monitor.store.stories import close_stories

# Later than every time in a column.
_EVER = "9999-12-31"


def free_leases(connection: sqlite3.Connection) -> None:
    """End every lease: whoever held one is dead."""
    frontier.free_targets(connection)
    outbox.free_deliveries(connection, _EVER)


def mend(now: datetime, connection: sqlite3.Connection) -> None:
    """Let old seasons fade, close stories too old for copies, forget old days, sum anew what hosts are asked."""
    fade(connection)
    close_stories(connection, now)
    forget(connection, now)
    recount(connection)


def tidy(path: Path, connection: sqlite3.Connection) -> None:
    """Tidy the statistics and the log."""
    with explained(path):
        connection.execute("PRAGMA analysis_limit = 400")
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
