"""Sinks as people ask for them: are they told, do they take it, how much waits for them."""

import sqlite3

from monitor.core.canary import SOURCE
from monitor.model.report import SinkReport
from monitor.store.rows import to_time

_SINKS = """
SELECT sink.*,
    (SELECT count(*) FROM delivery WHERE delivery.sink = sink.id AND state = 'pending') AS pending,
    (SELECT count(*) FROM delivery WHERE delivery.sink = sink.id AND state = 'sent') AS sent,
    (SELECT count(*) FROM delivery WHERE delivery.sink = sink.id AND state = 'gathered') AS gathered,
    (SELECT count(*) FROM delivery WHERE delivery.sink = sink.id AND state = 'muted') AS muted,
    (SELECT count(*) FROM delivery WHERE delivery.sink = sink.id AND state = 'dead') AS dead,
    (
        SELECT count(*) FROM delivery
        WHERE delivery.sink = sink.id AND state = 'pending' AND held IS NOT NULL AND released_at IS NULL
    ) AS held,
    (
        SELECT min(due_at) FROM delivery
        WHERE delivery.sink = sink.id AND state = 'pending' AND held IS NOT NULL AND released_at IS NULL
    ) AS held_until,
    (
        SELECT min(alert.created_at) FROM delivery JOIN alert ON alert.id = delivery.alert
        WHERE delivery.sink = sink.id AND state = 'pending'
    ) AS waiting_since,
    (SELECT max(settled_at) FROM delivery WHERE delivery.sink = sink.id AND state = 'sent') AS sent_at,
    (
        SELECT max(settled_at) FROM article JOIN alert ON alert.article = article.id
        JOIN delivery ON delivery.alert = alert.id
        WHERE article.source = :canary AND delivery.sink = sink.id AND state = 'sent'
    ) AS canary_at
FROM sink ORDER BY is_configured DESC, id
"""


def read_sinks(connection: sqlite3.Connection) -> list[SinkReport]:
    """Return every sink that ever was configured, the present ones first."""
    return [
        SinkReport(
            id=row["id"],
            is_configured=bool(row["is_configured"]),
            disabled_at=to_time(row["disabled_at"]),
            disabled_by=row["disabled_by"],
            pending=row["pending"],
            sent=row["sent"],
            gathered=row["gathered"],
            muted=row["muted"],
            dead=row["dead"],
            held=row["held"],
            held_until=to_time(row["held_until"]),
            waiting_since=to_time(row["waiting_since"]),
            sent_at=to_time(row["sent_at"]),
            canary_at=to_time(row["canary_at"]),
        )
        for row in connection.execute(_SINKS, {"canary": SOURCE})
    ]
