"""How hosts treat us: their rows read and written. Judges none of it."""

import sqlite3

from monitor.model import NEW_HOST, HostState, Plan
from monitor.store.rows import to_text, to_time


def read_host(connection: sqlite3.Connection, name: str) -> HostState:
    """Return what is remembered of a host."""
    row = connection.execute(
        "SELECT failures, opened_at, probe_at, forbidden, has_served FROM host WHERE name = ?",
        (name,),
    ).fetchone()
    if row is None:
        return NEW_HOST
    failures, opened_at, probe_at, forbidden, has_served = row
    return HostState(
        failures=failures,
        opened_at=to_time(opened_at),
        probe_at=to_time(probe_at),
        forbidden=forbidden,
        has_served=bool(has_served),
    )


def update_host(connection: sqlite3.Connection, plan: Plan) -> None:
    """Write what a check says of its host, and until when that is left alone."""
    if plan.host_quiet_until is not None:
        connection.execute(
            "UPDATE host SET quiet_until = max(coalesce(quiet_until, ''), ?) WHERE name = ?",
            (to_text(plan.host_quiet_until), plan.target.host),
        )
    if (host := plan.host) is not None:
        connection.execute(
            "UPDATE host SET failures = ?, opened_at = ?, probe_at = ?, forbidden = ?, has_served = ? "
            "WHERE name = ?",
            (
                host.failures,
                to_text(host.opened_at),
                to_text(host.probe_at),
                host.forbidden,
                host.has_served,
                plan.target.host,
            ),
        )
