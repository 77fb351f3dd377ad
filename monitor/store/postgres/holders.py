"""Who holds leases, and who of them is gone: each process holds a lock of the server's for as long as it is there.

So what a dead process had is free as soon as somebody looks, and what a living one has stays with it.
"""

from collections.abc import Collection
from datetime import datetime

from monitor.store.connection import Connection
from monitor.store.rows import to_text

# "MONH": the first half of the lock's number; the second is the holder's.
CLASS = 0x4D4F4E48
_HELD = """
SELECT objid FROM pg_locks
WHERE locktype = 'advisory' AND classid = ? AND granted AND database = (
    SELECT oid FROM pg_database WHERE datname = current_database()
)
"""
_HOLDERS = """
SELECT split_part(lease, '-', 1) FROM target WHERE leased_until > ?
UNION SELECT split_part(lease, '-', 1) FROM delivery WHERE leased_until > ?
UNION SELECT holder FROM monitor_stint WHERE holder IS NOT NULL AND until > clock_timestamp()
"""


def number_of(holder: str) -> int:
    """Return the number of a holder's lock, by the word that its leases begin with."""
    return int(holder, 16) & 0x7FFFFFFF


def end_leases_of_the_dead(connection: Connection, now: datetime) -> None:
    """Let the leases of those who are gone end now; the next claim finds that they ran out."""
    end_leases_of(connection, gone(connection, now), now)


def end_leases_of(connection: Connection, holders: Collection[str], now: datetime) -> None:
    """Let the leases of these holders end now."""
    at = to_text(now)
    for table in ("target", "delivery") if holders else ():
        _end(connection, table, holders, at)


def gone(connection: Connection, now: datetime) -> frozenset[str]:
    """Return those who hold leases or are at a post, and have no lock."""
    held = _held(connection)
    at = to_text(now)
    holders = {holder for (holder,) in connection.execute(_HOLDERS, (at, at))}
    return frozenset(holder for holder in holders if number_of(holder) not in held)


def is_anybody_else(connection: Connection, holder: str) -> bool:
    """Say whether anybody but `holder` has a lock."""
    return bool(_held(connection) - {number_of(holder)})


def _held(connection: Connection) -> set[int]:
    return {number for (number,) in connection.execute(_HELD, (CLASS,))}


def _end(connection: Connection, table: str, holders: Collection[str], at: str) -> None:
    connection.executemany(
        f"UPDATE {table} SET leased_until = ? WHERE leased_until > ? AND split_part(lease, '-', 1) = ?",  # noqa: S608
        [(at, at, holder) for holder in holders],
    )
