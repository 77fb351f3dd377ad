"""Sinks as people ask for them: are they told, do they take it, how much waits for them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from monitor.core.canary import SOURCE
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


@dataclass(frozen=True, kw_only=True, slots=True)
class SinkReport:
    """A sink, and how many of its deliveries stand where.

    Of the `pending`, so many are `held` by its own wishes, the first of them until `held_until`; what was `gathered`
    was told by digests. `disabled_at` is since when its receiver is gone, by the answer to the alert `disabled_by`;
    `waiting_since` when the oldest alert was made that is still pending, `sent_at` when one was taken last.
    """

    id: str
    is_configured: bool
    disabled_at: datetime | None
    disabled_by: str | None
    pending: int
    sent: int
    gathered: int
    muted: int
    dead: int
    held: int
    held_until: datetime | None
    waiting_since: datetime | None
    sent_at: datetime | None
    canary_at: datetime | None


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
