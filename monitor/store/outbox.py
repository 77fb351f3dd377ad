"""The outbox: alerts, their deliveries, and what the attempts came to. Decides neither when nor whether to retry."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

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
from monitor.noun import dataclass
from monitor.store.connection import Connection
from monitor.store.rows import to_ms, to_text, to_time

_OUTCOMES: dict[type[SendOutcome], str] = {Sent: "sent", Deferred: "deferred", Rejected: "rejected"}
FREE = "delivery.state = 'pending' AND delivery.leased_until IS NULL"
# Not judged, or held until later; what was tried once is on its way.
UNTOLD = "delivery.released_at IS NULL AND delivery.attempts = 0"
# A delivery lets an earlier one about the same article go first, but not for longer than this, and not if it is held.
MOST_PATIENCE = timedelta(hours=1)
# What was gathered is on its way while its digest is.
ON_ITS_WAY = """
(earlier.state = 'pending' OR earlier.state = 'gathered' AND EXISTS (
    SELECT 1 FROM delivery AS digest
    WHERE digest.alert = earlier.told_in AND digest.sink = earlier.sink AND digest.state = 'pending'
))
"""
_PREDECESSOR = f"""
SELECT 1 FROM alert AS mine
JOIN alert AS told ON told.article = mine.article AND told.created_at < mine.created_at
JOIN delivery AS earlier ON earlier.alert = told.id AND earlier.sink = delivery.sink
WHERE mine.id = delivery.alert AND {ON_ITS_WAY}
    AND coalesce(earlier.released_at, told.created_at) > :patience
    AND coalesce(earlier.released_at, told.created_at) <= :now
    AND NOT (earlier.held IS NOT NULL AND earlier.released_at IS NULL)
"""  # noqa: S608 - constants
_DUE = f"""
SELECT due_at, id FROM delivery INDEXED BY delivery_due
WHERE {FREE} AND sink = :sink AND due_at <= :now
    AND NOT (follows = 1 AND EXISTS ({_PREDECESSOR}))
    AND NOT (:is_judged = 1 AND {UNTOLD})
