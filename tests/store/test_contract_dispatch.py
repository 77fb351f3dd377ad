"""What every store promises of what waits: rulings, order, silences, acknowledgements, interrupted attempts."""

from datetime import timedelta

import pytest

from monitor.errors import LeaseLost
from monitor.model import (
    Acknowledgement,
    Alert,
    AlertKind,
    Deferred,
    Delivery,
    DeliveryState,
    Gather,
    GroupState,
    Held,
    Hold,
    Matcher,
    Mute,
    Reason,
    Release,
    Replay,
    Sent,
    Settlement,
    Silence,
)
from monitor.store.reading import open_archive
from tests.store.desk import MINUTE, NOW, Database, Desk, opened

HOUR = timedelta(hours=1)
DESK = frozenset({"desk"})


async def told(desk: Desk, *ids: str) -> None:
    """Let an article check tell alerts to the sink `desk`."""
    target = await desk.claim_article()
    await desk.adopt(sinks=("desk",))
    alerts = tuple(desk.alert(id_, "visa-free", "desk") for id_ in ids)
    await desk.store.commit(desk.wording(target, 1, matches=(desk.match(),), alerts=alerts))


async def waiting(desk: Desk, now=NOW) -> list[str]:
    return [each.alert for each in await desk.store.waiting(DESK, now)]


async def ids(desk: Desk) -> tuple[int, ...]:
    return tuple(each.id for each in await desk.store.waiting(DESK, NOW))


async def claimed(desk: Desk, now=NOW, *, is_judged: bool = True) -> list[Delivery]:
    return await desk.store.claim_deliveries(
        now, limit=9, lease=MINUTE, per_sink={"desk": 9}, judged=DESK if is_judged else frozenset()
    )


async def take(desk: Desk, delivery: Delivery) -> None:
    outcome = Sent(at=NOW, took=timedelta())
    await desk.store.settle(
        Settlement(delivery=delivery, outcome=outcome, state=DeliveryState.SENT)
    )


def digest(*alerts: str) -> Alert:
    payload = f'{{"type": "monitor.digest", "data": {{"count": {len(alerts)}}}}}'
    return Alert(id="msg_digest", kind=AlertKind.DIGEST, rule="", sinks=("desk",), payload=payload)


async def test_what_waits_says_what_it_may_be_judged_by(desk: Desk):
    await told(desk, "msg_1")

    (each,) = await desk.store.waiting(DESK, NOW)

    assert (each.alert, each.sink, each.rule, each.source) == (
        "msg_1",
        "desk",
        "visa-free",
        "24kg-en",
    )
    assert (each.kind, each.created_at, each.held, each.group) == (
        AlertKind.MATCHED,
        NOW,
        None,
        None,
    )
    assert await desk.store.waiting(frozenset({"log"}), NOW) == []


async def test_a_sink_that_is_judged_gets_only_what_was_released(desk: Desk):
    await told(desk, "msg_1", "msg_2")
    first, _ = await ids(desk)

    before = await claimed(desk)
    await desk.store.rule([Release(deliveries=(first,), group="rule=visa-free")], NOW)
    after = await claimed(desk)

    assert (before, [each.alert for each in after]) == ([], ["msg_1"])
    assert await waiting(desk) == ["msg_2"]
    past = await desk.store.past("desk", {"rule=visa-free"}, NOW - MINUTE, NOW)
    assert past.messages == 1
    assert past.groups == {"rule=visa-free": GroupState(told_at=NOW)}


async def test_what_is_held_waits_until_its_time(desk: Desk, path: Database):
    await told(desk, "msg_1")
    held = Hold(deliveries=await ids(desk), until=NOW + HOUR, why=Held.QUIET, group="")
    await desk.store.rule([held], NOW)

    with open_archive(path) as archive:
        (delivery,) = archive.deliveries()
        sink, *_ = archive.sinks()
    past = await desk.store.past("desk", {""}, None, NOW)
    (again,) = await desk.store.waiting(DESK, NOW + HOUR)

    assert await waiting(desk, NOW + HOUR - MINUTE) == []
    assert (delivery.is_held, delivery.held, delivery.due_at) == (True, Held.QUIET, NOW + HOUR)
    assert (sink.pending, sink.held, sink.held_until) == (1, 1, NOW + HOUR)
    assert past.groups[""] == GroupState(opens_at=NOW + HOUR)
    assert (again.held, again.group) == (Held.QUIET, "")


