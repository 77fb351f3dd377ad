"""What one attempt at a delivery means."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.settlement import judge_attempt
from monitor.model import (
    AlertKind,
    Deferred,
    Delivery,
    DeliveryState,
    Reason,
    Rejected,
    Sent,
    SinkKind,
    SinkSettings,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SINK = SinkSettings(id="desk", kind=SinkKind.WEBHOOK, retry=(MINUTE, 2 * MINUTE))


def judge(outcome, *, attempts=0, alarms=()):
    delivery = Delivery(
        id=1,
        alert="msg_1",
        sink="desk",
        payload="{}",
        attempts=attempts,
        created_at=NOW - MINUTE,
        lease="lease",
    )
    return judge_attempt(delivery, outcome, SINK, alarms=alarms, now=NOW, jitter=0.5)


def refusal(reason, kind=Deferred, **changes):
    return kind(reason=reason, at=NOW, took=MINUTE, **changes)


def test_what_was_taken_is_sent():
    assert judge(Sent(at=NOW, took=MINUTE)).state is DeliveryState.SENT


@pytest.mark.parametrize(
    ("attempts", "due_at"), [(0, NOW + MINUTE), (1, NOW + 2 * MINUTE), (2, None)]
)
def test_what_was_deferred_is_tried_again_by_the_schedule(attempts, due_at):
    settled = judge(refusal(Reason.TIMEOUT), attempts=attempts)

    assert settled.due_at == due_at
    assert settled.state is (DeliveryState.PENDING if due_at else DeliveryState.DEAD)
    assert not settled.disables_sink


def test_what_cannot_be_sent_is_given_up():
    assert judge(refusal(Reason.BAD_URL, Rejected)).state is DeliveryState.DEAD


def test_a_receiver_that_is_gone_disables_its_sink_and_the_others_hear_of_it():
    settled = judge(refusal(Reason.GONE, Rejected), alarms=("desk", "log", "phone"))

    assert (settled.state, settled.due_at) == (DeliveryState.PENDING, NOW)
    assert settled.disables_sink
    (alert,) = settled.alerts
    assert (alert.kind, alert.sinks) == (AlertKind.SINK_DISABLED, ("log", "phone"))
    assert json.loads(alert.payload)["data"]["sink"] == {"id": "desk"}


def test_the_same_refusal_after_a_reload_is_the_same_alert():
    first, second = (judge(refusal(Reason.GONE, Rejected), alarms=("log",)) for _ in range(2))

    assert first.alerts[0].id == second.alerts[0].id


def test_a_sink_alone_is_told_nothing_of_itself():
    assert judge(refusal(Reason.GONE, Rejected), alarms=("desk",)).alerts == ()
