"""The outbox: alerts, their deliveries, and what the attempts came to. Decides neither when nor whether to retry."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import LeaseLost
from monitor.model import (
    Alert,
    Deferred,
    Delivery,
    DeliveryState,
    Rejected,
    Replay,
    SendOutcome,
    Sent,
    Settlement,
    SourceId,
)
from monitor.store.rows import to_ms, to_text, to_time

_OUTCOMES: dict[type[SendOutcome], str] = {Sent: "sent", Deferred: "deferred", Rejected: "rejected"}
_FREE = "state = 'pending' AND leased_until IS NULL"
_DUE = (
    f"SELECT due_at, id FROM delivery INDEXED BY delivery_due WHERE {_FREE} "  # noqa: S608 - constants
    "AND sink = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?"
)
_LEASED = """
SELECT delivery.id, alert.id, delivery.sink, alert.payload, delivery.attempts, alert.created_at, delivery.lease
FROM json_each(?) AS picked
JOIN delivery ON delivery.id = picked.value
JOIN alert ON alert.id = delivery.alert
ORDER BY picked.key
"""
# Which deliveries a replay asks for.
REPLAYED = """
state = :state AND state <> 'pending'
    AND (:sink IS NULL OR sink = :sink)
    AND alert IN (
        SELECT id FROM alert
        WHERE (:alert IS NULL OR id = :alert) AND (:rule IS NULL OR rule = :rule)
            AND (:since IS NULL OR created_at >= :since) AND (:until IS NULL OR created_at < :until)
    )
"""
_REPLAY = (
    "UPDATE delivery SET state = 'pending', due_at = :now, settled_at = NULL, attempts = 0 "  # noqa: S608 - constants
    f"WHERE {REPLAYED}"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryClaim:
    """What `Store.claim_deliveries` was asked for, with the token and the end of the new leases."""

    now: datetime
    limit: int
    lease: str
    until: datetime
    per_sink: Mapping[str, int]


def add_alerts(
    connection: sqlite3.Connection,
    alerts: Iterable[Alert],
    created_at: str,
    *,
    article: int | None,
    revision: int | None,
    source: SourceId | None = None,
) -> tuple[int, int]:
    """Store alerts that are not stored yet, each with a delivery a sink, and return how many of both were new.

    An alarm, which has no rule, is about `source`; every other alert about an article.
    """
    alerts_added = deliveries_added = 0
    for alert in alerts:
        added = connection.execute(
            "INSERT INTO alert (id, kind, article, revision, rule, created_at, payload, source) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                alert.id,
                alert.kind.value,
                article,
                revision,
                alert.rule,
                created_at,
                alert.payload,
                None if alert.rule else source,
            ),
        )
        if added.rowcount:
            sinks = dict.fromkeys(alert.sinks)
            connection.executemany(
                "INSERT INTO delivery (alert, sink, state, due_at) VALUES (?, ?, 'pending', ?)",
                [(alert.id, sink, created_at) for sink in sinks],
            )
            alerts_added += 1
            deliveries_added += len(sinks)
    return alerts_added, deliveries_added


def claim_deliveries(connection: sqlite3.Connection, claim: DeliveryClaim) -> list[Delivery]:
    """Lease deliveries (`Store.claim_deliveries`)."""
    now = to_text(claim.now)
    connection.execute(
        "UPDATE delivery SET leased_until = NULL WHERE leased_until IS NOT NULL AND leased_until <= ?",
        (now,),
    )
    leased = Counter(
        sink
        for (sink,) in connection.execute(
            "SELECT sink FROM delivery WHERE leased_until IS NOT NULL"
        )
    )
    disabled = {
        sink for (sink,) in connection.execute("SELECT id FROM sink WHERE disabled_at IS NOT NULL")
    }
    due: list[tuple[str, int]] = []
    for sink, most in claim.per_sink.items():
        room = min(most - leased[sink], claim.limit)
        if room > 0 and sink not in disabled:
            due += connection.execute(_DUE, (sink, now, room))
    picked = json.dumps([id_ for _, id_ in sorted(due)[: claim.limit]])
    connection.execute(
        "UPDATE delivery SET lease = ?, leased_until = ? WHERE id IN (SELECT value FROM json_each(?))",
        (claim.lease, to_text(claim.until), picked),
    )
    return [
        Delivery(
            id=id_,
            alert=alert,
            sink=sink,
            payload=payload,
            attempts=attempts,
            created_at=to_time(created_at),
            lease=lease,
        )
        for id_, alert, sink, payload, attempts, created_at, lease in connection.execute(
            _LEASED, (picked,)
        )
    ]


def settle(connection: sqlite3.Connection, settlement: Settlement) -> None:
    """Write an attempt and the delivery's new state (`Store.settle`)."""
    delivery, outcome = settlement.delivery, settlement.outcome
    is_pending = settlement.state is DeliveryState.PENDING
    settled = connection.execute(
        "UPDATE delivery SET state = ?, due_at = ?, settled_at = ?, attempts = attempts + 1, "
        "lease = NULL, leased_until = NULL WHERE id = ? AND lease = ?",
        (
            settlement.state.value,
            to_text(settlement.due_at) if is_pending else None,
            None if is_pending else to_text(outcome.at + outcome.took),
            delivery.id,
            delivery.lease,
        ),
    )
    if not settled.rowcount:
        raise LeaseLost(f"delivery {delivery.id} is in other hands by now")
    _add_attempt(connection, delivery.id, outcome)
    at = to_text(outcome.at)
    if settlement.disables_sink:
        connection.execute(
            "UPDATE sink SET disabled_at = ?, disabled_by = ? WHERE id = ? AND disabled_at IS NULL",
            (at, delivery.alert, delivery.sink),
        )
    add_alerts(connection, settlement.alerts, at, article=None, revision=None)