ORDER BY due_at, id LIMIT :room
"""  # noqa: S608 - constants
_LEASED = """
SELECT delivery.id, alert.id, delivery.sink, alert.payload, delivery.attempts, alert.created_at, delivery.lease
FROM json_each(?) AS picked
JOIN delivery ON delivery.id = picked.value
JOIN alert ON alert.id = delivery.alert
ORDER BY picked.key
"""
# What somebody asks for anew waits for nothing.
_REPLAY = (
    "UPDATE delivery SET state = 'pending', due_at = :now, settled_at = NULL, attempts = 0, "
    "released_at = :now, told_in = NULL, muted_by = NULL, replays = replays + 1, replayed_at = :now "
)
# Which of their alerts a replay asks for, by what it says.
_REPLAYED_ALERTS = {
    "rule": "rule = :rule",
    "since": "created_at >= :since",
    "until": "created_at < :until",
}
_DELIVERY = f"""
INSERT INTO delivery (alert, sink, state, due_at, follows) VALUES (:alert, :sink, 'pending', :now, iif(EXISTS (
    SELECT 1 FROM alert JOIN delivery AS earlier ON earlier.alert = alert.id
    WHERE alert.article = :article AND alert.created_at < :now AND earlier.sink = :sink AND {ON_ITS_WAY}
), 1, 0))
"""  # noqa: S608 - constants
# Whoever held the lease may have sent it: nobody knows.
_INTERRUPTED = """
INSERT INTO attempt (delivery, started_at, took_ms, outcome, reason, detail)
SELECT id, coalesce(leased_at, leased_until), 0, 'unknown', 'interrupted', '' FROM delivery
WHERE leased_until IS NOT NULL AND leased_until <= :now
"""
# The lease stays written: if its holder is alive after all, and nobody took over, what it brings still counts.
_FREED = "UPDATE delivery SET leased_until = NULL WHERE leased_until IS NOT NULL AND leased_until <= :now"


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryClaim:
    """What `Store.claim_deliveries` was asked for, with the token and the end of the new leases."""

    now: datetime
    limit: int
    lease: str
    until: datetime
    per_sink: Mapping[str, int]
    judged: Collection[str] = ()


def add_alerts(
    connection: Connection,
    alerts: Iterable[Alert],
    created_at: str,
    *,
    article: int | None,
    revision: int | None,
    source: SourceId | None = None,
    page: str | None = None,
) -> tuple[int, int]:
    """Store alerts that are not stored yet, each with a delivery a sink, and return how many of both were new.

    An alarm, which has no rule, is about `source`; every other alert about an article. `page` is where from.
    """
    alerts_added = deliveries_added = 0
    for alert in alerts:
        added = connection.execute(
            "INSERT INTO alert (id, kind, article, revision, rule, created_at, payload, source, page) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (
                alert.id,
                alert.kind.value,
                article,
                revision,
                alert.rule,
                created_at,
                alert.payload,
                None if alert.rule else source,
                page,
            ),
        )
        if added.rowcount:
            sinks = dict.fromkeys(alert.sinks)
            facts = {"alert": alert.id, "now": created_at, "article": article}
            connection.executemany(_DELIVERY, [{**facts, "sink": sink} for sink in sinks])
            alerts_added += 1
            deliveries_added += len(sinks)
    return alerts_added, deliveries_added


def claim_deliveries(connection: Connection, claim: DeliveryClaim) -> list[Delivery]:
    """Lease deliveries (`Store.claim_deliveries`)."""
    now = to_text(claim.now)
    free_deliveries(connection, now)
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
            due += connection.execute(
                _DUE,
                {
                    "sink": sink,
                    "now": now,
                    "patience": to_text(claim.now - MOST_PATIENCE),
                    "is_judged": sink in claim.judged,
                    "room": room,
                },
            )
    if not due:
        return []
    picked = json.dumps([id_ for _, id_ in sorted(due)[: claim.limit]])
    connection.execute(
        "UPDATE delivery SET lease = ?, leased_at = ?, leased_until = ? "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (claim.lease, now, to_text(claim.until), picked),
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


def settle(connection: Connection, settlement: Settlement) -> None:
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


def replay(connection: Connection, which: Replay, now: datetime) -> int:
    """Make settled deliveries due again (`Store.replay`)."""
    condition, asked = replayed(which)
    return connection.execute(
        f"{_REPLAY} WHERE {condition}", {**asked, "now": to_text(now)}
    ).rowcount


def replayed(which: Replay) -> tuple[str, dict[str, str]]:
    """Return which deliveries a replay asks for, as a condition and its parameters."""
    said = {
        "state": which.state.value,
        "alert": which.alert,
        "rule": which.rule,
        "sink": which.sink,
        "since": to_text(which.since),
        "until": to_text(which.until),
    }
    asked = {name: value for name, value in said.items() if value is not None}
    conditions = ["state = :state", "state <> 'pending'"]
    conditions += [f"{name} = :{name}" for name in ("alert", "sink") if name in asked]
    if alerts := [text for name, text in _REPLAYED_ALERTS.items() if name in asked]:
        conditions.append(f"alert IN (SELECT id FROM alert WHERE {' AND '.join(alerts)})")  # noqa: S608 - constants
    return " AND ".join(conditions), asked


def hand_back(connection: Connection, deliveries: Iterable[Delivery]) -> None:
    """Return deliveries unchanged (`Store.hand_back`)."""
    connection.executemany(
        "UPDATE delivery SET lease = NULL, leased_until = NULL WHERE id = ? AND lease = ?",
        [(delivery.id, delivery.lease) for delivery in deliveries],
    )


def free_deliveries(connection: Connection, until: str) -> None:
    """End every lease that lasts until then or less, and write down that nobody knows what came of it."""
    if connection.execute(_INTERRUPTED, {"now": until}).rowcount:
        connection.execute(_FREED, {"now": until})


def first_due_delivery(connection: Connection, after: str) -> str | None:
    """Return when the first free delivery to a configured sink is due later than `after`, as text; None if none is."""
    (due_at,) = connection.execute(
        f"""
        SELECT min((
            SELECT min(due_at) FROM delivery INDEXED BY delivery_due
            WHERE {FREE} AND sink = sink.id AND due_at > :after
        )) FROM sink WHERE is_configured = 1 AND disabled_at IS NULL
        """,  # noqa: S608 - constants
        {"after": after},
    ).fetchone()
    text: str | None = due_at
    return text


def _add_attempt(connection: Connection, delivery: int, outcome: SendOutcome) -> None:
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
