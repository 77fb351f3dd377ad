"""Sinks as people ask for them: are they told, do they take it, how much waits for them."""

from monitor.core.canary import SOURCE
from monitor.model.report import SinkReport
from monitor.store.connection import Connection
from monitor.store.rows import to_time

# The counts are kept by the triggers of `m0018.py`. What waits is looked for in both indexes: of deliveries that are
# free, and of those that are leased. The canary is found from its few articles on, not from every delivery.
_SINKS = """
WITH waiting AS MATERIALIZED (
    SELECT sink, min(id) AS first FROM delivery INDEXED BY delivery_due
    WHERE state = 'pending' AND leased_until IS NULL GROUP BY sink
    UNION ALL
    SELECT sink, min(id) FROM delivery INDEXED BY delivery_leased
    WHERE leased_until IS NOT NULL AND state = 'pending' GROUP BY sink
), held AS MATERIALIZED (
    SELECT sink, count(*) AS count, min(due_at) AS until FROM delivery INDEXED BY delivery_held
    WHERE held IS NOT NULL AND released_at IS NULL AND state = 'pending' GROUP BY sink
)
SELECT sink.*,
    coalesce((SELECT deliveries FROM sink_state WHERE sink_state.sink = sink.id AND state = 'pending'), 0) AS pending,
    coalesce((SELECT deliveries FROM sink_state WHERE sink_state.sink = sink.id AND state = 'sent'), 0) AS sent,
    coalesce((SELECT deliveries FROM sink_state WHERE sink_state.sink = sink.id AND state = 'gathered'), 0) AS gathered,
    coalesce((SELECT deliveries FROM sink_state WHERE sink_state.sink = sink.id AND state = 'muted'), 0) AS muted,
    coalesce((SELECT deliveries FROM sink_state WHERE sink_state.sink = sink.id AND state = 'dead'), 0) AS dead,
    (SELECT settled_at FROM sink_state WHERE sink_state.sink = sink.id AND state = 'sent') AS sent_at,
    coalesce(held.count, 0) AS held, held.until AS held_until, (
        SELECT alert.created_at FROM delivery JOIN alert ON alert.id = delivery.alert
        WHERE delivery.id = (SELECT min(first) FROM waiting WHERE waiting.sink = sink.id)
    ) AS waiting_since, (
        SELECT max(settled_at) FROM article CROSS JOIN alert ON alert.article = article.id
        CROSS JOIN delivery ON delivery.alert = alert.id
        WHERE article.source = :canary AND delivery.sink = sink.id AND state = 'sent'
    ) AS canary_at
FROM sink LEFT JOIN held ON held.sink = sink.id ORDER BY is_configured DESC, id
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
