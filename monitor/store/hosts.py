"""How hosts treat us: their rows read and written. Judges none of it."""

import json
from datetime import datetime
from functools import lru_cache

from monitor.core.host import LIMITING, heed
from monitor.core.limit import domain_of
from monitor.model import HostSign, HostState, Limit, LimitScope, Plan
from monitor.store.connection import Connection
from monitor.store.rows import Row, to_text, to_time

STATE = """
    host.name, host.failures, host.opened_at, host.probe_at, host.forbidden, host.has_served, host.quiet_until,
    host.limit_scope, host.limit_url, host.limited_at, host.limited_until, host.limit_proofs, host.limit_doubts,
    host.served_at
"""
_KIN = f"""
SELECT {STATE} FROM host
WHERE name IN (SELECT value FROM json_each(:kin)) OR name = :domain OR name LIKE '%.' || :domain
"""  # noqa: S608 - constants
_UPDATE = """
UPDATE host SET failures = ?, opened_at = ?, probe_at = ?, forbidden = ?, has_served = ?, quiet_until = ?,
    limit_scope = ?, limit_url = ?, limited_at = ?, limited_until = ?, limit_proofs = ?, limit_doubts = ?,
    served_at = ?
WHERE name = ?
"""


def update_host(connection: Connection, plan: Plan, held: Row) -> None:
    """Lay what a check says of its host to what is known of that by now, its `STATE`.

    Not after the target's own row is written.
    """
    sign, host = plan.host, plan.target.host
    if sign is None:
        return
    is_refusal = sign.is_forbidden or sign.limited_until is not None
    states = dict([_state(held)])
    again = None
    if is_refusal:
        states |= _kin(connection, host, sign)
        again = _refused_at(connection, plan.target.id)
    for name, state in heed(states, host, sign, again).items():
        if state != states[name]:
            _write(connection, name, state)


def _kin(connection: Connection, host: str, sign: HostSign) -> dict[str, HostState]:
    """Return the states of the host's kin, which have rows from now on: what is not asked yet may be held back too."""
    connection.executemany(
        "INSERT INTO host (name) VALUES (?) ON CONFLICT DO NOTHING",
        [(name,) for name in sorted(sign.kin)],
    )
    asked = {"kin": json.dumps(sorted(sign.kin)), "domain": domain_of(host)}
    return dict(map(_state, connection.execute(_KIN, asked)))


def _refused_at(connection: Connection, target: int) -> datetime | None:
    """Return when the target was checked last, if it was refused then."""
    row = connection.execute(
        "SELECT status, checked_at FROM target WHERE id = ? AND reason IS NOT NULL", (target,)
    ).fetchone()
    return to_time(row[1]) if row is not None and row[0] in LIMITING else None


# The checks of a group are of few hosts, and find them as they were.
@lru_cache(maxsize=64)
def _state(row: Row) -> tuple[str, HostState]:
    name, failures, opened_at, probe_at, forbidden, has_served, quiet_until, *limit, served_at = row
    return name, HostState(
        failures=failures,
        opened_at=to_time(opened_at),
        probe_at=to_time(probe_at),
        forbidden=forbidden,
        has_served=bool(has_served),
        quiet_until=to_time(quiet_until),
        limit=read_limit(*limit),
        served_at=to_time(served_at),
    )


def read_limit(
    scope: str | None, url: str | None, at: str, until: str | None, proofs: int, doubts: int
) -> Limit | None:
    """Return the limit that a host's columns hold, None if there never was one."""
    if url is None:
        return None
    return Limit(
        scope=LimitScope(scope) if scope else None,
        url=url,
        at=to_time(at),
        until=to_time(until),
        proofs=proofs,
        doubts=doubts,
    )


def _write(connection: Connection, name: str, state: HostState) -> None:
    limit = state.limit
    connection.execute(
        _UPDATE,
        (
            state.failures,
            to_text(state.opened_at),
            to_text(state.probe_at),
            state.forbidden,
            state.has_served,
            to_text(state.quiet_until),
            limit.scope.value if limit and limit.scope else None,
            limit.url if limit else None,
            to_text(limit.at) if limit else None,
            to_text(limit.until) if limit else None,
            limit.proofs if limit else 0,
            limit.doubts if limit else 0,
            to_text(state.served_at),
            name,
        ),
    )