async def test_a_digest_goes_out_for_all_that_it_gathers(desk: Desk, path: Database):
    await told(desk, "msg_1", "msg_2")
    gather = Gather(
        deliveries=await ids(desk), digest=digest("msg_1", "msg_2"), why=Held.DIGEST, group=""
    )
    await desk.store.rule([gather], NOW)
    (only,) = await claimed(desk)
    await take(desk, only)

    with open_archive(path) as archive:
        (life,) = archive.alert_lives("msg_1")
    (gathered,) = life.deliveries
    (told_by,) = life.digests
    assert only.alert == "msg_digest"
    assert (gathered.state, gathered.told_in) == (DeliveryState.GATHERED, "msg_digest")
    assert (told_by.alert.title, told_by.alert.sent) == ("2 alerts", 1)
    assert await waiting(desk) == []
    # What was told within a digest counts as a message each.
    past = await desk.store.past("desk", {""}, NOW - MINUTE, NOW)
    assert (past.messages, past.groups[""].told_at) == (3, NOW)


async def test_what_is_muted_is_kept_with_its_silence_and_may_be_replayed(
    desk: Desk, path: Database
):
    await told(desk, "msg_1")
    silence = Silence(
        id="sil_1",
        matchers=(Matcher(field="rule", pattern="visa-*"),),
        author="Aida",
        reason="too many",
        begins_at=NOW,
        ends_at=NOW + HOUR,
    )
    await desk.store.add_silence(silence, NOW)
    await desk.store.rule([Mute(deliveries=await ids(desk), silence="sil_1")], NOW)

    with open_archive(path) as archive:
        (life,) = archive.alert_lives("msg_1")
        (listed,) = archive.silences(NOW)
    assert (life.deliveries[0].state, life.silences) == (DeliveryState.MUTED, (listed,))
    assert (listed.matchers, listed.author, listed.muted) == (("rule=visa-*",), "Aida", 1)
    assert await claimed(desk, NOW + 99 * HOUR) == []

    assert await desk.store.replay(Replay(state=DeliveryState.MUTED), NOW) == 1
    (again,) = await claimed(desk)
    with open_archive(path) as archive:
        (life,) = archive.alert_lives("msg_1")
    (delivery,) = life.deliveries
    assert (again.alert, delivery.replays, delivery.replayed_at) == ("msg_1", 1, NOW)
    assert delivery.muted_by is None


async def test_rulings_hold_as_a_whole_or_not_at_all(desk: Desk):
    await told(desk, "msg_1", "msg_2")
    first, second = await ids(desk)
    (mine, _) = await claimed(desk, is_judged=False)

    with pytest.raises(LeaseLost):
        await desk.store.rule(
            [
                Release(deliveries=(second,)),
                Gather(deliveries=(first, second), digest=digest(), why=Held.FLOOD, group="flood"),
            ],
            NOW,
        )
    await desk.store.hand_back([mine])

    assert await waiting(desk) == ["msg_1"]


async def test_a_silence_ends_when_it_is_let_go(desk: Desk):
    silence = Silence(
        id="sil_1", matchers=(), author="", reason="", begins_at=NOW, ends_at=NOW + HOUR
    )
    await desk.store.add_silence(silence, NOW)

    assert [each.id for each in await desk.store.silences(NOW)] == ["sil_1"]
    assert await desk.store.expire_silence("sil_1", NOW + MINUTE)
    assert not await desk.store.expire_silence("sil_1", NOW + MINUTE)
    assert not await desk.store.expire_silence("sil_2", NOW)
    assert await desk.store.silences(NOW + MINUTE) == []


async def test_the_first_who_takes_note_of_an_alert_is_written_down(desk: Desk, path: Database):
    await told(desk, "msg_1")
    note = Acknowledgement(alert="msg_1", author="Aida", note="calling them")

    assert await desk.store.acknowledge(note, NOW)
    assert not await desk.store.acknowledge(
        Acknowledgement(alert="msg_1", author="B"), NOW + MINUTE
    )
    assert not await desk.store.acknowledge(Acknowledgement(alert="msg_2", author="B"), NOW)

    with open_archive(path) as archive:
        (life,) = archive.alert_lives("msg_1")
    assert life.acknowledged is not None
    assert (life.acknowledged.author, life.acknowledged.at) == ("Aida", NOW)


