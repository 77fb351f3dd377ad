"""What every store promises of articles that their listing tells: `ports.Store`, seen through the port alone."""

from dataclasses import replace

import pytest

from monitor.errors import LeaseLost
from monitor.model import Observation, Plan
from tests.store.desk import EN, MINUTE, NOW, RU, Desk


async def told(desk: Desk, *numbers: int) -> tuple[bytes, ...]:
    """Store articles whose pages are never due, and return their keys."""
    found = [replace(desk.new(number), due_at=None) for number in numbers]
    await desk.adopt()
    await desk.poll(found=tuple(found))
    return tuple(new.identity.key for new in found)


async def test_pages_that_are_never_due_are_claimed_by_key_in_order(desk: Desk):
    first, second = await told(desk, 1, 2)

    pages = await desk.store.claim_told(EN, [second, b"x" * 16, first], NOW, lease=MINUTE)

    assert [key for key, _ in pages] == [second, first]
    assert [target.url for _, target in pages] == [desk.identity(n).url for n in (2, 1)]
    assert [target.article for target in await desk.claim()] == [None]


async def test_who_is_claimed_is_claimed_once_and_commits_with_that_lease(desk: Desk):
    (key,) = await told(desk, 1)
    ((_, page),) = await desk.store.claim_told(EN, [key], NOW, lease=MINUTE)

    assert await desk.store.claim_told(EN, [key], NOW, lease=MINUTE) == []
    await desk.store.commit(replace(desk.wording(page, 1), next=desk.next(None)))
    with pytest.raises(LeaseLost):
        await desk.store.commit(Plan(target=page, next=desk.next(None)))
    assert len(await desk.store.claim_told(EN, [key], NOW, lease=MINUTE)) == 1


async def test_another_source_claims_none_of_them(desk: Desk):
    keys = await told(desk, 1)

    assert await desk.store.claim_told(RU, keys, NOW, lease=MINUTE) == []


async def test_a_listing_may_say_of_an_article_its_section_and_its_counter(desk: Desk):
    (target,) = await desk.claim_articles(replace(desk.new(1), section="World", author="Ann"))
    seen = Observation(article=target.article or 0, at=NOW, views=7)
    await desk.store.commit(Plan(target=target, next=desk.next(NOW), counted=(seen,)))
    (target,) = await desk.claim()

    (held,) = (await desk.known(target=target)).articles.values()
    assert (held.section, held.views) == ("World", 7)
    assert [reading.views for reading in held.readings] == [7]


async def test_of_those_that_were_read_the_newest_wording_is_told_by_its_fingerprint(desk: Desk):
    first, second = await told(desk, 1, 2)
    ((_, page),) = await desk.store.claim_told(EN, [first], NOW, lease=MINUTE)
    await desk.store.commit(replace(desk.wording(page, 1), next=desk.next(None)))
    ((_, page),) = await desk.store.claim_told(EN, [first], NOW, lease=MINUTE)
    await desk.store.commit(replace(desk.wording(page, 2), next=desk.next(None)))

    assert await desk.store.told([first, second]) == {first: bytes([2]) * 16}
