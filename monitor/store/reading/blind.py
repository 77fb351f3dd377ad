"""What cannot be seen at the moment as people ask for it: sources, hosts, sinks, pages; and how fresh the rest is."""

from datetime import datetime

from monitor.core.canary import SOURCE
from monitor.model import Reason
from monitor.model.report import BlindHost, BlindReport, BlindSink, BlindSource
from monitor.store.connection import Connection
from monitor.store.health import breakage_from_json
from monitor.store.rows import to_text, to_time
from monitor.store.states import read_alarm

_SOURCES = """
SELECT id, breakage, polled_at, reason FROM source
WHERE is_configured = 1 AND id <> ? AND (
    alarm IS NOT NULL OR breakage IS NOT NULL OR (polled_at IS NULL AND failures > 0)
) ORDER BY id
"""
_HOSTS = "SELECT name, opened_at, probe_at FROM host WHERE opened_at IS NOT NULL ORDER BY name"
_SINKS = """
SELECT id, disabled_at FROM sink WHERE is_configured = 1 AND disabled_at IS NOT NULL ORDER BY id
"""
_FAILING = """
SELECT count(*) FROM target WHERE reason IS NOT NULL AND checked_at >= ? AND is_watched = 1
"""
# Rows are numbered in the order of their finding.
_FOUND = "SELECT first_seen_at FROM article WHERE source <> ? ORDER BY id DESC LIMIT 1"
_POLLED = "SELECT max(polled_at) FROM source WHERE is_configured = 1 AND id <> ?"
_RUN = "SELECT alive_at, ended_at FROM run ORDER BY id DESC LIMIT 1"


def read_blind(connection: Connection, since: datetime) -> BlindReport:
    """Return what cannot be seen; of failing pages those that were asked at `since` or later."""
    (failing,) = connection.execute(_FAILING, (to_text(since),)).fetchone()
    found = connection.execute(_FOUND, (SOURCE,)).fetchone()
    (polled_at,) = connection.execute(_POLLED, (SOURCE,)).fetchone()
    run = connection.execute(_RUN).fetchone()
    return BlindReport(
        sources=_sources(connection),
        hosts=tuple(
            BlindHost(name=name, opened_at=to_time(opened_at), probe_at=to_time(probe_at))
            for name, opened_at, probe_at in connection.execute(_HOSTS)
        ),
        sinks=tuple(
            BlindSink(id=id_, disabled_at=to_time(at)) for id_, at in connection.execute(_SINKS)
        ),
        failing=failing,
        found_at=to_time(found["first_seen_at"]) if found else None,
        polled_at=to_time(polled_at),
        alive_at=to_time(run["alive_at"]) if run else None,
        is_ended=bool(run and run["ended_at"]),
    )


def _sources(connection: Connection) -> tuple[BlindSource, ...]:
    return tuple(
        BlindSource(
            id=row["id"],
            alarm=read_alarm(connection, row["id"]),
            breakage=breakage_from_json(row["breakage"]),
            polled_at=to_time(row["polled_at"]),
            reason=Reason(row["reason"]) if row["reason"] else None,
        )
        for row in connection.execute(_SOURCES, (SOURCE,)).fetchall()
    )
