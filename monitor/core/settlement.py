"""What one attempt at a delivery means: taken, to be tried again, given up, or the end of its sink for now."""

from collections.abc import Sequence
from datetime import datetime

from monitor.core.backoff import next_attempt
from monitor.core.payload import alert_id, disabled_payload
from monitor.model import (
    Alert,
    AlertKind,
    Deferred,
    Delivery,
    DeliveryState,
    Reason,
    SendOutcome,
    Sent,
    Settlement,
    SinkSettings,
)


def judge_attempt(
    delivery: Delivery,
    outcome: SendOutcome,
    sink: SinkSettings,
    *,
    alarms: Sequence[str],
    now: datetime,
    jitter: float,
) -> Settlement:
    """Return what an attempt changes. `jitter` is in [0, 1); `alarms` are the sinks that hear of troubles.

    A receiver that says it is gone for good (410) disables its sink (Standard Webhooks 1.0.0): its deliveries wait,
    this one with them, until the program is started or reloaded, and the other sinks of `alarms` are told.
    """
    if isinstance(outcome, Sent):
        return Settlement(delivery=delivery, outcome=outcome, state=DeliveryState.SENT)
    if outcome.reason is Reason.GONE:
        return Settlement(
            delivery=delivery,
            outcome=outcome,
            state=DeliveryState.PENDING,
            due_at=now,
            disables_sink=True,
            alerts=_alarm(delivery, alarms, now),
        )
    due_at = None
    if isinstance(outcome, Deferred):
        tries = delivery.attempts + 1
        due_at = next_attempt(tries, sink.retry, now, jitter, outcome.retry_after)
    state = DeliveryState.PENDING if due_at else DeliveryState.DEAD
    return Settlement(delivery=delivery, outcome=outcome, state=state, due_at=due_at)


def _alarm(delivery: Delivery, alarms: Sequence[str], now: datetime) -> tuple[Alert, ...]:
    """Return the alert that a sink is disabled; to itself it cannot be told."""
    sinks = tuple(sink for sink in alarms if sink != delivery.sink)
    if not sinks:
        return ()
    kind = AlertKind.SINK_DISABLED
    # The same delivery refused again after a reload is the same trouble.
    id_ = alert_id(delivery.sink, "", kind, delivery.alert)
    payload = disabled_payload(id_, delivery, now)
    return (Alert(id=id_, kind=kind, rule="", sinks=sinks, payload=payload),)
