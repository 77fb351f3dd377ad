"""What hosts were asked today: counted with the checks, kept over a restart, and who may still ask."""

from datetime import timedelta

from monitor.model import Plan, Politeness, PolitenessRules, Target, TargetKind, Traffic
from tests.store.desk import MINUTE, NOW, Database, Desk, opened

DAY = timedelta(days=1)


def asked(requests: int = 1, came: int = 0, host: str = "24.kg") -> Traffic:
    return Traffic(host=host, requests=requests, bytes=came)


async def check(desk: Desk, target: Target, *traffic: Traffic) -> None:
    await desk.store.commit(Plan(target=target, next=desk.next(NOW), traffic=traffic))


async def claim(desk: Desk, daily_requests: int, now=NOW, **manners: int) -> list[Target]:
    rules = PolitenessRules(
        default=Politeness(concurrency=9, daily_requests=daily_requests, **manners)
    )
    return await desk.store.claim_due(
        now, due_by=now, limit=9, lease=MINUTE, politeness=rules, sources=None
    )


async def a_host_with_one_of_each(desk: Desk, requests: int) -> None:
    """Let a listing, an article that was read, and one that was not, be due at a host asked so often today."""
    read, new = await desk.claim_articles(desk.new(1), desk.new(2))
    await desk.store.release([new])
    await check(desk, read, asked(requests))
    await desk.store.wish(["24kg-en"], NOW, 1)


async def test_what_is_asked_adds_up_and_a_restart_forgets_nothing(path: Database):
    async with opened(path) as desk:
        one, other = await desk.claim_articles(desk.new(1), desk.new(2))
        await check(desk, one, asked(2, 300), asked(1, 7, "elsewhere.example"))
        await check(desk, other, asked(1, 50))
    async with opened(path) as desk:
        assert await desk.store.day(NOW) == [asked(3, 350)]


async def test_what_is_asked_beside_checks_counts_too(desk: Desk):
    one = await desk.claim_article()
    await check(desk, one, asked(2, 300))

    await desk.store.tell((), NOW, traffic=(asked(5, 50), asked(1, 7, "elsewhere.example")))

    assert await desk.store.day(NOW) == [asked(7, 350)]


async def test_a_new_day_begins_at_nothing(desk: Desk):
    one, other = await desk.claim_articles(desk.new(1), desk.new(2))
    await check(desk, one, asked(5))
    tomorrow = desk.next(NOW + DAY, NOW + DAY)
    await desk.store.commit(Plan(target=other, next=tomorrow, traffic=(asked(2),)))

    assert await desk.store.day(NOW) == []
    assert await desk.store.day(NOW + DAY) == [asked(2)]


async def test_while_there_is_enough_all_may_ask(desk: Desk):
    await a_host_with_one_of_each(desk, 7)

    assert len(await claim(desk, 10)) == 3


async def test_what_was_read_already_starves_first(desk: Desk):
    await a_host_with_one_of_each(desk, 8)

    claimed = await claim(desk, 10)

    assert [target.kind for target in claimed] == [TargetKind.LISTING, TargetKind.ARTICLE]
    assert "/2_title/" in claimed[1].url


async def test_listings_have_a_share_that_no_article_gets(desk: Desk):
    await a_host_with_one_of_each(desk, 9)

    assert [target.kind for target in await claim(desk, 10)] == [TargetKind.LISTING]


async def test_a_host_whose_budget_is_used_up_is_left_alone_until_the_day_is_over(desk: Desk):
    await a_host_with_one_of_each(desk, 10)

    assert await claim(desk, 10) == []
    assert len(await claim(desk, 10, NOW + DAY)) == 3


async def test_bytes_count_as_requests_do(desk: Desk):
    (one,) = await desk.claim_articles(desk.new(1))
    await check(desk, one, asked(1, 1_000))

    assert await claim(desk, 0, daily_bytes=1_000) == []
    assert len(await claim(desk, 0, daily_bytes=2_000)) == 1


async def test_what_is_new_is_found_behind_a_crowd_that_starves(desk: Desk):
    found = [desk.new(n, due_at=NOW - MINUTE) for n in range(150)]
    read = await desk.claim_articles(*found, desk.new(500, due_at=NOW + MINUTE))
    while read:
        for target in read:
            await check(desk, target, asked(1))
        read = [target for target in await desk.claim() if target.due_at < NOW]

    (new,) = await claim(desk, 190, NOW + MINUTE)

    assert "/500_title/" in new.url
