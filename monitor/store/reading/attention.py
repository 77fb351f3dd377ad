"""What attention is asked for and paid, by host."""

import json
from datetime import datetime, timedelta

from monitor.core.daily import day_of
from monitor.model.report import HostAttention, HostQueue
from monitor.store.connection import Connection, NamedRow
from monitor.store.precedence import PRECEDENCE, Precedence
from monitor.store.rows import to_text, to_time

# What is ever due is in an index by host. The rest, which only grows, is not looked at.
_OVERDUE = "target.due_at < :now AND coalesce(target.leased_until, '') <= :now"
_HOSTS = f"""
SELECT host.name, host.worth, host.firm,
    iif(host.day = :day, host.requests, 0) AS requests, iif(host.day = :day, host.bytes, 0) AS bytes,
    count(*) FILTER (WHERE target.kind = 'listing') AS listings,
    count(*) FILTER (WHERE target.kind = 'article') AS articles,
    count(*) FILTER (WHERE {_OVERDUE}) AS overdue,
    min(target.due_at) FILTER (WHERE {_OVERDUE}) AS overdue_since,
    count(*) FILTER (WHERE target.checked_at >= :hour_ago) AS checked,
    json_group_array(DISTINCT target.source) AS sources
FROM host CROSS JOIN target INDEXED BY target_host_due ON target.host = host.name
WHERE target.due_at IS NOT NULL AND target.is_watched = 1
GROUP BY host.name ORDER BY host.name
"""  # noqa: S608 - constants
_HOST = """
SELECT worth, firm, iif(day = :day, requests, 0) AS requests, iif(day = :day, bytes, 0) AS bytes
FROM host WHERE name = :host
"""
# Counted in an index, one precedence after the other, and no further: a host may have a million targets that are never
# due again. Who is asked at this moment is in the index, too, and is taken off.
_THEIRS = f"""
host = :host AND {PRECEDENCE} = :precedence AND due_at IS NOT NULL AND is_watched = 1
"""
_THOSE = f"INDEXED BY target_host_due WHERE {_THEIRS}"
_QUEUE = f"""
WITH leased AS (
    SELECT due_at FROM target INDEXED BY target_leased WHERE leased_until IS NOT NULL AND {_THEIRS}
)
SELECT count(*) - (SELECT count(*) FROM leased) AS waiting,
    (SELECT min(due_at) FROM target {_THOSE} AND leased_until IS NULL) AS first_due_at,
    (SELECT count(*) FROM target {_THOSE} AND due_at < :now)
        - (SELECT count(*) FROM leased WHERE due_at < :now) AS overdue
FROM target {_THOSE}
"""  # noqa: S608 - constants


def read_host_queue(connection: Connection, host: str, now: datetime) -> HostQueue | None:
    """Return what waits at one host; None if nobody knows it."""
    asked = {"host": host, "now": to_text(now), "day": day_of(now)}
    known = connection.execute(_HOST, asked).fetchone()
    if known is None:
        return None
    queues = [
        connection.execute(_QUEUE, {**asked, "precedence": precedence}).fetchone()
        for precedence in Precedence
    ]
    first = [to_time(row["first_due_at"]) for row in queues if row["overdue"]]
    listings, *articles = (row["waiting"] for row in queues)
    return HostQueue(
        host=host,
        worth=known["worth"],
        firm=known["firm"],
        listings=listings,
        articles=sum(articles),
        overdue=sum(row["overdue"] for row in queues),
        longest_overdue=now - min(first) if first else timedelta(),
        requests_today=known["requests"],
        bytes_today=known["bytes"],
    )


def read_attention(connection: Connection, now: datetime) -> list[HostAttention]:
    """Return what is asked of every host that has a target that is ever due, by name. Looks at every such target."""
    hour_ago = to_text(now - timedelta(hours=1))
    rows = connection.execute(
        _HOSTS, {"now": to_text(now), "hour_ago": hour_ago, "day": day_of(now)}
    )
    return [_host(row, now) for row in rows]


def _host(row: NamedRow, now: datetime) -> HostAttention:
    since = to_time(row["overdue_since"])
    return HostAttention(
        host=row["name"],
        worth=row["worth"],
        firm=row["firm"],
        listings=row["listings"],
        articles=row["articles"],
        overdue=row["overdue"],
        longest_overdue=timedelta() if since is None else now - since,
        checked_last_hour=row["checked"],
        requests_today=row["requests"],
        bytes_today=row["bytes"],
        sources=tuple(sorted(json.loads(row["sources"]))),
    )
