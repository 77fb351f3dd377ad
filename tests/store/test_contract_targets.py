"""What every store promises of sources and targets: `ports.Store`, seen through the port alone."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.plan import decide
from monitor.errors import LeaseLost
from monitor.model import (
    Failed,
    Plan,
    Politeness,
    PolitenessRules,
    Reason,
    Round,
    Target,
    TargetKind,
    Validators,
)
from tests.factories import watch
from tests.store.desk import EN, MINUTE, NOW, RU, Desk

HOUR = timedelta(hours=1)


# Sources


async def test_a_new_source_has_a_listing_that_is_due_at_once(desk: Desk):
    await desk.adopt(desk.source(EN, "https://www.24.kg/english/"))

    (target,) = await desk.claim()
    actual = (target.kind, target.source, target.url, target.host, target.due_at)

    expected = (TargetKind.LISTING, EN, "https://www.24.kg/english/", "www.24.kg", NOW)
    assert actual == expected


async def test_adopting_the_same_again_changes_nothing(desk: Desk):
    await desk.adopt()
    listing = await desk.claim_listing()
    await desk.adopt()

    assert await desk.claim() == []
    await desk.store.commit(Plan(target=listing, next=desk.next()))
    assert await desk.store.next_check_at() == NOW + MINUTE


async def test_a_moved_listing_is_due_at_its_new_place_and_the_old_check_is_dropped(desk: Desk):
    await desk.adopt()
    old = await desk.claim_listing()
    await desk.adopt(desk.source(EN, "https://24.kg/news/"))
    new = await desk.claim_listing()

    assert (new.id, new.url) == (old.id, "https://24.kg/news/")
    with pytest.raises(LeaseLost):
        await desk.store.commit(Plan(target=old, next=desk.next()))


async def test_nothing_of_a_source_that_is_gone_is_due_until_it_comes_back(desk: Desk):
    targets = await desk.claim_articles(desk.new(1), desk.new(2))
    await desk.store.release(targets)
    await desk.adopt(desk.source(RU, "https://24.kg/"))
    without = [target.source for target in await desk.claim()]
    await desk.adopt(desk.source(EN))
    with_it = [target.source for target in await desk.claim()]

    assert (without, with_it) == ([RU], [EN, EN])
    held = await desk.known([desk.identity(1).key])
    assert len(held.articles) == 1


async def test_a_wish_makes_a_listing_due_for_so_many_pages(desk: Desk):
    await desk.adopt()
    listing = await desk.claim_listing()
    next_ = replace(desk.next(NOW + HOUR), validators=Validators(etag='"1"'))
    await desk.store.commit(Plan(target=listing, next=next_))
    await desk.store.wish([EN], NOW, 5)
    wished = await desk.claim_listing()

    assert (wished.due_at, wished.pages_wished) == (NOW, 5)
    # "Not modified" would be no answer to who wishes to see the pages.
    assert wished.validators == Validators()


async def test_a_wish_is_fulfilled_by_a_good_check_and_outlives_a_failed_one(desk: Desk):
    await desk.adopt()
    await desk.store.wish([EN], NOW, 5)
    first = await desk.claim_listing()
    failed = replace(desk.next(NOW), reason=Reason.TIMEOUT, failures=1)
    await desk.store.commit(Plan(target=first, next=failed))
    second = await desk.claim_listing()
    await desk.store.commit(Plan(target=second, next=desk.next(NOW)))
    third = await desk.claim_listing()

    assert [first.pages_wished, second.pages_wished, third.pages_wished] == [5, 5, 1]


async def test_a_wish_during_a_check_makes_the_listing_due_again_at_once(desk: Desk):
    await desk.adopt()
    listing = await desk.claim_listing()
    await desk.store.wish([EN], NOW, 5)
    await desk.store.commit(Plan(target=listing, next=desk.next(NOW + HOUR)))
    again = await desk.claim_listing()

    assert (again.pages_wished, again.due_at) == (5, NOW)


async def test_a_wish_makes_an_unfinished_round_longer_and_loses_none_of_it(desk: Desk):
    await desk.adopt()
    listing = await desk.claim_listing()
    turn = Round(
        began_at=NOW,
        page=3,
        url="https://24.kg/english/page_3/",
        last_page=b"\x00\xff",
        waiting=("https://24.kg/b.xml",),
        is_beside=True,
    )
    await desk.store.commit(Plan(target=listing, next=replace(desk.next(NOW), round=turn)))
    await desk.store.wish([EN], NOW, 9)
    goes_on = await desk.claim_listing()
    await desk.store.wish([EN], NOW, 12)
    onward = replace(desk.next(NOW), round=replace(turn, page=4))
    await desk.store.commit(Plan(target=goes_on, next=onward))
    longer = await desk.claim_listing()

    assert goes_on.round == replace(turn, at_least=9)
    assert longer.round == replace(turn, page=4, at_least=12)
    assert longer.pages_wished == 1


# Targets


async def test_listings_come_first_and_then_who_is_due_the_longest(desk: Desk):
    ages = {1: 5, 2: 9, 3: 7}
    found = [desk.new(n, due_at=NOW - age * MINUTE) for n, age in ages.items()]
    await desk.store.release(await desk.claim_articles(*found))
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))

    claimed = await desk.claim()
    actual = [t.url.split("/")[-2].split("_")[0] for t in claimed]

    assert actual == ["24.kg", "2", "3", "1"]


async def test_what_was_never_read_comes_before_what_is_to_be_read_again(desk: Desk):
    read = await desk.claim_article()
    await desk.store.commit(desk.wording(read, 1, next=desk.next(NOW - HOUR)))
    await desk.store.seek(EN, [desk.new(2)], NOW)

    claimed = [await desk.claim(concurrency=1), await desk.claim(concurrency=2)]

    assert [target.url for (target,) in claimed] == [desk.identity(2).url, desk.identity(1).url]


async def test_what_is_not_due_yet_is_not_claimed(desk: Desk):
    await desk.claim_articles(desk.new(1, due_at=NOW + timedelta(milliseconds=1)))

    assert await desk.claim() == []
    assert len(await desk.claim(due_by=NOW + timedelta(milliseconds=1))) == 1


async def test_a_leased_target_is_not_claimed_again_until_the_lease_runs_out(desk: Desk):
    target = await desk.claim_article()

    assert await desk.claim(now=NOW + MINUTE - timedelta(milliseconds=1)) == []
    (again,) = await desk.claim(now=NOW + MINUTE)
    assert again.id == target.id
    assert again.lease != target.lease


async def test_a_lease_that_somebody_took_over_commits_nothing(desk: Desk):
    target = await desk.claim_article()
    await desk.claim(now=NOW + MINUTE)

    with pytest.raises(LeaseLost):
        await desk.store.commit(desk.wording(target, 1))
    held = await desk.known(target=target)
    assert [a.revision for a in held.articles.values()] == [None]


async def test_a_commit_ends_its_lease(desk: Desk):
    target = await desk.claim_article()
    await desk.store.commit(desk.wording(target, 1))

    with pytest.raises(LeaseLost):
        await desk.store.commit(desk.wording(target, 2))


async def test_a_host_gets_no_more_leases_than_its_politeness_allows(desk: Desk):
    found = [desk.new(n, f"{'abc'[n % 3]}.example") for n in range(30)]
    await desk.store.release(await desk.claim_articles(*found))
    rules = PolitenessRules(
        default=Politeness(concurrency=2), by_host={"a.example": Politeness(concurrency=5)}
    )

    async def claim(limit: int) -> list[str]:
        targets = await desk.store.claim_due(
            NOW, due_by=NOW, limit=limit, lease=MINUTE, politeness=rules
        )
        return sorted(target.host[0] for target in targets)

    first, second = await claim(4), await claim(100)

    assert sorted(first + second) == list("aaaaabbcc")
    assert await claim(100) == []


async def test_a_backlog_of_one_host_hides_no_other_host(desk: Desk):
    crowd = [desk.new(n, "crowd.example", NOW - HOUR) for n in range(500)]
    others = [desk.new(n, f"h{n}.example", NOW - n * MINUTE) for n in range(5)]
    await desk.store.release(await desk.claim_articles(*crowd, *others))

    hosts = [target.host.split(".")[0] for target in await desk.claim(limit=4, concurrency=1)]
    rest = [target.host.split(".")[0] for target in await desk.claim(limit=4, concurrency=1)]

    assert hosts == ["crowd", "h4", "h3", "h2"]
    assert rest == ["h1", "h0"]


async def test_a_quiet_host_is_left_alone_until_its_time(desk: Desk):
    one, other = await desk.claim_articles(desk.new(1), desk.new(2))
    await desk.store.release([other])
    await desk.store.commit(
        Plan(target=one, next=desk.next(NOW), host=desk.sign(one, limited_until=NOW + HOUR))
    )

    assert await desk.claim() == []
    assert len(await desk.claim(now=NOW + HOUR)) == 2


async def test_a_shorter_quiet_does_not_end_a_longer_one(desk: Desk):
    one, other = await desk.claim_articles(desk.new(1), desk.new(2))
    for target, quiet in ((one, HOUR), (other, MINUTE)):
        plan = Plan(
            target=target, next=desk.next(NOW), host=desk.sign(target, limited_until=NOW + quiet)
        )
        await desk.store.commit(plan)

    assert await desk.claim(now=NOW + 2 * MINUTE) == []


async def open_host(desk: Desk) -> list[Target]:
    """Let a host fail until it is left alone, and return a target of it that is free and one that is leased."""
    *failing, free, leased = await desk.claim_articles(*map(desk.new, range(7)))
    await desk.store.release([free])
    for target in failing:
        sign = desk.sign(target, is_fault=True)
        await desk.store.commit(Plan(target=target, next=desk.next(NOW), host=sign))
    return [free, leased]


async def test_an_open_host_is_probed_once_at_its_time_its_listing_first(desk: Desk):
    await desk.store.release(await open_host(desk))
    await desk.store.wish([EN], NOW, 1)

    assert await desk.claim(concurrency=4) == []
    (probe,) = await desk.claim(now=NOW + MINUTE, concurrency=4)
    assert probe.kind is TargetKind.LISTING
    assert await desk.claim(now=NOW + MINUTE, concurrency=4) == []


async def test_a_host_that_was_closed_again_is_asked_as_before(desk: Desk):
    _, leased = await open_host(desk)
    sound = desk.sign(leased, is_sound=True)
    await desk.store.commit(Plan(target=leased, next=desk.next(NOW), host=sound))

    assert len(await desk.claim(concurrency=4)) == 4


async def test_checks_of_one_host_at_the_same_time_are_all_counted(desk: Desk):
    found = await desk.claim_articles(*map(desk.new, range(6)))
    outcome = Failed(reason=Reason.TIMEOUT, detail="", at=NOW, took=timedelta())
    *plans, _ = [
        decide(target, outcome, None, await desk.known((), target), watch(), now=NOW, jitter=1.0)
        for target in found
    ]

    await asyncio.gather(*map(desk.store.commit, plans))
    await desk.store.release(found)

    assert await desk.claim(now=NOW) == []
    assert len(await desk.claim(now=NOW + 2 * HOUR)) == 1


async def test_only_targets_of_the_asked_sources_are_claimed(desk: Desk):
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))

    assert [t.source for t in await desk.claim(sources={RU})] == [RU]
    assert await desk.claim(sources=set()) == []
    assert [t.source for t in await desk.claim()] == [EN]


async def test_a_released_target_is_as_due_as_it_was(desk: Desk):
    target = await desk.claim_article()
    await desk.store.release([target])
    (again,) = await desk.claim()
    await desk.store.release([target])

    assert replace(again, lease=target.lease) == target
    assert await desk.claim() == [], "a lost lease was released"


async def test_the_next_check_gets_what_the_last_one_left(desk: Desk):
    await desk.adopt()
    listing = await desk.claim_listing()
    turn = Round(began_at=NOW, page=2, url="https://24.kg/english/page_2/", overlapped=True)
    validators = Validators(etag='W/"1"', last_modified="Sun, 22 Nov 2026 20:00:00 GMT")
    next_ = replace(desk.next(NOW), failures=3, validators=validators, round=turn)
    await desk.store.commit(Plan(target=listing, next=next_))
    again = await desk.claim_listing()

    assert (again.failures, again.validators, again.round) == (3, validators, turn)


async def test_a_target_that_is_never_due_is_never_claimed(desk: Desk):
    target = await desk.claim_article()
    await desk.store.commit(Plan(target=target, next=desk.next(None)))

    assert await desk.claim(now=NOW + 1000 * HOUR) == []
    assert await desk.store.next_check_at() is None


async def test_what_is_due_next_is_known(desk: Desk):
    assert await desk.store.next_check_at() is None
    target = await desk.claim_article()
    assert await desk.store.next_check_at() is None
    plan = desk.wording(target, 1, next=desk.next(NOW + HOUR), alerts=(desk.alert(),))
    await desk.store.commit(plan)
    assert await desk.store.next_check_at() == NOW + HOUR
    assert await desk.store.next_check_at(NOW + HOUR) is None
    assert await desk.store.next_delivery_at() == NOW
    assert await desk.store.next_delivery_at(NOW) is None
    await desk.store.claim_deliveries(NOW, limit=1, lease=MINUTE, per_sink={"log": 1})
    assert await desk.store.next_delivery_at() is None


async def test_two_workers_never_get_the_same_target(desk: Desk):
    await desk.store.release(await desk.claim_articles(*map(desk.new, range(40))))

    claims = await asyncio.gather(*(desk.claim(limit=3) for _ in range(20)))
    ids = [target.id for claim in claims for target in claim]

    assert len(ids) == 40
    assert len(set(ids)) == 40
