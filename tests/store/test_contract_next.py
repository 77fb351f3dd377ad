"""What a check goes on to, once it is stored: what is due next, as a claim would have it."""

import asyncio
from dataclasses import replace

from monitor.errors import LeaseLost
from monitor.model import Committed, Plan, Target
from monitor.model.leases import Leases, Next
from tests.store.desk import EN, MINUTE, NOW, RU, Desk
from tests.store.test_contract_leases import LEASES, POLITE, poll

ON = replace(LEASES, next=Next(due_by=NOW, sources=None))


async def stored(desk: Desk, target: Target, leases: Leases = ON) -> Committed:
    return await desk.store.commit(desk.wording(target, 1), leases)


async def test_a_check_goes_on_to_what_is_due_next_and_has_it_leased(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim(concurrency=1)
    first = await poll(desk, listing, found=tuple(map(desk.new, (1, 2, 3))))
    assert first.target is not None

    second = await stored(desk, first.target)

    assert second.target is not None
    assert second.target.url == desk.identity(2).url
    assert await desk.claim(concurrency=1) == []
    third = await stored(desk, second.target)
    assert third.target is not None
    assert (await stored(desk, third.target)).target is None


async def test_checks_that_are_stored_together_go_on_to_one_each(desk: Desk):
    roomy = replace(ON, politeness=replace(POLITE, default=replace(POLITE.default, concurrency=2)))
    await desk.adopt()
    (listing,) = await desk.claim()
    await desk.store.commit(
        Plan(target=listing, next=desk.next(), found=tuple(map(desk.new, range(1, 5))))
    )
    two = await desk.claim(limit=2)

    came = await asyncio.gather(*(stored(desk, each, roomy) for each in two))

    led_to = [each.target for each in came if each.target is not None]
    assert len({target.id for target in led_to}) == len(led_to) == 2
    assert {target.id for target in led_to}.isdisjoint(target.id for target in two)


async def test_it_goes_on_to_nothing_where_nothing_is_asked_for_or_due(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim(concurrency=1)
    first = await poll(desk, listing, found=(desk.new(1), desk.new(2, due_at=NOW + MINUTE)))
    assert first.target is not None

    later = await stored(desk, first.target)

    assert later.target is None


async def test_a_check_of_a_source_goes_on_only_to_what_its_claims_are_for(desk: Desk):
    await desk.adopt(desk.source(), desk.source(RU, "https://24.kg/"))
    (listing,) = await desk.claim(concurrency=1, sources={EN})
    only = replace(ON, next=Next(due_by=NOW, sources={EN}))

    came = await poll(desk, listing, only)

    assert came.target is None
    assert [each.source for each in await desk.claim(concurrency=1)] == [RU]


async def test_one_that_lost_its_lease_goes_on_to_nothing_and_the_others_do(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim(concurrency=1)
    first = await poll(desk, listing, found=(desk.new(1), desk.new(2)))
    assert first.target is not None
    lost = replace(first.target, lease="another's")

    came = await asyncio.gather(
        stored(desk, lost), stored(desk, first.target), return_exceptions=True
    )

    assert isinstance(came[0], LeaseLost)
    assert isinstance(came[1], Committed)
    assert came[1].target is not None
    assert came[1].target.url == desk.identity(2).url


async def test_what_a_check_went_on_to_is_free_where_its_caller_has_gone(desk: Desk):
    await desk.adopt()
    (listing,) = await desk.claim(concurrency=1)
    first = await poll(desk, listing, found=(desk.new(1), desk.new(2)))
    assert first.target is not None
    storing = asyncio.create_task(stored(desk, first.target))
    await asyncio.sleep(0)

    storing.cancel()
    await asyncio.wait([storing])

    assert [each.url for each in await desk.claim(concurrency=1)] == [desk.identity(2).url]
