"""The lives of the daemon, and what came late after each. Judges only by `core.lateness` what is worth telling."""

from collections.abc import Collection, Sequence
from datetime import datetime

from monitor.core.canary import SOURCE
from monitor.core.lateness import downtime_between
from monitor.model import Alert, AlertKind, Downtime, Overdue, Recovered, Run, SourceId
from monitor.store.connection import Connection
from monitor.store.outbox import add_alerts
from monitor.store.rows import to_text, to_time

_CANARIES = """
SELECT alert.id, alert.created_at, delivery.state, delivery.id AS place
FROM article JOIN alert ON alert.article = article.id JOIN delivery ON delivery.alert = alert.id
WHERE article.source = :source AND delivery.sink = :sink
"""
_OVERDUE = f"""
WITH canary AS ({_CANARIES})
SELECT id, created_at FROM canary
WHERE state IN ('pending', 'dead') AND created_at < :before
    AND place > coalesce((SELECT max(place) FROM canary WHERE state = 'sent'), 0)
ORDER BY place LIMIT 1
"""  # noqa: S608 - constants
_LAST = (
    "SELECT alive_at, ended_at, down_since, was_killed, told_at FROM run ORDER BY id DESC LIMIT 1"
)
BEGIN = "INSERT INTO run (began_at, alive_at, down_since, was_killed) VALUES (?, ?, ?, ?)"
# A source that failed since may have more than one downtime to look back on. A life that began later than this one was
# by a clock that was ahead.
_DOWNTIME = """
SELECT min(down_since), max(began_at), max(was_killed) FROM run
WHERE began_at > ? AND down_since IS NOT NULL AND began_at <= (SELECT began_at FROM run ORDER BY id DESC LIMIT 1)
"""
_RECOVERED = """
WITH late AS (
    SELECT id FROM article INDEXED BY article_late
    WHERE source = :source AND first_seen_at >= :began AND late IS NOT NULL
)
SELECT source.polled_at >= :began,
    (SELECT count(*) FROM late),
    (SELECT count(*) FROM late WHERE NOT EXISTS (SELECT 1 FROM revision WHERE article = late.id)),
    (SELECT count(*) FROM late JOIN alert ON alert.article = late.id AND alert.kind = :matched),
    (SELECT count(*) FROM hole WHERE hole.source = :source AND noticed_at >= :began)
FROM source WHERE source.id = :source
"""


def tell(
    connection: Connection, alerts: Sequence[Alert], now: datetime, source: SourceId | None = None
) -> int:
    """Store alerts about no article (`Store.tell`)."""
    told, _ = add_alerts(
        connection, alerts, to_text(now), article=None, revision=None, source=source
    )
    return told


def read_overdue(connection: Connection, sinks: Collection[str], before: datetime) -> list[Overdue]:
    """Return the sinks that did not take their last canaries (`Store.overdue`)."""
    return [
        Overdue(sink=sink, alert=alert, since=to_time(since))
        for sink in sinks
        for alert, since in connection.execute(
            _OVERDUE, {"source": SOURCE, "sink": sink, "before": to_text(before)}
        )
    ]


def begin_run(connection: Connection, now: datetime) -> Run:
    """Write down that a life begins, and what lay before it (`Store.begin_run`)."""
    down = _downtime_before(connection, now)
    row = connection.execute(
        BEGIN,
        (
            to_text(now),
            to_text(now),
            to_text(down.since) if down else None,
            bool(down and down.was_killed),
        ),
    )
    return Run(id=row.lastrowid or 0, began_at=now, downtime=down)


def keep_alive(connection: Connection, run: int, now: datetime) -> None:
    """Move a run's last sign of life (`Store.keep_alive`)."""
    connection.execute("UPDATE run SET alive_at = ? WHERE id = ?", (to_text(now), run))


def end_run(connection: Connection, run: int, now: datetime) -> None:
    """Write down that a run ended by itself (`Store.end_run`)."""
    at = to_text(now)
    connection.execute("UPDATE run SET alive_at = ?, ended_at = ? WHERE id = ?", (at, at, run))


def tell_resumed(connection: Connection, run: int, alert: Alert | None, now: datetime) -> None:
    """Store the alert that tells of a run's downtime, and that it was told (`Store.tell_resumed`)."""
    if alert is not None:
        add_alerts(connection, (alert,), to_text(now), article=None, revision=None)
    connection.execute("UPDATE run SET told_at = ? WHERE id = ?", (to_text(now), run))


def read_recovered(
    connection: Connection, run: Run, sources: Collection[SourceId]
) -> list[Recovered]:
    """Return what each source brought late since the run began (`Store.recovered`)."""
    asked = {"began": to_text(run.began_at), "matched": AlertKind.MATCHED.value}
    return [
        Recovered(
            source=source,
            is_polled=bool(is_polled),
            articles=articles,
            unread=unread,
            alerts=alerts,
            holes=holes,
        )
        for source in sources
        for is_polled, articles, unread, alerts, holes in connection.execute(
            _RECOVERED, {**asked, "source": source}
        )
    ]


def read_downtime(connection: Connection, polled_at: datetime | None) -> Downtime | None:
    """Return in which time since a source's last good poll the program was not running."""
    if polled_at is None:
        return None
    since, until, was_killed = connection.execute(_DOWNTIME, (to_text(polled_at),)).fetchone()
    if since is None:
        return None
    return Downtime(since=to_time(since), until=to_time(until), was_killed=bool(was_killed))


def _downtime_before(connection: Connection, now: datetime) -> Downtime | None:
    """Return the downtime that ends now. One that nobody was told of yet goes on: a short life between is none."""
    last = connection.execute(_LAST).fetchone()
    if last is None:
        return None
    alive_at, ended_at, down_since, was_killed, told_at = last
    is_untold = down_since is not None and told_at is None
    since = to_time(down_since if is_untold else alive_at)
    killed = ended_at is None or bool(is_untold and was_killed)
    return downtime_between(since, now, was_killed=killed)
