"""What every store promises of a clock that was set: what waits for a while is moved along, records stay."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import (
    Alert,
    AlertKind,
    Block,
    Deferred,
    DeliveryState,
    Downtime,
    Front,
    Held,
    Hold,
    Moved,
    Observation,
    Plan,
    Reason,
    Round,
    Settlement,
    SourceHour,
    SourceUpdate,
)
from tests.store.desk import EN, MINUTE, NOW, Database, Desk, opened
from tests.store.looking import everything, rows
from tests.store.test_contract_dispatch import claimed, told, waiting

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
JUMPS = [-HOUR, 3652 * DAY]


async def set_by(desk: Desk, by: timedelta, at=NOW) -> None:
    """Let the clock be set by so much at `at`."""
    await desk.store.follow(by, at + by, lambda _: ())


@pytest.mark.parametrize("by", JUMPS)
async def test_a_target_waits_as_long_as_before(desk: Desk, by: timedelta):
    await desk.adopt()
    await desk.poll(source=SourceUpdate(polled_at=NOW))
    (listing,) = await desk.claim(limit=1)
    await desk.store.commit(Plan(target=listing, next=desk.next(NOW + MINUTE)))

    await set_by(desk, by)

    assert await desk.claim(now=NOW + by + MINUTE - timedelta(seconds=1)) == []
    (again,) = await desk.claim(now=NOW + by + MINUTE)
    assert again.due_at == NOW + by + MINUTE


@pytest.mark.parametrize("by", JUMPS)
async def test_a_lease_is_held_as_long_as_before(desk: Desk, by: timedelta):
    await desk.adopt()
    (listing,) = await desk.claim()

    await set_by(desk, by)

    assert await desk.claim(now=NOW + by + MINUTE - timedelta(seconds=1)) == []
    await desk.store.commit(Plan(target=listing, next=desk.next(NOW + by, NOW + by)))
    assert len(await desk.claim(now=NOW + by)) == 1


@pytest.mark.parametrize("by", JUMPS)
async def test_a_host_that_asked_for_quiet_has_it(desk: Desk, by: timedelta):
    await desk.adopt()
    (listing,) = await desk.claim()
    plan = Plan(
        target=listing, next=desk.next(NOW), host=desk.sign(listing, limited_until=NOW + HOUR)
    )
    await desk.store.commit(plan)

    await set_by(desk, by)

    assert await desk.claim(now=NOW + by + HOUR - MINUTE) == []
    assert len(await desk.claim(now=NOW + by + HOUR)) == 1


@pytest.mark.parametrize("by", JUMPS)
async def test_a_host_that_is_left_alone_is_probed_as_much_later(desk: Desk, by: timedelta):
    *failing, free = await desk.claim_articles(*map(desk.new, range(6)))
    await desk.store.release([free])
    for target in failing:
        sign = desk.sign(target, is_fault=True, retry_within=HOUR, jitter=1.0)
        await desk.store.commit(Plan(target=target, next=desk.next(NOW + HOUR), host=sign))

    await set_by(desk, by)

    assert await desk.claim(now=NOW + by + timedelta(seconds=29)) == []
    assert len(await desk.claim(now=NOW + by + timedelta(seconds=30))) == 1


@pytest.mark.parametrize("by", JUMPS)
async def test_a_retry_keeps_its_distance(desk: Desk, by: timedelta):
    await told(desk, "msg_1")
    (delivery,) = await claimed(desk, is_judged=False)
    outcome = Deferred(reason=Reason.HTTP_5XX, at=NOW, took=timedelta(), status=503)
    state = DeliveryState.PENDING
    await desk.store.settle(
        Settlement(delivery=delivery, outcome=outcome, state=state, due_at=NOW + MINUTE)
    )

    await set_by(desk, by)

    early = NOW + by + MINUTE - timedelta(seconds=1)
    assert await claimed(desk, early, is_judged=False) == []
    assert len(await claimed(desk, NOW + by + MINUTE, is_judged=False)) == 1


@pytest.mark.parametrize("by", JUMPS)
async def test_what_waits_for_a_time_of_day_is_judged_anew(desk: Desk, by: timedelta):
    await told(desk, "msg_1")
    (each,) = await desk.store.waiting(frozenset({"desk"}), NOW)
    hold = Hold(deliveries=(each.id,), until=NOW + 5 * HOUR, why=Held.DIGEST, group="")
    await desk.store.rule([hold], NOW)

    await set_by(desk, by)

    assert await waiting(desk, NOW + by) == ["msg_1"]


@pytest.mark.parametrize("by", JUMPS)
async def test_a_round_and_the_poll_before_it_began_as_long_ago_as_before(
    desk: Desk, by: timedelta
):
    await desk.adopt()
    await desk.poll(source=SourceUpdate(polled_at=NOW - MINUTE))
    (listing,) = await desk.claim(limit=1)
    turn = Round(began_at=NOW - MINUTE, page=2, url="https://24.kg/english/page_2/")
    await desk.store.commit(Plan(target=listing, next=replace(desk.next(NOW), round=turn)))

    await set_by(desk, by)

    (again,) = await desk.claim(now=NOW + by)
    assert again.round == replace(turn, began_at=NOW - MINUTE + by)
    assert (await desk.known(target=again)).source.polled_at == NOW - MINUTE + by


async def test_what_a_round_found_stays_behind_its_beginning(desk: Desk):
    await desk.adopt()
    await desk.poll(found=(desk.new(1),))
    (listing,) = await desk.claim(limit=1)
    turn = Round(began_at=NOW - MINUTE, page=2, url="https://24.kg/english/page_2/")
    next_ = replace(desk.next(NOW, NOW), round=turn)
    await desk.store.commit(Plan(target=listing, next=next_, found=(desk.new(2),)))

    await set_by(desk, -HOUR)

    known = await desk.known([desk.identity(number).key for number in (1, 2)])
    assert {each.first_seen_at for each in known.articles.values()} == {NOW - HOUR}


async def test_what_was_recorded_stays_as_the_clock_was(desk: Desk, path: Database):
    await told(desk, "msg_1")
    columns = "SELECT first_seen_at FROM article UNION ALL SELECT created_at FROM alert"
    before = rows(path, columns)
    await set_by(desk, -HOUR)
    assert rows(path, columns) == before


async def test_a_clock_that_is_set_there_and_back_changes_nothing(desk: Desk, path: Database):
    await told(desk, "msg_1")
    await desk.store.begin_run(NOW)
    before = everything(path)
    await set_by(desk, 3652 * DAY)
    await set_by(desk, -3652 * DAY, NOW + 3652 * DAY)
    assert everything(path) == before


async def test_who_stood_on_the_front_page_at_the_last_poll_still_stands_there(desk: Desk):
    (first, second) = [t.article for t in await desk.claim_articles(desk.new(1), desk.new(2))]
    await desk.adopt()
    for minutes, standing in ((0, (first, second)), (1, (second,))):
        await _stand(desk, NOW + minutes * MINUTE, standing)

    await set_by(desk, -HOUR, NOW + MINUTE)
    assert (await desk.known()).standing == (second,)

    await _stand(desk, NOW + 2 * MINUTE - HOUR, (first,))
    assert (await desk.known()).standing == (first,)


async def test_hours_of_a_clock_that_was_ahead_hide_none_of_now(desk: Desk):
    await desk.adopt()
    ahead, here = (SourceHour(hour_at=at, polls=1) for at in (_hour(NOW + 9 * DAY), _hour(NOW)))
    await desk.poll(NOW + 9 * DAY, source=SourceUpdate(polled_at=NOW, hours=(ahead,)))
    await set_by(desk, -9 * DAY, NOW + 9 * DAY)
    await desk.poll(NOW, source=SourceUpdate(polled_at=NOW, hours=(here,)))

    assert (await desk.known()).source.hours == (here,)


async def test_a_reading_of_a_clock_that_was_ahead_is_not_the_newest_for_ever(desk: Desk):
    target = await desk.claim_article()
    assert target.article is not None
    ahead = Observation(article=target.article, at=NOW + 9 * DAY, views=100)
    await desk.store.commit(
        Plan(target=target, next=desk.next(NOW + 9 * DAY, NOW + 9 * DAY), observation=ahead)
    )
    await set_by(desk, -9 * DAY, NOW + 9 * DAY)
    (again,) = await desk.claim()
    seen = Observation(article=target.article, at=NOW, views=120)
    await desk.store.commit(Plan(target=again, next=desk.next(NOW), observation=seen))

    (again,) = await desk.claim()
    (article,) = (await desk.known(target=again)).articles.values()
    assert (article.views, [each.views for each in article.readings]) == (120, [120])


async def test_a_clock_that_was_set_back_while_nobody_looked_is_followed_at_the_opening(
    path: Database,
):
    async with opened(path) as desk:
        await desk.adopt()
        run = await desk.store.begin_run(NOW)
        await desk.poll(source=SourceUpdate(polled_at=NOW))
        (listing,) = await desk.claim(limit=1)
        await desk.store.commit(Plan(target=listing, next=desk.next(NOW + MINUTE)))
        await desk.store.end_run(run, NOW)

    async with opened(path, NOW - DAY) as desk:
        assert len(await desk.claim(now=NOW - DAY + MINUTE)) == 1
        assert (await desk.store.begin_run(NOW - DAY)).downtime is None


async def test_a_clock_that_went_on_is_not_followed_at_the_opening(path: Database):
    async with opened(path) as desk:
        await desk.store.end_run(await desk.store.begin_run(NOW), NOW)

    async with opened(path, NOW + HOUR) as desk:
        begun = await desk.store.begin_run(NOW + HOUR)
        assert begun.downtime == Downtime(since=NOW, until=NOW + HOUR, was_killed=False)


def _hour(at):
    return at.replace(minute=0, second=0, microsecond=0)


async def _stand(desk: Desk, at, standing) -> None:
    positions = tuple((article, place) for place, article in enumerate(standing, start=1))
    front = Front(block=Block.LISTING, at=at, continues_from=at - MINUTE, positions=positions)
    await desk.store.wish([EN], at, 1)
    listing = next(t for t in await desk.claim(now=at) if t.article is None)
    await desk.store.commit(Plan(target=listing, next=desk.next(at, at), fronts=(front,)))


@pytest.mark.parametrize("by", JUMPS)
async def test_what_was_moved_is_told_in_the_same_transaction(desk: Desk, by: timedelta):
    await told(desk, "msg_1", "msg_2")
    heard = []

    def tell(moved: Moved) -> list[Alert]:
        heard.append(moved)
        return [Alert(id="msg_c", kind=AlertKind.CLOCK_SET, rule="", sinks=("log",), payload="{}")]

    await desk.store.follow(by, NOW + by, tell)

    # One target is due again; both deliveries wait for the desk.
    assert heard == [Moved(targets=1, deliveries=2, judged=0)]
    (delivery,) = await desk.store.claim_deliveries(
        NOW + by, limit=9, lease=MINUTE, per_sink={"log": 9}
    )
    assert delivery.alert == "msg_c"


async def test_what_waits_for_a_time_of_day_is_counted_as_judged_anew(desk: Desk):
    await told(desk, "msg_1")
    (each,) = await desk.store.waiting(frozenset({"desk"}), NOW)
    hold = Hold(deliveries=(each.id,), until=NOW + HOUR, why=Held.DIGEST, group="")
    await desk.store.rule([hold], NOW)
    heard: list[Moved] = []

    await desk.store.follow(HOUR, NOW + HOUR, lambda moved: heard.append(moved) or ())

    assert [(moved.deliveries, moved.judged) for moved in heard] == [(0, 1)]
