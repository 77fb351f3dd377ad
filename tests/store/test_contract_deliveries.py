"""What every store promises of deliveries: `ports.Store`, seen through the port alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import LeaseLost
from monitor.model import (
    AlertKind,
    Committed,
    Deferred,
    DeliveryState,
    Reason,
    Rejected,
    Replay,
    Sent,
    Settlement,
)
from monitor.store.reading import open_archive
from tests.store.desk import MINUTE, NOW, Database, Desk

HOUR = timedelta(hours=1)


async def told(desk: Desk, *ids: str, sinks: tuple[str, ...] = ("log", "desk")) -> None:
    """Let an article check tell alerts to sinks."""
    target = await desk.claim_article()
    alerts = tuple(desk.alert(id_, "visa-free", *sinks) for id_ in ids)
    await desk.store.commit(desk.wording(target, 1, matches=(desk.match(),), alerts=alerts))


async def test_an_alert_is_due_at_each_of_its_sinks(desk: Desk):
    target = await desk.claim_article()
    alert = desk.alert("msg_1", "visa-free", "log", "desk")
    committed = await desk.store.commit(desk.wording(target, 1, alerts=(alert,)))
    deliveries = await desk.store.claim_deliveries(
        NOW, limit=9, lease=MINUTE, per_sink={"log": 4, "desk": 4}
    )

    assert committed == Committed(revisions=1, alerts=1, deliveries=2)
    assert {d.sink for d in deliveries} == {"log", "desk"}
    assert {(d.alert, d.payload, d.attempts, d.created_at) for d in deliveries} == {
        ("msg_1", alert.payload, 0, NOW)
    }


async def test_an_alert_that_was_told_is_not_told_again(desk: Desk):
    one, other = await desk.claim_articles(desk.new(1), desk.new(2))
    first = await desk.store.commit(desk.wording(one, 1, alerts=(desk.alert("msg_1"),)))
    again = replace(desk.alert("msg_1"), payload="another", sinks=("log", "desk"))
    second = await desk.store.commit(desk.wording(other, 1, alerts=(again,)))
    deliveries = await desk.store.claim_deliveries(
        NOW, limit=9, lease=MINUTE, per_sink={"log": 4, "desk": 4}
    )

    assert (first.alerts, first.deliveries) == (1, 1)
    assert (second.alerts, second.deliveries) == (0, 0)
    assert [d.payload for d in deliveries] == [desk.alert().payload]


async def test_deliveries_are_claimed_within_the_limits_of_each_sink(desk: Desk):
    await told(desk, *(f"msg_{n}" for n in range(9)))

    async def claim(limit: int, **per_sink: int) -> list[str]:
        claimed = await desk.store.claim_deliveries(
            NOW, limit=limit, lease=MINUTE, per_sink=per_sink
        )
        return sorted(d.sink for d in claimed)

    assert await claim(9, log=2) == ["log", "log"]
    assert await claim(9, log=2) == []
    assert len(await claim(3, log=4, desk=5)) == 3
    assert len(await claim(99, log=4, desk=5)) == 4
    assert await claim(99, other=5) == []


async def test_a_sent_delivery_is_over(desk: Desk):
    await told(desk, "msg_1", sinks=("log",))
    (delivery,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 1})
    sent = Sent(at=NOW, took=timedelta(milliseconds=40), status=200)
    settlement = Settlement(delivery=delivery, outcome=sent, state=DeliveryState.SENT)
    await desk.store.settle(settlement)

    later = NOW + 1000 * HOUR
    assert (
        await desk.store.claim_deliveries(later, limit=9, lease=MINUTE, per_sink={"log": 1}) == []
    )
    with pytest.raises(LeaseLost):
        await desk.store.settle(settlement)


async def test_a_deferred_delivery_comes_again_at_its_time_with_its_attempts_counted(desk: Desk):
    await told(desk, "msg_1", sinks=("log",))
    (first,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 1})
    outcome = Deferred(reason=Reason.HTTP_5XX, at=NOW, took=timedelta(), status=503)
    await desk.store.settle(
        Settlement(
            delivery=first, outcome=outcome, state=DeliveryState.PENDING, due_at=NOW + MINUTE
        )
    )

    early = NOW + MINUTE - timedelta(milliseconds=1)
    assert (
        await desk.store.claim_deliveries(early, limit=9, lease=MINUTE, per_sink={"log": 1}) == []
    )
    (second,) = await desk.store.claim_deliveries(
        NOW + MINUTE, limit=9, lease=MINUTE, per_sink={"log": 1}
    )
    assert (first.attempts, second.attempts) == (0, 1)
    assert (second.id, second.alert, second.payload) == (first.id, first.alert, first.payload)


async def test_a_dead_delivery_is_not_tried_again(desk: Desk):
    await told(desk, "msg_1", sinks=("log",))
    (delivery,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 1})
    outcome = Rejected(reason=Reason.GONE, at=NOW, took=timedelta(), status=410)
    await desk.store.settle(
        Settlement(delivery=delivery, outcome=outcome, state=DeliveryState.DEAD)
    )

    assert await desk.store.next_delivery_at() is None
    assert (
        await desk.store.claim_deliveries(
            NOW + 99 * HOUR, limit=9, lease=MINUTE, per_sink={"log": 1}
        )
        == []
    )


async def test_a_disabled_sink_gets_nothing_until_it_is_adopted_anew(desk: Desk, path: Database):
    await told(desk, "msg_1", sinks=("desk", "log"))
    await desk.adopt(sinks=("desk", "log"))
    (refused,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"desk": 1})
    gone = Rejected(reason=Reason.GONE, at=NOW, took=timedelta(), status=410)
    alarm = replace(desk.alert("msg_alarm", "", "log"), kind=AlertKind.SINK_DISABLED)
    await desk.store.settle(
        Settlement(
            delivery=refused,
            outcome=gone,
            state=DeliveryState.PENDING,
            due_at=NOW,
            disables_sink=True,
            alerts=(alarm,),
        )
    )

    both = {"desk": 9, "log": 9}
    claimed = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink=both)
    with open_archive(path) as archive:
        sinks = {sink.id: sink for sink in archive.sinks()}
    await desk.adopt(sinks=("desk", "log"))
    (again,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"desk": 9})

    assert [(each.alert, each.sink) for each in claimed] == [("msg_1", "log"), ("msg_alarm", "log")]
    assert (sinks["desk"].disabled_at, sinks["desk"].disabled_by) == (NOW, "msg_1")
    assert (sinks["desk"].pending, sinks["log"].disabled_at) == (1, None)
    assert (again.alert, again.attempts) == ("msg_1", 1)


async def test_a_delivery_whose_lease_ran_out_goes_to_another(desk: Desk):
    await told(desk, "msg_1", sinks=("log",))
    (slow,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 1})
    (quick,) = await desk.store.claim_deliveries(
        NOW + MINUTE, limit=9, lease=MINUTE, per_sink={"log": 1}
    )
    sent = Sent(at=NOW, took=timedelta())

    with pytest.raises(LeaseLost):
        await desk.store.settle(Settlement(delivery=slow, outcome=sent, state=DeliveryState.SENT))
    await desk.store.settle(Settlement(delivery=quick, outcome=sent, state=DeliveryState.SENT))


async def test_a_delivery_that_is_handed_back_is_due_as_it_was(desk: Desk):
    await told(desk, "msg_1", sinks=("log",))
    (first,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 1})
    await desk.store.hand_back([first])
    (again,) = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 1})
    await desk.store.hand_back([first])

    assert replace(again, lease=first.lease) == first
    assert await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 1}) == []


async def test_a_delivery_waits_for_a_sink_that_is_gone(desk: Desk):
    await told(desk, "msg_1", sinks=("desk",))
    await desk.adopt(sinks=("log",))
    without = await desk.store.next_delivery_at()
    await desk.adopt(sinks=("log", "desk"))

    assert (without, await desk.store.next_delivery_at()) == (None, NOW)


async def settle_all(desk: Desk, state: DeliveryState) -> None:
    """Settle everything that is due."""
    for delivery in await desk.store.claim_deliveries(
        NOW, limit=9, lease=MINUTE, per_sink={"log": 9, "desk": 9}
    ):
        outcome = Rejected(reason=Reason.BAD_URL, at=NOW, took=timedelta())
        await desk.store.settle(Settlement(delivery=delivery, outcome=outcome, state=state))


@pytest.mark.parametrize(
    ("which", "count"),
    [
        (Replay(), 4),
        (Replay(sink="desk"), 2),
        (Replay(alert="msg_1"), 2),
        (Replay(rule="visa-free", sink="log"), 2),
        (Replay(rule="other"), 0),
        (Replay(since=NOW), 4),
        (Replay(since=NOW + MINUTE), 0),
        (Replay(until=NOW), 0),
        (Replay(until=NOW + MINUTE), 4),
        (Replay(state=DeliveryState.SENT), 0),
    ],
)
async def test_a_replay_makes_due_what_was_asked_for(desk: Desk, path: Database, which, count):
    await told(desk, "msg_1", "msg_2")
    await settle_all(desk, DeliveryState.DEAD)

    with open_archive(path) as archive:
        foretold = archive.replayed(which)
    assert (foretold, await desk.store.replay(which, NOW)) == (count, count)

    again = await desk.store.claim_deliveries(
        NOW, limit=9, lease=MINUTE, per_sink={"log": 9, "desk": 9}
    )
    assert len(again) == count
    assert {delivery.attempts for delivery in again} <= {0}


async def test_a_replay_keeps_ids_and_attempts_and_leaves_what_is_under_way(
    desk: Desk, path: Database
):
    await told(desk, "msg_1", sinks=("log",))
    assert await desk.store.replay(Replay(), NOW) == 0
    await settle_all(desk, DeliveryState.SENT)
    await desk.store.replay(Replay(state=DeliveryState.SENT), NOW)
    await settle_all(desk, DeliveryState.SENT)

    with open_archive(path) as archive:
        (life,) = archive.alert_lives("msg_1")
    (delivery,) = life.deliveries
    assert len(delivery.attempts) == 2
