"""What every store promises of an article's counter, of what is usual for one, and of what is suspected of its text."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import (
    ArticleUpdate,
    CounterReading,
    EventKind,
    HeldArticle,
    Merge,
    Norm,
    NormKey,
    NormSample,
    Observation,
    Plan,
    Suspect,
    Target,
)
from monitor.store.norms import FULL
from tests.store.desk import MINUTE, NOW, RU, Desk

HOUR = timedelta(hours=1)
SECOND = NOW.replace(microsecond=0)
WIDE = NormKey(section="", daypart=-1, age=4)
NARROW = NormKey(section="Society", daypart=2, age=4)


async def see(
    desk: Desk, target: Target, views: int | None, minute: int = 0, **update: object
) -> Target:
    """Let a check read the counter so many minutes from now, and return the target for the next one."""
    assert target.article is not None
    at = NOW + minute * MINUTE
    plan = Plan(
        target=target,
        next=desk.next(at, at),
        observation=Observation(article=target.article, at=at, views=views),
        article=ArticleUpdate(article=target.article, **update) if update else None,  # type: ignore[arg-type]
    )
    await desk.store.commit(plan)
    (again,) = [t for t in await desk.claim(now=at) if t.id == target.id]
    return again


async def held(desk: Desk, target: Target) -> HeldArticle:
    (article,) = (await desk.known(target=target)).articles.values()
    return article


# Readings


async def test_the_readings_of_the_checked_article_are_known_oldest_first(desk: Desk):
    target = await desk.claim_article()
    for minute, views in ((0, 10), (1, None), (2, 30)):
        target = await see(desk, target, views, minute)

    assert (await held(desk, target)).readings == (
        CounterReading(at=SECOND, views=10),
        CounterReading(at=SECOND + 2 * MINUTE, views=30),
    )
    other = await desk.known([desk.identity(1).key])
    assert [article.readings for article in other.articles.values()] == [()]


async def test_no_more_readings_are_known_than_a_judgement_looks_back_on(desk: Desk):
    target = await desk.claim_article()
    for minute in range(30):
        target = await see(desk, target, minute, minute)

    readings = (await held(desk, target)).readings
    assert [reading.views for reading in readings] == list(range(6, 30))


@pytest.mark.parametrize("update", [{}, {"title": "Title"}])
async def test_the_last_counter_that_was_read_is_known_with_its_time(
    desk: Desk, update: dict[str, object]
):
    target = await desk.claim_article()
    for minute, views in ((0, 10), (0, 12), (3, 900), (1, 11), (4, 7), (5, None)):
        target = await see(desk, target, views, minute, **update)
    article = await held(desk, target)

    # Raw as it was seen: who believes it is not the store's business.
    assert (article.views, article.viewed_at) == (7, SECOND + 4 * MINUTE)


async def test_a_merged_article_has_the_readings_of_both(desk: Desk):
    one, double = await desk.claim_articles(desk.new(1), desk.new(2))
    one = await see(desk, one, 10, 0)
    assert one.article is not None
    assert double.article is not None
    seen = Observation(article=double.article, at=NOW + MINUTE, views=15)
    merge = Merge(duplicate=double.article, article=one.article)
    await desk.store.commit(
        Plan(target=double, next=desk.next(None), observation=seen, merge=merge)
    )
    article = await held(desk, one)

    assert (article.views, article.viewed_at) == (15, SECOND + MINUTE)
    assert [reading.views for reading in article.readings] == [10, 15]


@pytest.mark.parametrize(("absent", "is_kept"), [(2 * HOUR, True), (MINUTE, False)])
async def test_a_merged_article_was_absent_only_before_its_duplicate_was_seen(
    desk: Desk, absent: timedelta, is_kept: bool
):
    await desk.adopt()
    await desk.poll(found=(desk.new(1, due_at=NOW + 9 * HOUR),))
    new = replace(desk.new(2, due_at=NOW + 9 * HOUR), absent_at=NOW + HOUR - absent)
    await desk.poll(NOW + HOUR, found=(new,))
    _, double, _ = await desk.claim(now=NOW + 9 * HOUR)
    assert double.article == 1
    merge = Merge(duplicate=1, article=2)
    await desk.store.commit(Plan(target=double, next=desk.next(None), merge=merge))
    (article,) = (await desk.known([desk.identity(2).key])).articles.values()

    assert article.first_seen_at == NOW
    assert article.absent_at == (new.absent_at if is_kept else None)


# What was said of an article before


async def test_how_an_article_was_found_is_known(desk: Desk):
    await desk.adopt()
    found = (replace(desk.new(1), absent_at=NOW - HOUR), desk.new(2))
    await desk.poll(found=found)
    known = await desk.known([new.identity.key for new in found])

    assert [a.absent_at for a in known.articles.values()] == [NOW - HOUR, None]


async def test_an_article_is_edited_when_a_second_wording_was_seen(desk: Desk):
    target = await desk.claim_article()
    times = []
    for number in (1, 2, 3):
        plan = desk.wording(target, number, next=desk.next(NOW))
        assert plan.revision is not None
        seen = replace(plan.revision, seen_at=NOW + number * MINUTE)
        await desk.store.commit(replace(plan, revision=seen))
        (target,) = await desk.claim()
        times.append((await held(desk, target)).edited_at)

    assert times == [None, NOW + 2 * MINUTE, NOW + 3 * MINUTE]


async def test_a_suspect_stands_until_a_check_says_otherwise(desk: Desk):
    target = await desk.claim_article()
    suspect = Suspect(fingerprint=b"\x00\xff" * 8, slots=(b"b" * 8, b"a" * 8), seen_at=NOW)
    target = await see(desk, target, 1, suspect=suspect)
    seen = [(await held(desk, target)).suspect]
    target = await see(desk, target, 2, title="Title")
    seen.append((await held(desk, target)).suspect)

    assert seen == [suspect, None]


async def test_flaws_and_volatile_places_stand_until_others_are_named(desk: Desk):
    target = await desk.claim_article()
    frozen = frozenset({EventKind.COUNTER_FROZEN, EventKind.COUNTER_STRAIGHT})
    places = frozenset({b"\x00" * 8, b"\xff" * 8})
    seen = []
    for update in (
        {"flaws": frozen, "volatile": places},
        {"title": "Title"},
        {"flaws": frozenset(), "volatile": frozenset()},
    ):
        target = await see(desk, target, 1, **update)
        article = await held(desk, target)
        seen.append((article.flaws, article.volatile))

    assert seen == [(frozen, places), (frozen, places), (frozenset(), frozenset())]


async def test_the_section_of_an_article_is_known(desk: Desk):
    target = await see(desk, await desk.claim_article(), 1, section="Society")

    assert (await held(desk, target)).section == "Society"


# What is usual


async def sample(desk: Desk, *samples: NormSample) -> None:
    await desk.poll(samples=samples)


async def test_samples_add_up_to_the_usual(desk: Desk):
    await desk.adopt()
    await sample(
        desk,
        NormSample(key=WIDE, log_views=2.0, pace=7),
        NormSample(key=NARROW, log_views=2.0, pace=7),
    )
    await sample(desk, NormSample(key=WIDE, log_views=3.0, pace=-2))
    await sample(desk, NormSample(key=WIDE, log_views=1.0, pace=7))
    await sample(desk, NormSample(key=WIDE, log_views=0.5))
    absent = NormKey(section="Society", daypart=2, age=5)
    known = await desk.known(norms=[WIDE, NARROW, absent])

    assert known.norms == {
        WIDE: Norm(articles=4.0, log_sum=6.5, log_squares=14.25, paces=((-2, 1.0), (7, 2.0))),
        NARROW: Norm(articles=1.0, log_sum=2.0, log_squares=4.0, paces=((7, 1.0),)),
    }
    assert (await desk.known(target=desk.listing(RU), norms=[WIDE])).norms == {}
    assert (await desk.known()).norms == {}


async def test_old_seasons_fade_from_a_cell_that_is_full(desk: Desk):
    await desk.adopt()
    many = tuple(NormSample(key=WIDE, log_views=1.0, pace=3) for _ in range(FULL))
    await sample(desk, *many, NormSample(key=NARROW, log_views=1.0, pace=3))
    await desk.store.tend(NOW)
    before = (await desk.known(norms=[WIDE])).norms[WIDE]
    await sample(desk, NormSample(key=WIDE, log_views=1.0))
    await desk.store.tend(NOW)
    after = (await desk.known(norms=[WIDE, NARROW])).norms

    half = (FULL + 1) / 2
    assert (before.articles, before.paces) == (FULL, ((3, FULL),))
    assert after == {
        WIDE: Norm(articles=half, log_sum=half, log_squares=half, paces=((3, FULL / 2),)),
        NARROW: Norm(articles=1.0, log_sum=1.0, log_squares=1.0, paces=((3, 1.0),)),
    }
