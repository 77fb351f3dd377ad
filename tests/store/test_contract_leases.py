"""What a commit leases of what it stores."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from monitor.model import Committed, Plan, Politeness, PolitenessRules, Round, Target
from monitor.model.leases import Leases
from tests.store.desk import EN, MINUTE, NOW, RU, Desk

POLITE = PolitenessRules(default=Politeness(concurrency=1))
LEASES = Leases(
    now=NOW,
    politeness=POLITE,
    check=MINUTE,
    delivery=MINUTE,
    per_sink={"log": 2, "desk": 1},
    deliveries=9,
)


async def poll(desk: Desk, listing: Target, leases: Leases = LEASES, **parts: object) -> Committed:
    """Let a listing's check come to that; it is due again in a minute."""
    plan = Plan(target=listing, next=desk.next(), **parts)  # type: ignore[arg-type]
    return await desk.store.commit(plan, leases)


async def test_a_listing_goes_straight_on_to_the_first_article_that_it_names(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim(concurrency=1)

    committed = await poll(desk, listing, found=(desk.new(7), desk.new(8)))

    assert committed.articles == 2
    assert committed.target is not None
    assert committed.target.url == desk.identity(7).url
    assert await desk.claim(concurrency=1) == []
    await desk.store.commit(desk.wording(committed.target, 1))
    assert [target.url for target in await desk.claim(concurrency=1)] == [desk.identity(8).url]


async def test_of_two_listings_of_a_host_no_more_than_one_article_comes_between(desk: Desk):
    ru = desk.source(RU, "https://24.kg/")
    await desk.adopt(desk.source(), ru)
    (first,) = await desk.claim(concurrency=1)
    news = [desk.new(number) for number in range(1, 9)]

    one = await poll(desk, first, found=tuple(news[:4]))
    assert one.target is not None
    await desk.store.commit(desk.wording(one.target, 1), LEASES)
    (second,) = await desk.claim(concurrency=1)
    two = await poll(desk, second, found=tuple(news[4:]))
    assert two.target is not None

    assert {first.source, second.source} == {EN, RU}
    assert [one.target.url, two.target.url] == [news[0].identity.url, news[4].identity.url]


async def test_backlog_and_what_lies_at_another_host_or_in_the_future_waits_to_be_claimed(
    desk: Desk,
):
    await desk.adopt()
    (listing,) = await desk.claim()
    found = (
        replace(desk.new(1), seeded=True),
        desk.new(2, "other.example"),
        desk.new(3, due_at=NOW + MINUTE),
    )

    assert (await poll(desk, listing, found=found)).target is None


async def test_a_round_that_goes_on_goes_on_first(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim()
    turn = Round(began_at=NOW, page=2, url="https://24.kg/english/?page=2")
    onward = replace(desk.next(NOW), round=turn)
    plan = Plan(target=listing, next=onward, found=(desk.new(1),))

    committed = await desk.store.commit(plan, LEASES)

    assert (committed.articles, committed.target) == (1, None)


async def test_a_host_without_room_or_that_is_quiet_is_not_gone_on_at(desk: Desk):
    ru = desk.source(RU, "https://24.kg/")
    await desk.adopt(desk.source(), ru)
    one, other = await desk.claim(concurrency=2)

    crowded = await poll(desk, one, found=(desk.new(1),))
    quiet = desk.sign(other, limited_until=NOW + MINUTE)
    silent = await poll(desk, other, found=(desk.new(2),), host=quiet)

    assert (crowded.articles, crowded.target) == (1, None)
    assert (silent.articles, silent.target) == (1, None)


async def test_deliveries_are_leased_as_a_claim_would(desk: Desk):
    target = await desk.claim_article()
    alerts = tuple(desk.alert(f"msg_{n}", f"rule-{n}", "log", "desk", "gone") for n in range(3))

    committed = await desk.store.commit(desk.wording(target, 1, alerts=alerts), LEASES)

    assert committed.deliveries == 9
    assert sorted(delivery.sink for delivery in committed.leased) == ["desk", "log", "log"]
    again = {"log": 9, "desk": 9}
    rest = await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink=again)
    assert sorted(delivery.sink for delivery in rest) == ["desk", "desk", "log"]


async def test_where_there_is_no_room_for_deliveries_none_is_leased(desk: Desk):
    target = await desk.claim_article()
    full = replace(LEASES, deliveries=0)

    committed = await desk.store.commit(desk.wording(target, 1, alerts=(desk.alert(),)), full)

    assert (committed.deliveries, committed.leased) == (1, ())


async def test_leases_begin_by_the_clock_and_not_when_the_page_was_fetched(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim()
    late = replace(LEASES, now=NOW + timedelta(seconds=50))

    committed = await poll(desk, listing, late, found=(desk.new(1),))

    assert committed.target is not None
    after = NOW + MINUTE + timedelta(seconds=1)
    assert committed.target.id not in [target.id for target in await desk.claim(now=after)]


async def test_what_was_leased_for_somebody_who_has_gone_is_free(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim()
    committing = asyncio.create_task(poll(desk, listing, found=(desk.new(1),)))
    await asyncio.sleep(0)

    committing.cancel()
    await asyncio.wait([committing])

    assert [target.url for target in await desk.claim()] == [desk.identity(1).url]