async def edited(desk: Desk) -> None:
    """Let one article be told, and a minute later an edit of it."""
    target = await desk.claim_article()
    await desk.adopt(sinks=("desk",))
    first = desk.alert("msg_1", "visa-free", "desk")
    await desk.store.commit(desk.wording(target, 1, alerts=(first,)))
    (again,) = await desk.claim(now=NOW + MINUTE)
    later = desk.alert("msg_2", "visa-free", "desk")
    plan = desk.wording(again, 2, alerts=(later,), next=desk.next(None, NOW + MINUTE))
    await desk.store.commit(plan)


async def test_the_alerts_of_an_article_go_in_their_order(desk: Desk, path: Database):
    await edited(desk)
    (first,) = await claimed(desk, NOW + MINUTE, is_judged=False)
    outcome = Deferred(reason=Reason.HTTP_5XX, at=NOW + MINUTE, took=timedelta(), status=503)
    due_at = NOW + 10 * MINUTE
    await desk.store.settle(
        Settlement(delivery=first, outcome=outcome, state=DeliveryState.PENDING, due_at=due_at)
    )

    with open_archive(path) as archive:
        later, _ = archive.deliveries()
    assert (first.alert, later.behind) == ("msg_1", "msg_1")
    assert await claimed(desk, NOW + 2 * MINUTE, is_judged=False) == []
    (again,) = await claimed(desk, due_at, is_judged=False)
    await take(desk, again)
    (second,) = await claimed(desk, due_at, is_judged=False)
    assert (again.alert, second.alert) == ("msg_1", "msg_2")


async def test_an_alert_waits_for_all_that_were_made_before(desk: Desk):
    target = await desk.claim_article()
    await desk.adopt(sinks=("desk",))
    both = tuple(desk.alert(id_, "visa-free", "desk") for id_ in ("msg_1", "msg_2"))
    await desk.store.commit(desk.wording(target, 1, alerts=both))
    (again,) = await desk.claim(now=NOW + MINUTE)
    later = desk.alert("msg_3", "visa-free", "desk")
    await desk.store.commit(
        desk.wording(again, 2, alerts=(later,), next=desk.next(None, NOW + MINUTE))
    )
    first, second = await claimed(desk, NOW + MINUTE, is_judged=False)

    # The last of those before is taken; the first is not.
    await take(desk, second)
    assert await claimed(desk, NOW + MINUTE, is_judged=False) == []
    await take(desk, first)
    (third,) = await claimed(desk, NOW + MINUTE, is_judged=False)
    assert (first.alert, second.alert, third.alert) == ("msg_1", "msg_2", "msg_3")


async def test_no_alert_waits_longer_than_an_hour_for_another_of_its_article(desk: Desk):
    await edited(desk)
    (first,) = await claimed(desk, NOW + MINUTE, is_judged=False)
    outcome = Deferred(reason=Reason.HTTP_5XX, at=NOW + MINUTE, took=timedelta(), status=503)
    due_at = NOW + 5 * HOUR
    await desk.store.settle(
        Settlement(delivery=first, outcome=outcome, state=DeliveryState.PENDING, due_at=due_at)
    )

    assert await claimed(desk, NOW + HOUR - MINUTE, is_judged=False) == []
    (second,) = await claimed(desk, NOW + HOUR, is_judged=False)
    assert second.alert == "msg_2"


async def test_what_waits_for_a_gathered_alert_waits_for_its_digest(desk: Desk):
    await edited(desk)
    first, second = await desk.store.waiting(DESK, NOW + MINUTE)
    other = Gather(deliveries=(first.id,), digest=digest("msg_1"), why=Held.FLOOD, group="flood")
    await desk.store.rule([other, Release(deliveries=(second.id,))], NOW + MINUTE)

    (told_first,) = await claimed(desk, NOW + MINUTE)
    await take(desk, told_first)
    (told_then,) = await claimed(desk, NOW + MINUTE)

    assert (told_first.alert, told_then.alert) == ("msg_digest", "msg_2")


async def test_an_attempt_that_was_cut_off_is_written_down(path: Database):
    async with opened(path) as desk:
        await told(desk, "msg_1")
        await claimed(desk, is_judged=False)
    async with opened(path) as desk:
        (again,) = await claimed(desk, is_judged=False)

    with open_archive(path) as archive:
        (life,) = archive.alert_lives("msg_1")
    (attempt,) = life.deliveries[0].attempts
    assert (attempt.outcome, attempt.reason) == ("unknown", Reason.INTERRUPTED)
    assert (attempt.started_at, attempt.status) == (NOW, None)
    assert (again.alert, again.attempts) == ("msg_1", 0)
