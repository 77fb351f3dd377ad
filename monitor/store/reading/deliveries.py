"""Alerts and deliveries as people ask for them: what was told, to whom, and what came of every attempt."""

from datetime import timedelta

from monitor.model import AlertKind, DeliveryState, Held, Reason
from monitor.model.report import AlertReport, AttemptReport, DeliveryReport, NumberedAlert
from monitor.store.connection import Connection, NamedRow
from monitor.store.outbox import ON_ITS_WAY
from monitor.store.rows import to_time

# What an alert is about: an article, a source, several alerts, or a sink.
_TITLE = """
coalesce(article.title, alert.source, json_extract(alert.payload, '$.data.count') || ' alerts',
    json_extract(alert.payload, '$.data.sink.id'),
    json_extract(alert.payload, '$.data.articles') || ' articles after a downtime', '') AS title
"""
ALERT_COLUMNS = f"""
SELECT alert.*, {_TITLE}, coalesce(article.url, '') AS url,
    coalesce(article.source, alert.source, '') AS of_source,
    (SELECT at FROM acknowledgement WHERE alert = alert.id) AS acknowledged_at,
    (SELECT author FROM acknowledgement WHERE alert = alert.id) AS acknowledged_by,
    (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'pending') AS pending,
    (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'sent') AS sent,
    (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'gathered') AS gathered,
    (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'muted') AS muted,
    (SELECT count(*) FROM delivery WHERE alert = alert.id AND state = 'dead') AS dead
"""  # noqa: S608 - constants
ALERT_ROWS = "FROM alert LEFT JOIN article ON article.id = alert.article"
ALERT = f"{ALERT_COLUMNS}{ALERT_ROWS}"
_NUMBERED = ALERT.replace("SELECT alert.*", "SELECT alert.rowid AS number, alert.*", 1)
DELIVERY_COLUMNS = f"""
SELECT delivery.*, alert.rule, alert.created_at, {_TITLE},
    CASE WHEN delivery.follows = 1 AND delivery.state = 'pending' THEN (
        SELECT earlier.alert FROM alert AS told JOIN delivery AS earlier ON earlier.alert = told.id
        WHERE told.article = alert.article AND told.created_at < alert.created_at
            AND earlier.sink = delivery.sink AND {ON_ITS_WAY}
        ORDER BY told.created_at LIMIT 1
    ) END AS behind
"""  # noqa: S608 - constants
DELIVERY_ROWS = "FROM delivery JOIN alert ON alert.id = delivery.alert LEFT JOIN article ON article.id = alert.article"
DELIVERY = f"{DELIVERY_COLUMNS}{DELIVERY_ROWS}"
_DELIVERIES = f"""{DELIVERY}
WHERE (:state IS NULL OR delivery.state = :state) AND (:sink IS NULL OR delivery.sink = :sink)
ORDER BY delivery.id DESC LIMIT :limit
"""


def read_alerts(connection: Connection, rule: str | None, limit: int) -> list[AlertReport]:
    """Return up to `limit` alerts, newest first; only of `rule` where given."""
    rows = connection.execute(
        f"{ALERT} WHERE (:rule IS NULL OR alert.rule = :rule) "
        "ORDER BY alert.created_at DESC, alert.rowid DESC LIMIT :limit",
        {"rule": rule, "limit": limit},
    )
    return [alert(row) for row in rows]


def newest_number(connection: Connection) -> int:
    """Return the number of the alert that was stored last, 0 if there is none. No alert is ever deleted."""
    (number,) = connection.execute("SELECT coalesce(max(rowid), 0) FROM alert").fetchone()
    return int(number)


def read_numbered(connection: Connection, after: int, limit: int) -> list[NumberedAlert]:
    """Return up to `limit` alerts that were stored behind the number `after`, oldest first."""
    rows = connection.execute(
        f"{_NUMBERED} WHERE alert.rowid > ? ORDER BY alert.rowid LIMIT ?", (after, limit)
    )
    return [NumberedAlert(number=row["number"], alert=alert(row)) for row in rows]


def alerts_of(connection: Connection, article: int) -> tuple[AlertReport, ...]:
    """Return the alerts about one article, oldest first."""
    rows = connection.execute(
        f"{ALERT} WHERE alert.article = ? ORDER BY alert.created_at, alert.rowid", (article,)
    )
    return tuple(alert(row) for row in rows)


def read_deliveries(
    connection: Connection, state: DeliveryState | None, sink: str | None, limit: int
) -> list[DeliveryReport]:
    """Return up to `limit` deliveries, newest first; only in `state` and to `sink` where given."""
    rows = connection.execute(
        _DELIVERIES, {"state": state.value if state else None, "sink": sink, "limit": limit}
    ).fetchall()
    return [delivery(connection, row) for row in rows]


def alerts_named(connection: Connection, prefix: str, limit: int) -> list[AlertReport]:
    """Return up to `limit` alerts whose id begins so."""
    rows = connection.execute(
        f"{ALERT} WHERE alert.id >= ? AND alert.id < ? ORDER BY alert.id LIMIT ?",
        (prefix, f"{prefix}\uffff", limit),
    )
    return [alert(row) for row in rows]


def deliveries_of(connection: Connection, alert: str) -> tuple[DeliveryReport, ...]:
    """Return the deliveries of one alert, in the order of its sinks."""
    rows = connection.execute(f"{DELIVERY} WHERE delivery.alert = ? ORDER BY delivery.id", (alert,))
    return tuple(delivery(connection, row) for row in rows.fetchall())


def delivery(connection: Connection, row: NamedRow) -> DeliveryReport:
    """Return what a row of `DELIVERY` holds, with its attempts."""
    return DeliveryReport(
        id=row["id"],
        alert=row["alert"],
        rule=row["rule"],
        title=row["title"],
        sink=row["sink"],
        state=DeliveryState(row["state"]),
        created_at=to_time(row["created_at"]),
        due_at=to_time(row["due_at"]),
        settled_at=to_time(row["settled_at"]),
        held=None if row["held"] is None else Held(row["held"]),
        released_at=to_time(row["released_at"]),
        behind=row["behind"],
        told_in=row["told_in"],
        muted_by=row["muted_by"],
        replays=row["replays"],
        replayed_at=to_time(row["replayed_at"]),
        attempts=_attempts(connection, row["id"]),
    )


def alert(row: NamedRow) -> AlertReport:
    """Return what a row of `ALERT` holds."""
    return AlertReport(
        id=row["id"],
        kind=AlertKind(row["kind"]),
        rule=row["rule"],
        source=row["of_source"],
        created_at=to_time(row["created_at"]),
        article=row["article"],
        title=row["title"],
        url=row["url"],
        payload=row["payload"],
        pending=row["pending"],
        sent=row["sent"],
        gathered=row["gathered"],
        muted=row["muted"],
        dead=row["dead"],
        acknowledged_at=to_time(row["acknowledged_at"]),
        acknowledged_by=row["acknowledged_by"],
        page=row["page"],
    )


def _attempts(connection: Connection, delivery: int) -> tuple[AttemptReport, ...]:
    rows = connection.execute("SELECT * FROM attempt WHERE delivery = ? ORDER BY id", (delivery,))
    return tuple(
        AttemptReport(
            started_at=to_time(row["started_at"]),
            took=timedelta(milliseconds=row["took_ms"]),
            outcome=row["outcome"],
            status=row["status"],
            reason=Reason(row["reason"]) if row["reason"] else None,
            detail=row["detail"],
        )
        for row in rows
    )
