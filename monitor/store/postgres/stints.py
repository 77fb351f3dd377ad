"""Who is at which host or sink: begun, kept up, left, and where somebody is wanted. Decides nothing, and knows no job.

Times are the server's own clock, but for what is due: that is by the clock of who asks.
"""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta

from monitor.model.fleet import Begun, Errand, Pace, Post, Urgency
from monitor.store.connection import Connection
from monitor.store.precedence import PRECEDENCE, Precedence
from monitor.store.rows import to_ms

Gaps = Mapping[tuple[Post, str], timedelta]
# A stint ends after this unless it is kept up, in seconds.
LASTS = 30
# A job that nobody began for so long, in seconds, is asked for again; the queue knows whether it still waits.
PATIENCE = 10
# Hosts that one look asks a worker for: more would only wait in the queue, where their order is what it was then.
AT_ONCE = 1_000
_URGENCY_BY_PRECEDENCE = {
    Precedence.LISTING: Urgency.LISTING,
    Precedence.UNREAD: Urgency.ARTICLE,
    Precedence.READ: Urgency.RECHECK,
}
# What keeps a post from being asked for.
_TAKEN = f"""
NOT EXISTS (
    SELECT 1 FROM monitor_stint AS stint WHERE stint.kind = :kind AND stint.name = {{0}} AND (
        stint.until > clock_timestamp() OR stint.idle_until > clock_timestamp()
        OR stint.queued_at > clock_timestamp() - interval '{PATIENCE} seconds'
    )
)
"""  # noqa: S608 - constants
# By what is due, which is little, and not by hosts, which may be very many. A lease that ran out is free, though nobody
# has looked since.
_DUE = """
SELECT host, {0} AS precedence, due_at FROM target
WHERE due_at IS NOT NULL AND is_watched = 1 AND {1} = {0} AND due_at <= :now
AND (leased_until IS NULL OR leased_until <= :now)
"""
_ALL_DUE = " UNION ALL ".join(_DUE.format(each.value, PRECEDENCE) for each in Precedence)
_HOSTS = f"""
SELECT due.host, min(due.precedence) FROM ({_ALL_DUE}) AS due JOIN host ON host.name = due.host
WHERE (quiet_until <= :now OR quiet_until IS NULL) AND (probe_at <= :now OR probe_at IS NULL)
AND {_TAKEN.format("due.host")}
GROUP BY due.host ORDER BY min(due.precedence), min(due.due_at) LIMIT :at_once
"""  # noqa: S608 - constants
_SINKS = f"""
SELECT id FROM sink
WHERE is_configured = 1 AND disabled_at IS NULL AND id IN (SELECT value FROM json_each(:sinks)) AND EXISTS (
    SELECT 1 FROM delivery WHERE state = 'pending' AND sink = sink.id AND due_at <= :now
    AND (leased_until IS NULL OR leased_until <= :now)
) AND {_TAKEN.format("sink.id")}
"""  # noqa: S608 - constants
_QUEUED = """
INSERT INTO monitor_stint (kind, name, queued_at) VALUES (?, ?, clock_timestamp())
ON CONFLICT (kind, name) DO UPDATE SET queued_at = excluded.queued_at
"""
_BEGIN = f"""
INSERT INTO monitor_stint AS held (kind, name, holder, job, gap_ms, until)
VALUES (:kind, :name, :holder, :job, :gap, clock_timestamp() + interval '{LASTS} seconds')
ON CONFLICT (kind, name) DO UPDATE SET
    holder = excluded.holder, job = excluded.job, until = excluded.until, queued_at = NULL, idle_until = NULL,
    gap_ms = greatest(held.gap_ms, excluded.gap_ms),
    -- Nobody knows when one that was not left asked last.
    asked_at = CASE WHEN held.holder <> excluded.holder THEN clock_timestamp() ELSE held.asked_at END
WHERE held.holder IS NULL OR held.holder = excluded.holder OR held.until <= clock_timestamp()
RETURNING CASE
    -- The server's clock was set back since.
    WHEN asked_at > clock_timestamp() THEN gap_ms
    ELSE greatest(coalesce(CAST(gap_ms - extract(epoch FROM clock_timestamp() - asked_at) * 1000 AS bigint), 0), 0)
END
"""  # noqa: S608 - constants
_KEEP = f"""
UPDATE monitor_stint SET until = clock_timestamp() + interval '{LASTS} seconds'
WHERE holder = :holder RETURNING kind, name
"""  # noqa: S608 - constants
_END = """
UPDATE monitor_stint SET
    holder = NULL, until = NULL, job = NULL, gap_ms = coalesce(:gap, gap_ms),
    asked_at = coalesce(clock_timestamp() - CAST(:since AS bigint) * interval '1 millisecond', asked_at),
    idle_until = clock_timestamp() + CAST(:idle AS bigint) * interval '1 millisecond'
WHERE kind = :kind AND name = :name AND holder = :holder
"""
_WIDEN = "UPDATE monitor_stint SET gap_ms = greatest(gap_ms, ?) WHERE kind = ? AND name = ? AND holder = ?"
_END_OF_THE_DEAD = """
UPDATE monitor_stint SET until = clock_timestamp()
WHERE holder IN (SELECT value FROM json_each(:holders)) AND until > clock_timestamp()
RETURNING job
"""


