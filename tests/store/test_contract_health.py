"""What pages gave, as the store keeps it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.health.remedies import tell_healing
from monitor.errors import LeaseLost, StaleKnown
from monitor.model import (
    Alert,
    AlertKind,
    ArticleUpdate,
    Basis,
    Breakage,
    BrokenField,
    Gain,
    Glance,
    Harvest,
    HealthUpdate,
    Past,
    Plan,
    Reason,
    TargetKind,
)
from monitor.model.healing import Healing
from monitor.store.reading import open_archive
from tests.store.desk import EN, MINUTE, NOW, Desk

TOLD = Alert(id="msg_broken", kind=AlertKind.SOURCE_BROKEN, rule="", sinks=("log",), payload="{}")
ROW = BrokenField(
    page=TargetKind.LISTING,
    field="row",
    gain=Gain.MISSING,
    selectors=(".one",),
    before=1.0,
    now=0.0,
    since=NOW,
    lost_at=NOW,
    witnesses=(0,),
)
BREAKAGE = Breakage(since=NOW, fields=(ROW,), still={"title": "h1"})


def glance(minute: int = 0, **changes) -> Glance:
    plain = Glance(
        page=TargetKind.LISTING, subject=0, at=NOW + minute * MINUTE, hit=frozenset({"row", "link"})
    )
    return replace(plain, **changes)


def update(minute: int = 0, **changes) -> HealthUpdate:
    hit = Harvest(field="row", basis=Basis.HELD, gain=Gain.HIT, selector=".one")
    plain = HealthUpdate(glance=glance(minute), harvests=(hit,), breakage=None, expects=None)
    return replace(plain, **changes)


async def test_what_pages_gave_is_counted_by_field_and_selector(desk: Desk):
    await desk.adopt()
    missing = Harvest(field="row", basis=Basis.HELD, gain=Gain.MISSING)
    for minute in range(3):
        await desk.poll(NOW + minute * MINUTE, health=update(minute))
    await desk.poll(NOW + 3 * MINUTE, health=update(3, harvests=(missing,)))

    known = await desk.known()

    assert known.health.past == {("row", Basis.HELD): Past(hits=3, misses=1, selectors={".one": 3})}
    assert [each.at for each in known.health.glances] == [NOW + n * MINUTE for n in range(4)]


async def test_only_the_newest_pages_are_kept_one_by_one(desk: Desk):
    await desk.adopt()
    for minute in range(20):
        await desk.poll(NOW + minute * MINUTE, health=update(minute))

    assert len((await desk.known()).health.glances) == 16


async def test_an_article_that_lacks_the_same_again_takes_its_own_place(desk: Desk):
    await desk.adopt()
    for minute, subject in enumerate((1, 2, 1)):
        page = glance(minute, subject=subject, lost=frozenset({"row"}))
        await desk.poll(NOW + minute * MINUTE, health=update(minute, glance=page))

    glances = (await desk.known()).health.glances

    assert [(each.subject, each.at) for each in glances] == [(2, NOW + MINUTE), (1, NOW)]


async def test_a_breakage_is_kept_with_what_is_told_of_it(desk: Desk):
    await desk.adopt()
    done = await desk.poll(health=update(breakage=BREAKAGE, alerts=(TOLD,)))

    assert (done.alerts, done.deliveries) == (1, 1)
    assert (await desk.known()).health.breakage == BREAKAGE


async def test_a_plan_that_rests_on_another_breakage_is_refused(desk: Desk):
    await desk.adopt()
    await desk.poll(health=update(breakage=BREAKAGE))

    with pytest.raises(StaleKnown):
        await desk.poll(NOW + MINUTE, health=update(1, breakage=BREAKAGE))


async def test_a_mended_source_is_asked_anew_for_what_could_not_be_read(desk: Desk, path):
    target = await desk.claim_article()
    failed = replace(desk.next(None, NOW + MINUTE), reason=Reason.UNREADABLE, failures=12)
    await desk.store.commit(Plan(target=target, next=failed, health=update(breakage=BREAKAGE)))
    assert await desk.claim(now=NOW + 2 * MINUTE) == []
    await desk.store.wish([EN], NOW + 2 * MINUTE, 1)

    await desk.poll(NOW + 2 * MINUTE, health=update(2, expects=NOW))

    assert (await desk.known()).health.mended_at == NOW + 2 * MINUTE
    assert target.id in {each.id for each in await desk.claim(now=NOW + 3 * MINUTE)}


async def test_what_fallbacks_filled_is_told_and_judged_by_nobody(desk: Desk, path):
    target = await desk.claim_article()
    origin = Harvest(
        field="title", basis=Basis.FALLBACK, gain=Gain.HIT, selector="::ld(headline)", count=1
    )
    page = glance(page=TargetKind.ARTICLE, subject=target.article)
    gave = {"title": "fallback: ::ld(headline)", "author": ".by"}
    await desk.store.commit(
        Plan(
            target=target,
            next=desk.next(NOW + MINUTE),
            article=ArticleUpdate(article=target.article, title="Filled", gave=gave),
            health=update(glance=page, harvests=(origin,)),
        )
    )

    with open_archive(path) as archive:
        report, earlier = archive.health(EN, NOW), archive.health(EN, NOW + timedelta(days=2))
    (day,) = report.days
    (article,) = report.filled
    assert (day.selector, day.count, day.last_url) == ("::ld(headline)", 1, target.url)
    assert (article.id, article.gave) == (target.article, {"title": "::ld(headline)"})
    assert earlier.filled == ()
    (again,) = await desk.claim(now=NOW + MINUTE)
    known = await desk.store.known(again, (), (), lambda _: (None, ["title"]))
    assert known.health.past == {}


async def test_what_looking_for_broken_fields_came_to_is_known_by_what_was_told(desk: Desk, path):
    await desk.adopt()
    healing = Healing(since=NOW, at=NOW, sought=("title",), remedies=(), trouble="no page came")
    first = tell_healing(desk.source(), healing, ())
    later = replace(healing, since=NOW + MINUTE, at=NOW + MINUTE)
    second = tell_healing(desk.source(), later, ("log",))

    told = [await desk.store.tell([first], NOW, source=EN) for _ in range(2)]
    await desk.store.tell([second], NOW + MINUTE, source=EN)

    assert told == [1, 0]
    with open_archive(path) as archive:
        report = archive.health(EN, NOW)
    assert (report.healing, report.remedy) == (later, second.id)


async def test_days_are_kept_for_a_season(desk: Desk, path):
    await desk.adopt()
    await desk.poll(health=update(articles=30))
    with open_archive(path) as archive:
        assert len(archive.health(EN, NOW).days) == 1

    await desk.store.tend(NOW + timedelta(days=91))

    with open_archive(path) as archive:
        assert archive.health(EN, NOW - timedelta(days=9)).days == ()
        assert archive.health("nobody", NOW) is None


async def test_the_fewest_articles_of_a_listing_are_known_from_its_second_day_on(desk: Desk):
    await desk.adopt()
    await desk.poll(health=update(articles=30))
    assert (await desk.known()).health.fewest is None

    await desk.poll(NOW + timedelta(days=1), health=update(1440, articles=20))

    assert (await desk.known()).health.fewest == 20


async def test_pages_that_are_stored_together_are_counted_each_and_one_that_is_refused_is_not(
    desk: Desk,
):
    targets = await desk.claim_articles(*map(desk.new, range(3)))
    refused = replace(targets[0], lease="another")
    page = glance(page=TargetKind.ARTICLE)
    plans = [
        Plan(target=t, next=desk.next(), health=update(glance=replace(page, subject=n)))
        for n, t in enumerate([*targets, refused])
    ]
    results = await asyncio.gather(*map(desk.store.commit, plans), return_exceptions=True)
    (target,) = await desk.claim(limit=1, now=NOW + MINUTE)
    health = (await desk.store.known(target, (), (), lambda _: (None, ["row"]))).health

    assert [isinstance(result, LeaseLost) for result in results] == [False] * 3 + [True]
    assert health.past == {("row", Basis.HELD): Past(hits=3, misses=0, selectors={".one": 3})}
    assert [each.subject for each in health.glances] == [0, 1, 2]
