"""Sinks as people ask for them: are they told, do they take it, how much waits for them."""

from monitor.core.canary import SOURCE
from monitor.model.report import SinkReport
from monitor.store.connection import Connection
from monitor.store.rows import to_time

# All counts in one walk through the deliveries; the canary from its few articles on, not from every delivery.
_SINKS = """
WITH told AS MATERIALIZED (
    SELECT sink, state, count(*) AS count, max(settled_at) AS last_at FROM delivery GROUP BY sink, state
), waiting AS MATERIALIZED (
    SELECT delivery.sink, min(alert.created_at) AS since,
        count(*) FILTER (WHERE held IS NOT NULL AND released_at IS NULL) AS held,
        min(due_at) FILTER (WHERE held IS NOT NULL AND released_at IS NULL) AS held_until
    FROM delivery JOIN alert ON alert.id = delivery.alert WHERE state = 'pending' GROUP BY delivery.sink
)
SELECT sink.*,
    coalesce((SELECT count FROM told WHERE told.sink = sink.id AND state = 'pending'), 0) AS pending,
    coalesce((SELECT count FROM told WHERE told.sink = sink.id AND state = 'sent'), 0) AS sent,
    coalesce((SELECT count FROM told WHERE told.sink = sink.id AND state = 'gathered'), 0) AS gathered,
    coalesce((SELECT count FROM told WHERE told.sink = sink.id AND state = 'muted'), 0) AS muted,
    coalesce((SELECT count FROM told WHERE told.sink = sink.id AND state = 'dead'), 0) AS dead,
    (SELECT last_at FROM told WHERE told.sink = sink.id AND state = 'sent') AS sent_at,
    coalesce(waiting.held, 0) AS held, waiting.held_until, waiting.since AS waiting_since,
    (
        SELECT max(settled_at) FROM article CROSS JOIN alert ON alert.article = article.id
        CROSS JOIN delivery ON delivery.alert = alert.id
        WHERE article.source = :canary AND delivery.sink = sink.id AND state = 'sent'
    ) AS canary_at
FROM sink LEFT JOIN waiting ON waiting.sink = sink.id ORDER BY is_configured DESC, id
"""


def read_sinks(connection: Connection) -> list[SinkReport]:
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
