"""What is held, in a few numbers. Every question is answered from an index or from tables that stay small."""

from collections import defaultdict
from datetime import datetime, timedelta

from monitor.core.canary import SOURCE
from monitor.model import AlarmKind, Burden, DeliveryState, Reason, TargetKind
from monitor.model.report import HostTally, SinkTally, SourceTally, Tally
from monitor.noun import dataclass
from monitor.store.connection import Connection, NamedRow
from monitor.store.precedence import PRECEDENCE, Precedence
from monitor.store.rows import to_seconds, to_text, to_time

_DAY = timedelta(days=1)
_TABLES = ("article", "revision", "event", "alert", "delivery", "attempt")
# What numbers the rows of a table that are named otherwise.
_NUMBERS = {"alert": "rowid"}

_SOURCES = """
SELECT source.*,
    (SELECT count(*) FROM hole WHERE hole.source = source.id) AS holes,
    (
        SELECT sum(proven_ms) FROM source_hour WHERE source_hour.source = source.id AND hour_at >= :since
    ) AS proven_ms
FROM source WHERE is_configured = 1 AND id <> :canary ORDER BY id
"""
# The oldest pending one is looked for in both indexes: of those that are free, and of those that are leased.
_SINKS = """
WITH waiting AS (
    SELECT sink, count(*) AS pending, min(due_at) AS due_at, min(id) AS first FROM delivery INDEXED BY delivery_due
    WHERE state = 'pending' AND leased_until IS NULL GROUP BY sink
    UNION ALL
    SELECT sink, count(*), NULL, min(id) FROM delivery INDEXED BY delivery_leased
    WHERE leased_until IS NOT NULL GROUP BY sink
)
SELECT sink.id, sink.disabled_at IS NOT NULL AS is_disabled,
    (SELECT sum(pending) FROM waiting WHERE waiting.sink = sink.id) AS pending,
    (SELECT min(due_at) FROM waiting WHERE waiting.sink = sink.id) AS due_since,
    (
        SELECT alert.created_at FROM delivery JOIN alert ON alert.id = delivery.alert
        WHERE delivery.id = (SELECT min(first) FROM waiting WHERE waiting.sink = sink.id)
    ) AS waiting_since
FROM sink WHERE is_configured = 1 ORDER BY id
"""
_LAST_DAY = """
SELECT delivery.sink, delivery.state, count(*) AS deliveries
FROM alert INDEXED BY alert_created JOIN delivery ON delivery.alert = alert.id
WHERE alert.created_at >= ? GROUP BY delivery.sink, delivery.state
"""
_HOSTS = "SELECT name, worth, firm, opened_at IS NOT NULL AS is_open FROM host ORDER BY name"
_DUE = f"""
SELECT min(due_at) FROM target INDEXED BY target_due
WHERE {PRECEDENCE} = ? AND due_at IS NOT NULL AND leased_until IS NULL AND is_watched = 1
"""  # noqa: S608 - constants
_RUN = "SELECT began_at, alive_at FROM run ORDER BY id DESC LIMIT 1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Weight:
    """How large the database is, and what burdens it."""

    database_bytes: int
    burden: Burden


def read_tally(connection: Connection, weight: Weight, now: datetime) -> Tally:
    """Return what is held, in numbers."""
    run = connection.execute(_RUN).fetchone()
    return Tally(
        sources=_sources(connection, now),
        sinks=_sinks(connection, now),
        hosts=tuple(
            HostTally(
                host=row["name"],
                worth=max(row["worth"], 0.0),
                firm=max(row["firm"], 0.0),
                is_open=bool(row["is_open"]),
            )
            for row in connection.execute(_HOSTS)
        ),
        due_since=_due(connection),
        last_rows={table: _last_row(connection, table) for table in _TABLES},
        began_at=to_time(run["began_at"]) if run else None,
        alive_at=to_time(run["alive_at"]) if run else None,
        database_bytes=weight.database_bytes,
        log_bytes=weight.burden.log_bytes,
        free_bytes=weight.burden.free_bytes,
    )


def _sources(connection: Connection, now: datetime) -> tuple[SourceTally, ...]:
    # Whole hours, so that no more can be proven than was watched.
    since = now.replace(minute=0, second=0, microsecond=0) - _DAY
    asked = {"since": to_seconds(since), "canary": SOURCE}
    return tuple(_source(row, since, now) for row in connection.execute(_SOURCES, asked))


def _source(row: NamedRow, since: datetime, now: datetime) -> SourceTally:
    seeded_at = to_time(row["seeded_at"])
    return SourceTally(
        id=row["id"],
        polled_at=to_time(row["polled_at"]),
        failures=row["failures"],
        reason=Reason(row["reason"]) if row["reason"] else None,
        alarm=AlarmKind(row["alarm"]) if row["alarm"] else None,
        is_broken=row["breakage"] is not None,
        holes=row["holes"],
        watched=timedelta() if seeded_at is None else max(now - max(seeded_at, since), timedelta()),
        proven=timedelta(milliseconds=row["proven_ms"] or 0),
    )


def _sinks(connection: Connection, now: datetime) -> tuple[SinkTally, ...]:
    told: dict[str, dict[DeliveryState, int]] = defaultdict(dict)
    for row in connection.execute(_LAST_DAY, (to_text(now - _DAY),)):
        told[row["sink"]][DeliveryState(row["state"])] = row["deliveries"]
    return tuple(
        SinkTally(
            id=row["id"],
            is_disabled=bool(row["is_disabled"]),
            pending=row["pending"] or 0,
            due_since=to_time(row["due_since"]),
            waiting_since=to_time(row["waiting_since"]),
            last_day=told[row["id"]],
        )
        for row in connection.execute(_SINKS)
    )


def _due(connection: Connection) -> dict[TargetKind, datetime]:
    first_by_kind: dict[TargetKind, datetime] = {}
    for precedence in Precedence:
        (first,) = connection.execute(_DUE, (precedence,)).fetchone()
        if first is not None:
            kind, at = precedence.kind, to_time(first)
            first_by_kind[kind] = min(at, first_by_kind.get(kind, at))
    return first_by_kind


def _last_row(connection: Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT max({_NUMBERS.get(table, 'id')}) FROM {table}").fetchone()  # noqa: S608 - constants
    return int(last or 0)
