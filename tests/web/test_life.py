"""What is told of an alert: where it stands, and its life step by step."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.model import AlertKind, DeliveryState, Held, Reason
from monitor.model.report import (
    AlertLife,
    AlertReport,
    AttemptReport,
    DeliveryReport,
    SilenceReport,
)
from monitor.web.life import steps
from monitor.web.standing import standing_of

AT = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALERT = AlertReport(
    id="msg_1",
    kind=AlertKind.MATCHED,
    rule="visa",
    source="24kg-en",
    created_at=AT,
    article=1,
    title="By now",
    url="https://24.kg/1/",
    payload="{}",
    pending=0,
    sent=1,
    gathered=0,
    muted=0,
    dead=2,
    acknowledged_at=None,
)
DELIVERY = DeliveryReport(
    id=1,
    alert="msg_1",
    rule="visa",
    title="By now",
    sink="desk",
    state=DeliveryState.PENDING,
    created_at=AT,
    due_at=AT + 5 * MINUTE,
    settled_at=None,
    held=None,
    released_at=None,
    behind=None,
    told_in=None,
    muted_by=None,
    replays=0,
    replayed_at=None,
    attempts=(),
)
TRIED = AttemptReport(
    started_at=AT + MINUTE,
    took=MINUTE / 60,
    outcome="deferred",
    status=None,
    reason=Reason.TIMEOUT,
    detail="",
)


def life_of(*deliveries: DeliveryReport, digests=(), silences=()) -> AlertLife:
    return AlertLife(
        alert=ALERT,
        source="24kg-en",
        published_at=AT - 2 * MINUTE,
        first_seen_at=AT - MINUTE,
        deliveries=deliveries,
        digests=digests,
        silences=silences,
    )


def phrases(life: AlertLife) -> list[str]:
    return [step.phrase for step in steps(life)][3:]


def test_each_step_says_how_long_after_the_one_before_it_came():
    found = list(steps(life_of(replace(DELIVERY, attempts=(TRIED,)))))

    assert [step.after for step in found] == [None, MINUTE, MINUTE, MINUTE, None]
    assert found[3].values == {"n": 1, "answer": Reason.TIMEOUT, "ms": 1000}
    assert (found[4].at, found[4].until) == (None, AT + 5 * MINUTE)


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"held": Held.QUIET}, "waits {why} until {until}"),
        ({"behind": "msg_0"}, "waits for an earlier alert about the same article; due {until}"),
        ({}, "due {until} (attempts so far: {n})"),
        ({"state": DeliveryState.DEAD}, "given up (attempts: {n})"),
    ],
)
def test_what_stands_is_told_last(changes, phrase):
    assert phrases(life_of(replace(DELIVERY, **changes))) == [phrase]


def test_a_digest_is_told_within_the_life_of_what_it_told():
    gathered = replace(
        DELIVERY,
        state=DeliveryState.GATHERED,
        held=Held.GROUP,
        told_in="msg_2",
        settled_at=AT + 3 * MINUTE,
    )
    digest = replace(
        life_of(replace(DELIVERY, attempts=(TRIED,), state=DeliveryState.SENT)),
        alert=replace(ALERT, id="msg_2"),
    )
    found = list(steps(life_of(gathered, digests=(digest,))))[3:]

    assert [(step.phrase, step.within) for step in found] == [
        ("attempt {n}: not now, {answer} in {ms} ms", "msg_2"),
        ("told within a digest; it had waited {why}", ""),
    ]


def test_a_silence_says_whose_it_is_and_why():
    silence = SilenceReport(
        id="sil_1",
        matchers=("rule=visa",),
        author="Aida",
        reason="enough",
        made_at=AT,
        begins_at=AT,
        ends_at=AT + MINUTE,
        muted=1,
    )
    muted = replace(DELIVERY, state=DeliveryState.MUTED, muted_by="sil_1", settled_at=AT)
    (step,) = list(steps(life_of(muted, silences=(silence,))))[3:]

    assert (step.values, step.note) == ({"author": "Aida"}, "enough")


@pytest.mark.parametrize(
    "payload",
    [
        "{}",
        '{"data": []}',
        '{"data": {"article": [], "matches": {}, "events": [1]}}',
        '{"data": {"article": {"title": 1}, "matches": [{"snippet": 2, "snippet_start": "x"}]}}',
    ],
)
def test_where_an_alert_stands_is_told_worst_first_whatever_its_payload(payload):
    shown = standing_of(replace(ALERT, payload=payload), ZoneInfo("Asia/Bishkek"))

    assert [part.text for part in shown.told.title] == ["By now"]
    assert shown.states == ((DeliveryState.DEAD, 2), (DeliveryState.SENT, 1))
    assert shown.told.snippets == ()
