"""A wall clock that was set is told, if it was by more than nothing much."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from monitor.core.body.notice import notice_of
from monitor.core.clock import LEAST_TOLD, clock_alerts
from monitor.model import AlertKind, Moved

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOVED = Moved(targets=412, deliveries=3, judged=2)


def test_it_tells_by_how_much_and_what_was_moved():
    (alert,) = clock_alerts(MOVED, by=-HOUR, sinks=("desk",), now=NOW)

    told = json.loads(alert.payload)
    assert (alert.kind, alert.sinks) == (AlertKind.CLOCK_SET, ("desk",))
    assert told["type"] == "clock.set"
    assert told["data"] == {
        "alert": alert.id,
        "clock": {
            "was": "2026-11-23T13:00:00.000Z",
            "is": "2026-11-23T12:00:00.000Z",
            "seconds": -3600.0,
        },
        "moved": {"targets": 412, "deliveries": 3, "judged": 2},
    }


@pytest.mark.parametrize("by", [LEAST_TOLD, -LEAST_TOLD, timedelta(days=3652)])
def test_what_is_worth_telling_is_told_either_way(by):
    assert len(clock_alerts(MOVED, by=by, sinks=("desk",), now=NOW)) == 1


@pytest.mark.parametrize("by", [timedelta(seconds=29), timedelta(seconds=-2)])
def test_a_small_step_is_not_told(by):
    assert clock_alerts(MOVED, by=by, sinks=("desk",), now=NOW) == ()


def test_where_nobody_listens_nothing_is_told():
    assert clock_alerts(MOVED, by=HOUR, sinks=(), now=NOW) == ()


def test_a_clock_that_is_set_twice_is_told_twice():
    ids = {
        clock_alerts(MOVED, by=by, sinks=("desk",), now=now)[0].id
        for by, now in ((HOUR, NOW), (-HOUR, NOW), (HOUR, NOW + HOUR))
    }

    assert len(ids) == 3


def test_a_chat_is_told_which_time_became_which():
    (alert,) = clock_alerts(MOVED, by=-HOUR, sinks=("desk",), now=NOW)

    assert (
        notice_of(alert.payload).headline
        == "Clock set: 2026-11-23 13:00 UTC → 2026-11-23 12:00 UTC"
    )