def waiting_hosts(connection: Connection, now: str, at_once: int = AT_ONCE) -> list[Errand]:
    """Return the hosts where a worker is wanted (`FleetStore.waiting_hosts`)."""
    asked = {"kind": Post.HOST.value, "now": now, "at_once": at_once}
    rows = connection.execute(_HOSTS, asked).fetchall()
    found = [
        Errand(post=Post.HOST, name=name, urgency=_URGENCY_BY_PRECEDENCE[Precedence(precedence)])
        for name, precedence in rows
    ]
    return _queued(connection, found)


def waiting_sinks(connection: Connection, sinks: Collection[str], now: str) -> list[Errand]:
    """Return the sinks where a worker is wanted (`FleetStore.waiting_sinks`)."""
    asked = {"kind": Post.SINK.value, "sinks": json.dumps(sorted(sinks)), "now": now}
    rows = connection.execute(_SINKS, asked).fetchall()
    found = [Errand(post=Post.SINK, name=name, urgency=Urgency.DELIVERY) for (name,) in rows]
    return _queued(connection, found)


def begin(connection: Connection, holder: str, errand: Errand, gap: timedelta) -> Begun | None:
    """Begin a stint (`FleetStore.begin_stint`)."""
    asked = {
        "kind": errand.post.value,
        "name": errand.name,
        "holder": holder,
        "job": errand.id,
        "gap": to_ms(gap),
    }
    row = connection.execute(_BEGIN, asked).fetchone()
    return None if row is None else Begun(rest=timedelta(milliseconds=int(row[0])))


def keep(connection: Connection, holder: str, gaps: Gaps) -> set[tuple[Post, str]]:
    """Keep every stint of a holder up (`FleetStore.keep_stints`)."""
    connection.executemany(
        _WIDEN, [(to_ms(gap), post.value, name, holder) for (post, name), gap in gaps.items()]
    )
    return {
        (Post(kind), name)
        for kind, name in connection.execute(_KEEP, {"holder": holder}).fetchall()
    }


def end(
    connection: Connection,
    holder: str,
    post: Post,
    name: str,
    pace: Pace | None,
    idle: timedelta,
) -> None:
    """End a stint (`FleetStore.end_stint`)."""
    connection.execute(
        _END,
        {
            "kind": post.value,
            "name": name,
            "holder": holder,
            "gap": None if pace is None else to_ms(pace.gap),
            "since": None if pace is None else to_ms(pace.since),
            "idle": to_ms(idle),
        },
    )


def end_of(connection: Connection, holders: Collection[str]) -> list[int]:
    """End the stints of these holders, and return the jobs that they did."""
    rows = connection.execute(_END_OF_THE_DEAD, {"holders": json.dumps(sorted(holders))})
    return [job for (job,) in rows if job is not None]


def _queued(connection: Connection, found: list[Errand]) -> list[Errand]:
    connection.executemany(_QUEUED, [(each.post.value, each.name) for each in found])
    return found