def replay(connection: sqlite3.Connection, which: Replay, now: datetime) -> int:
    """Make settled deliveries due again (`Store.replay`)."""
    return connection.execute(_REPLAY, {**asked_for(which), "now": to_text(now)}).rowcount


def asked_for(which: Replay) -> dict[str, str | None]:
    """Return the parameters of `REPLAYED`."""
    return {
        "state": which.state.value,
        "alert": which.alert,
        "rule": which.rule,
        "sink": which.sink,
        "since": to_text(which.since),
        "until": to_text(which.until),
    }


def hand_back(connection: sqlite3.Connection, deliveries: Iterable[Delivery]) -> None:
    """Return deliveries unchanged (`Store.hand_back`)."""
    connection.executemany(
        "UPDATE delivery SET lease = NULL, leased_until = NULL WHERE id = ? AND lease = ?",
        [(delivery.id, delivery.lease) for delivery in deliveries],
    )


def free_deliveries(connection: sqlite3.Connection) -> None:
    """End every lease. Right only while the database is being opened: its lock proves the holders dead."""
    connection.execute(
        "UPDATE delivery SET lease = NULL, leased_until = NULL WHERE leased_until IS NOT NULL"
    )


def first_due_delivery(connection: sqlite3.Connection) -> str | None:
    """Return when the first free delivery to a configured sink is due, as text; None if none ever is."""
    (due_at,) = connection.execute(
        f"""
        SELECT min((
            SELECT min(due_at) FROM delivery INDEXED BY delivery_due WHERE {_FREE} AND sink = sink.id
        )) FROM sink WHERE is_configured = 1 AND disabled_at IS NULL
        """  # noqa: S608 - constants
    ).fetchone()
    text: str | None = due_at
    return text


def _add_attempt(connection: sqlite3.Connection, delivery: int, outcome: SendOutcome) -> None:
    connection.execute(
        "INSERT INTO attempt (delivery, started_at, took_ms, outcome, status, reason, detail) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            delivery,
            to_text(outcome.at),
            to_ms(outcome.took),
            _OUTCOMES[type(outcome)],
            outcome.status,
            None if isinstance(outcome, Sent) else outcome.reason.value,
            outcome.detail,
        ),
    )
