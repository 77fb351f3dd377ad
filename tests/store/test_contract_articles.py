"""What every store promises of articles: `ports.Store`, seen through the port alone."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import StaleKnown, StoreDefect
from monitor.model import (
    ArticleUpdate,
    Committed,
    HeldRevision,
    Merge,
    Observation,
    Plan,
    Sighting,
)
from tests.store.desk import EN, MINUTE, NOW, RU, Desk

HOUR = timedelta(hours=1)


async def test_a_found_article_is_known_under_its_key(desk: Desk):
    target = await desk.claim_article()
    known = await desk.known([desk.identity(1).key, desk.identity(2).key])
    (held,) = known.articles.values()

    assert list(known.articles) == [desk.identity(1).key]
    assert (held.id, held.identity, held.source) == (target.article, desk.identity(1), EN)
    assert (held.title, held.first_seen_at, held.language) == ("Title 1", NOW, "en")
    assert (held.revision, held.views, held.matched) == (None, None, frozenset())
    assert (target.url, target.host, target.due_at) == (desk.identity(1).url, "24.kg", NOW)


async def test_an_article_that_two_listings_find_is_stored_once(desk: Desk):
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))
    listings = await desk.claim()

    committed = await asyncio.gather(
        *(
            desk.store.commit(
                Plan(target=t, next=desk.next(None), found=(desk.new(1), desk.new(1)))
            )
            for t in listings
        )
    )

    assert sorted(c.articles for c in committed) == [0, 1]
    assert len(await desk.claim()) == 1


async def test_a_wording_is_known_after_its_commit(desk: Desk):
    target = await desk.claim_article()
    committed = await desk.store.commit(desk.wording(target, 1, matches=(desk.match(),)))
    (held,) = (await desk.known(target=target)).articles.values()

    assert committed == Committed(revisions=1, matches=1)
    assert held.revision == HeldRevision(
        number=1, fingerprint=b"\x01" * 16, title="Visa 1", body="Body"
    )
    assert (held.title, held.views, held.matched) == ("Visa 1", 101, {"visa-free"})


async def test_known_names_the_asked_article_under_its_own_key_too(desk: Desk):
    target = await desk.claim_article()
    other = desk.identity(77)
    update = ArticleUpdate(article=target.article, identities=(other,))
    await desk.store.commit(Plan(target=target, next=desk.next(), article=update))
    known = await desk.known([other.key], target)

    assert set(known.articles) == {other.key, desk.identity(1).key}
    assert len(set(known.articles.values())) == 1


async def test_matches_of_every_wording_are_known_and_counted_once(desk: Desk):
    target = await desk.claim_article()
    await desk.store.commit(
        desk.wording(target, 1, next=desk.next(NOW), matches=(desk.match("a"),))
    )
    (target,) = await desk.claim()
    matches = (desk.match("b"), desk.match("b"))
    committed = await desk.store.commit(desk.wording(target, 2, matches=matches))
    (held,) = (await desk.known(target=target)).articles.values()

    assert committed.matches == 1
    assert held.matched == {"a", "b"}


async def test_a_plan_on_an_older_wording_is_stale_and_leaves_nothing(desk: Desk):
    target = await desk.claim_article()
    await desk.store.commit(desk.wording(target, 1, next=desk.next(NOW)))
    (target,) = await desk.claim()
    stale = desk.wording(target, 1, alerts=(desk.alert(),))

    with pytest.raises(StaleKnown):
        await desk.store.commit(stale)
    assert await desk.store.claim_deliveries(NOW, limit=9, lease=MINUTE, per_sink={"log": 9}) == []
    await desk.store.commit(desk.wording(target, 2))


async def test_none_leaves_a_column_as_it_is(desk: Desk):
    target = await desk.claim_article()
    assert target.article is not None
    first = ArticleUpdate(
        article=target.article, title="Old", published_at=NOW, language="ky", changes=3
    )
    await desk.store.commit(Plan(target=target, next=desk.next(NOW), article=first))
    (target,) = await desk.claim()
    gone = ArticleUpdate(article=first.article, withdrawn_at=NOW + HOUR)
    await desk.store.commit(Plan(target=target, next=desk.next(), article=gone))
    (held,) = (await desk.known(target=target)).articles.values()

    actual = (held.title, held.published_at, held.language, held.changes, held.withdrawn_at)
    assert actual == ("Old", NOW, "ky", 0, NOW + HOUR)


async def test_the_last_counter_that_was_read_is_known(desk: Desk):
    target = await desk.claim_article()
    assert target.article is not None
    for seconds, views in ((0, 10), (0, 12), (60, None)):
        at = NOW + timedelta(seconds=seconds)
        seen = Observation(article=target.article, at=at, views=views)
        await desk.store.commit(Plan(target=target, next=desk.next(NOW), observation=seen))
        (target,) = await desk.claim()
    (held,) = (await desk.known(target=target)).articles.values()

    assert held.views == 12


async def test_an_identity_stays_with_the_article_that_had_it_first(desk: Desk):
    one, other = await desk.claim_articles(desk.new(1), desk.new(2))
    update = ArticleUpdate(
        article=other.article,
        identities=(desk.identity(1), desk.identity(3)),
        spellings=(desk.new(1).spelling,),
    )
    await desk.store.commit(Plan(target=other, next=desk.next(), article=update))
    known = await desk.known([desk.identity(1).key, desk.identity(3).key])

    assert known.articles[desk.identity(1).key].id == one.article
    assert known.articles[desk.identity(3).key].id == other.article


async def test_a_merged_article_hands_over_all_it_has(desk: Desk):
    one, double = await desk.claim_articles(desk.new(1), desk.new(2))
    assert one.article is not None
    assert double.article is not None
    await desk.store.commit(desk.wording(one, 1))
    merge = Merge(duplicate=double.article, article=one.article)
    seen = Observation(article=double.article, at=NOW + HOUR, views=500)
    await desk.store.commit(
        Plan(target=double, next=desk.next(None), observation=seen, merge=merge)
    )
    (left,) = await desk.claim(now=NOW + HOUR)
    known = await desk.known([desk.identity(2).key], left)
    (held,) = {*known.articles.values()}

    assert left.article == one.article
    assert [*known.articles] == [desk.identity(2).key, desk.identity(1).key]
    assert (held.id, held.views, held.revision is None) == (one.article, 500, False)


async def test_a_plan_about_an_article_that_was_merged_away_is_stale(desk: Desk):
    one, double = await desk.claim_articles(desk.new(1), desk.new(2))
    assert one.article is not None
    assert double.article is not None
    merge = Merge(duplicate=double.article, article=one.article)
    await desk.store.commit(Plan(target=double, next=desk.next(None), merge=merge))
    sighting = Sighting(article=double.article, spelling="https://24.kg/2")

    with pytest.raises(StaleKnown):
        await desk.store.commit(Plan(target=one, next=desk.next(), sightings=(sighting,)))


async def test_an_article_that_was_read_is_not_merged_away(desk: Desk):
    one, double = await desk.claim_articles(desk.new(1), desk.new(2))
    await desk.store.commit(desk.wording(double, 1, next=desk.next(NOW)))
    (double,) = await desk.claim()
    assert one.article is not None
    assert double.article is not None
    merge = Merge(duplicate=double.article, article=one.article)

    with pytest.raises(StaleKnown):
        await desk.store.commit(Plan(target=double, next=desk.next(None), merge=merge))


async def test_a_bad_plan_harms_no_plan_beside_it(desk: Desk):
    targets = await desk.claim_articles(*map(desk.new, range(20)))
    plans = [desk.wording(target, 1) for target in targets]
    plans[3] = replace(plans[3], expects=7)
    # A counter that no column holds: a defect of ours, met only in the middle of the group.
    assert plans[11].observation is not None
    plans[11] = replace(plans[11], observation=replace(plans[11].observation, views=10**30))

    results = await asyncio.gather(
        *(desk.store.commit(plan) for plan in plans), return_exceptions=True
    )
    bad = {n: type(r) for n, r in enumerate(results) if isinstance(r, BaseException)}
    known = await desk.known([desk.identity(n).key for n in range(20)])

    assert bad.pop(3) is StaleKnown
    # Too large for a column: told by the driver or by the database.
    assert bad in ({11: OverflowError}, {11: StoreDefect})
    assert sum(a.title == "Visa 1" for a in known.articles.values()) == 18


async def test_a_cancelled_caller_harms_nobody(desk: Desk):
    targets = await desk.claim_articles(*map(desk.new, range(20)))
    tasks = [asyncio.create_task(desk.store.commit(desk.wording(t, 1))) for t in targets]
    await asyncio.sleep(0)
    tasks[4].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)

    assert [n for n, r in enumerate(results) if not isinstance(r, Committed)] == [4]


async def test_a_claim_whose_caller_is_cancelled_is_given_back(desk: Desk):
    target = await desk.claim_article()
    await desk.store.release([target])
    claim = asyncio.create_task(desk.claim())
    await asyncio.sleep(0)
    claim.cancel()
    with pytest.raises(asyncio.CancelledError):
        await claim

    assert [t.id for t in await desk.claim()] == [target.id]
