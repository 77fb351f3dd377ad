"""What every store promises of attention: what the targets of a host ask, who is new, who is wanted at once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.model import NO_DEMAND, ArticleUpdate, Demand, Merge, Plan, Target
from tests.store.desk import EN, MINUTE, NOW, RU, Desk

HOUR = timedelta(hours=1)


async def ask(
    desk: Desk, target: Target, worth: float, firm: float = 0.0, due_at: datetime | None = NOW
) -> None:
    """Commit a check after which the target asks that."""
    next_ = replace(desk.next(due_at), worth=worth, firm=firm)
    await desk.store.commit(Plan(target=target, next=next_))


async def asked(desk: Desk, host: str = "24.kg") -> tuple[float, float]:
    """Return what all targets of the host ask together."""
    host_ = (await desk.known(target=replace(desk.listing(), host=host))).host
    return host_.worth, host_.firm


async def test_a_host_is_asked_for_what_its_targets_ask_together(desk: Desk):
    one, two, other = await desk.claim_articles(
        desk.new(1), desk.new(2), desk.new(3, "akipress.com")
    )
    assert await asked(desk) == (0, 0)
    await ask(desk, one, 0.5, 2.0)
    await ask(desk, two, 0.25, 1.0)
    await ask(desk, other, 8.0)

    assert await asked(desk) == (0.75, 3.0)
    assert await asked(desk, "akipress.com") == (8.0, 0.0)
    assert await asked(desk, "nobody.example") == (0, 0)


async def test_a_check_is_told_what_the_others_of_its_host_ask(desk: Desk):
    one, two = await desk.claim_articles(desk.new(1), desk.new(2))
    await ask(desk, one, 0.5, 2.0)
    await ask(desk, two, 0.25, 1.0)
    one, two = await desk.claim()

    assert (one.worth, one.firm) == (0.5, 2.0)
    assert (await desk.known(target=one)).host == Demand(worth=0.25, firm=1.0)
    assert (await desk.known(target=two)).host == Demand(worth=0.5, firm=2.0)


async def test_a_target_asks_what_its_last_check_said_and_nothing_once_it_is_never_due(desk: Desk):
    target = await desk.claim_article()
    sums = []
    for worth, due_at in ((0.5, NOW), (0.2, NOW), (0.7, None)):
        await ask(desk, target, worth, due_at=due_at)
        sums.append((await asked(desk))[0])
        target = next(iter(await desk.claim()), target)

    assert sums == pytest.approx([0.5, 0.2, 0.0])


async def test_a_source_that_is_gone_asks_nothing_until_it_is_back(desk: Desk):
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))
    for listing in await desk.claim():
        await ask(desk, listing, 1.0 if listing.source == EN else 4.0)
    sums = [await asked(desk)]
    await desk.adopt(desk.source(RU, "https://24.kg/"))
    sums.append(await asked(desk))
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))
    sums.append(await asked(desk))

    assert sums == [(5.0, 0.0), (4.0, 0.0), (5.0, 0.0)]


async def test_a_check_that_ends_after_its_source_is_gone_asks_nothing(desk: Desk):
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))
    first, second = await desk.claim()
    await ask(desk, first, 1.0)
    await desk.adopt(desk.source(RU, "https://24.kg/"))
    await ask(desk, second, 4.0)
    (again,) = await desk.claim()
    await desk.adopt(desk.source(EN))
    await ask(desk, again, 7.0)

    assert (await asked(desk))[0] == 1.0


async def test_sums_never_fall_below_nothing(desk: Desk):
    target = await desk.claim_article()
    for worth in (0.1, 0.7, 0.2, 0.3):
        await ask(desk, target, worth, worth)
        (target,) = await desk.claim()

    assert (await desk.known(target=target)).host == NO_DEMAND


async def test_a_duplicate_that_is_merged_away_asks_nothing(desk: Desk):
    one, double = await desk.claim_articles(desk.new(1), desk.new(2))
    await ask(desk, one, 0.5)
    await ask(desk, double, 0.25)
    one, double = await desk.claim()
    assert one.article is not None
    assert double.article is not None
    merge = Merge(duplicate=double.article, article=one.article)
    await desk.store.commit(Plan(target=double, next=desk.next(None), merge=merge))

    assert await asked(desk) == (0.5, 0.0)


async def test_wanted_articles_are_due_at_once_whatever_they_were(desk: Desk):
    never, late, failing, early = await desk.claim_articles(*map(desk.new, range(4)))
    await ask(desk, never, 0.0, due_at=None)
    await ask(desk, late, 0.0, due_at=NOW + 99 * HOUR)
    failed = replace(desk.next(NOW + HOUR), failures=5)
    await desk.store.commit(Plan(target=failing, next=failed))
    await ask(desk, early, 0.0, due_at=NOW)
    await desk.adopt()
    at = NOW + MINUTE
    await desk.store.wish([EN], NOW, 1)
    (listing,) = [t for t in await desk.claim(limit=1) if t.article is None]
    hasten = tuple(t.article for t in (never, late, failing, early) if t.article is not None)
    await desk.store.commit(Plan(target=listing, next=desk.next(None, at), hasten=hasten))

    wanted = {t.article: t for t in await desk.claim(now=at)}
    assert set(wanted) == set(hasten)
    assert [wanted[t.article].due_at for t in (never, late, failing, early)] == [at, at, at, NOW]
    assert {t.failures for t in wanted.values()} == {0}


async def test_an_article_that_is_wanted_while_it_is_checked_stays_with_its_check(desk: Desk):
    target = await desk.claim_article()
    assert target.article is not None
    await desk.store.wish([EN], NOW, 1)
    await desk.poll(hasten=(target.article,))
    update = ArticleUpdate(article=target.article)
    await desk.store.commit(Plan(target=target, next=desk.next(NOW + HOUR), article=update))

    assert [t.article for t in await desk.claim()] == [None]
