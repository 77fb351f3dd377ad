"""What attention is asked for and paid, by host."""

import json
from datetime import datetime, timedelta

from monitor.core.daily import day_of
from monitor.model import TargetKind
from monitor.model.report import HostAttention, HostQueue
from monitor.store.connection import Connection, NamedRow
from monitor.store.rows import to_text, to_time

_LIVE = "target.is_watched = 1 AND target.due_at IS NOT NULL"
_OVERDUE = f"{_LIVE} AND target.due_at < :now AND coalesce(target.leased_until, '') <= :now"
_HOSTS = f"""
SELECT host.name, host.worth, host.firm,
    iif(host.day = :day, host.requests, 0) AS requests, iif(host.day = :day, host.bytes, 0) AS bytes,
    count(*) FILTER (WHERE {_LIVE} AND target.kind = 'listing') AS listings,
    count(*) FILTER (WHERE {_LIVE} AND target.kind = 'article') AS articles,
    count(*) FILTER (WHERE {_OVERDUE}) AS overdue,
    min(target.due_at) FILTER (WHERE {_OVERDUE}) AS overdue_since,
    count(*) FILTER (WHERE target.checked_at >= :hour_ago) AS checked,
    json_group_array(DISTINCT target.source) AS sources
FROM target JOIN host ON host.name = target.host
WHERE target.is_watched = 1
GROUP BY host.name ORDER BY host.name
"""  # noqa: S608 - constants
_HOST = """
SELECT worth, firm, iif(day = :day, requests, 0) AS requests, iif(day = :day, bytes, 0) AS bytes
FROM host WHERE name = :host
"""
# Counted in an index, kind by kind, and no further: a host may have a million targets that are never due again.
_QUEUE = """
SELECT count(*) AS waiting, min(due_at) AS first_due_at, (
    SELECT count(*) FROM target INDEXED BY target_host_due
    WHERE host = :host AND kind = :kind AND due_at < :now AND leased_until IS NULL AND is_watched = 1
) AS overdue
FROM target INDEXED BY target_host_due
WHERE host = :host AND kind = :kind AND due_at IS NOT NULL AND leased_until IS NULL AND is_watched = 1
"""


def read_host_queue(connection: Connection, host: str, now: datetime) -> HostQueue | None:
    """Return what waits at one host; None if nobody knows it."""
    asked = {"host": host, "now": to_text(now), "day": day_of(now)}
    known = connection.execute(_HOST, asked).fetchone()
    if known is None:
        return None
    listings, articles = (
        connection.execute(_QUEUE, {**asked, "kind": kind.value}).fetchone()
        for kind in (TargetKind.LISTING, TargetKind.ARTICLE)
    )
    first = [to_time(row["first_due_at"]) for row in (listings, articles) if row["overdue"]]
    return HostQueue(
        host=host,
        worth=known["worth"],
        firm=known["firm"],
        listings=listings["waiting"],
        articles=articles["waiting"],
        overdue=listings["overdue"] + articles["overdue"],
        longest_overdue=now - min(first) if first else timedelta(),
        requests_today=known["requests"],
        bytes_today=known["bytes"],
    )


def read_attention(connection: Connection, now: datetime) -> list[HostAttention]:
    """Return what is asked of every host that has a watched target, by name. Looks at every target."""
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
