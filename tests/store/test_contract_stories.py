"""What every store promises of stories: who belongs to which, who is told, and what a race comes to."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.story import sketch_of
from monitor.errors import StaleKnown
from monitor.model import (
    Alert,
    Committed,
    HeldArticle,
    LateTelling,
    Merge,
    Plan,
    Sketch,
    StoryPlace,
    Target,
)
from monitor.store.reading import open_archive
from tests.core.story.texts import article, shortened
from tests.store.desk import MINUTE, NOW, Database, Desk

HOUR = timedelta(hours=1)
TEXT = article(1)
SINCE = NOW - 72 * HOUR


def sketch(text: str = TEXT, since=SINCE) -> Sketch:
    return Sketch(hashes=sketch_of(text), since=since)


def reads(desk: Desk, target: Target, text: str = TEXT, of: int | None = None, **parts) -> Plan:
    """Return the plan of a check that reads a text, which copies that of the article `of` or begins a story."""
    assert target.article is not None
    place = StoryPlace(
        article=target.article,
        story=of or target.article,
        began_at=NOW,
        sketch=sketch(text),
        considered=() if of is None else (of,),
        share=None if of is None else 0.9,
    )
    return desk.wording(target, 1, body=text, **{"story": place, **parts})


def once(id_: str = "msg_1") -> Alert:
    return replace(Desk.alert(id_), is_once_a_story=True)


def tells(id_: str) -> dict:
    return {"matches": (Desk.match(),), "alerts": (once(id_),)}


async def read(desk: Desk, *texts: str) -> list[Target]:
    """Let so many articles be found and leased, the texts of the first ones be read; return the rest."""
    targets = await desk.claim_articles(*(desk.new(number) for number in range(1, 6)))
    for target, text in zip(targets, texts, strict=False):
        await desk.store.commit(reads(desk, target, text))
    return targets[len(texts) :]


async def held(desk: Desk, target: Target) -> HeldArticle:
    known = await desk.known(target=target)
    return next(each for each in known.articles.values() if each.id == target.article)


async def test_a_story_is_found_by_a_copy(desk: Desk):
    await read(desk, TEXT, article(2))

    story, *_ = await desk.stories(sketch(shortened(TEXT, 0.4)))

    first = story.beginning
    assert (first.article, first.name, first.title) == (1, "24.kg#1", "Visa 1")
    assert (first.source, first.first_seen_at) == ("24kg-en", NOW)
    assert [(text.site, text.body) for text in story.texts] == [("24.kg", TEXT)]
    assert story.told == frozenset()


async def test_a_story_has_the_texts_of_its_copies_and_the_rules_that_told_them(desk: Desk):
    second, *_ = await read(desk, TEXT)
    await desk.store.commit(reads(desk, second, "A lead.\n" + TEXT, of=1, **tells("msg_2")))

    (story,) = await desk.stories(sketch())

    assert [text.body for text in story.texts] == [TEXT, "A lead.\n" + TEXT]
    assert story.told == {"visa-free"}


async def test_the_texts_are_the_newest(desk: Desk):
    targets = await desk.claim_articles(desk.new(1))
    await desk.store.commit(reads(desk, targets[0], next=desk.next(NOW)))
    (target,) = await desk.claim()
    await desk.store.commit(desk.wording(target, 2, body="Corrected.\n" + TEXT))

    (story,) = await desk.stories(sketch())

    assert [text.body for text in story.texts] == ["Corrected.\n" + TEXT]


async def test_a_story_that_began_too_long_ago_is_not_found(desk: Desk):
    await read(desk, TEXT)

    assert await desk.stories(sketch(since=NOW + MINUTE)) == ()


async def test_what_stands_in_many_stories_leads_to_none(desk: Desk):
    found = tuple(desk.new(number) for number in range(1, 31))
    for target in await desk.claim_articles(*found):
        place = StoryPlace(
            article=target.article or 0,
            story=target.article or 0,
            began_at=NOW,
            sketch=sketch(),
            considered=tuple(range(1, 31)),
        )
        await desk.store.commit(desk.wording(target, 1, body=TEXT, story=place))

    assert await desk.stories(sketch()) == ()


async def test_an_article_knows_its_story(desk: Desk):
    first, second, *_ = await read(desk)
    await desk.store.commit(reads(desk, first, next=desk.next(NOW), **tells("msg_1")))
    await desk.store.commit(reads(desk, second, of=1, next=desk.next(NOW)))
    first, second = await desk.claim()

    founder, copy = await held(desk, first), await held(desk, second)

    assert (founder.story, founder.kinship, founder.story_told) == (1, None, frozenset())
    assert (copy.story, copy.story_told) == (1, {"visa-free"})
    assert copy.kinship is not None
    assert (copy.kinship.beginning.name, copy.kinship.share) == ("24.kg#1", 0.9)


async def test_the_archive_knows_whose_text_an_article_took(desk: Desk):
    second, *_ = await read(desk, TEXT)
    await desk.store.commit(reads(desk, second, of=1, **tells("msg_2")))

    wordings = await desk.store.wordings(NOW - HOUR, after=0, limit=9)

    first, copy = (wording.article for wording in wordings)
    assert (first.kinship, first.story_told) == (None, {"visa-free"})
    assert copy.kinship is not None
    assert (copy.kinship.beginning.name, copy.story_told) == ("24.kg#1", frozenset())


async def test_of_two_copies_that_are_read_at_once_one_is_judged_anew(desk: Desk):
    first, second, *_ = await read(desk)

    results = await asyncio.gather(
        desk.store.commit(reads(desk, first, **tells("msg_1"))),
        desk.store.commit(reads(desk, second, **tells("msg_2"))),
        return_exceptions=True,
    )

    assert isinstance(results[0], Committed)
    assert isinstance(results[1], StaleKnown)
    assert (await held(desk, second)).revision is None
    again = await desk.store.commit(reads(desk, second, of=1, matches=(desk.match(),)))
    assert (again.matches, again.alerts) == (1, 0)


async def test_texts_that_have_nothing_in_common_do_not_wait_for_one_another(desk: Desk):
    targets = await read(desk)

    done = await asyncio.gather(
        *(desk.store.commit(reads(desk, t, article(n))) for n, t in enumerate(targets))
    )

    assert sum(committed.revisions for committed in done) == 5


async def test_of_two_copies_that_come_to_match_at_once_one_is_told(desk: Desk):
    second, third, *_ = await read(desk, TEXT)

    results = await asyncio.gather(
        desk.store.commit(reads(desk, second, of=1, **tells("msg_2"))),
        desk.store.commit(reads(desk, third, of=1, **tells("msg_3"))),
        return_exceptions=True,
    )

    assert isinstance(results[0], Committed)
    assert isinstance(results[1], StaleKnown)


async def test_another_rule_is_told_of_the_copy(desk: Desk):
    second, *_ = await read(desk, TEXT)
    first_alert = replace(once(), rule="visa")
    await desk.store.tell_late(
        [LateTelling(article=1, revision=1, matches=(), alerts=(first_alert,))], NOW
    )

    committed = await desk.store.commit(reads(desk, second, of=1, **tells("msg_2")))

    assert committed.alerts == 1


async def test_a_plan_that_is_repeated_after_it_was_stored_is_refused_and_adds_nothing(desk: Desk):
    target, *_ = await read(desk)
    plan = reads(desk, target, next=desk.next(NOW), **tells("msg_1"))
    await desk.store.commit(plan)
    (again,) = await desk.claim()

    with pytest.raises(StaleKnown):
        await desk.store.commit(replace(plan, target=again))
    (story,) = await desk.stories(sketch())
    assert len(story.texts) == 1


async def test_what_is_told_late_is_told_once_a_story(desk: Desk):
    second, *_ = await read(desk, TEXT)
    await desk.store.commit(reads(desk, second, of=1))
    late = [
        LateTelling(article=row, revision=1, matches=(desk.match(),), alerts=(once(f"msg_{row}"),))
        for row in (1, 2)
    ]

    assert await desk.store.tell_late(late, NOW) == Committed(matches=2, alerts=1, deliveries=1)


async def test_alerts_of_one_story_wait_as_one(desk: Desk):
    second, *_ = await read(desk, TEXT)
    await desk.store.commit(reads(desk, second, of=1, **tells("msg_2")))

    (waiting,) = await desk.store.waiting(["log"], NOW)

    assert waiting.story == 1


async def test_a_merged_article_stays_in_its_story(desk: Desk, path: Database):
    second, third, *_ = await read(desk, TEXT)
    await desk.store.commit(reads(desk, second, of=1))
    merge = Merge(duplicate=third.article or 0, article=second.article or 0)
    await desk.store.commit(Plan(target=third, next=desk.next(None), merge=merge))

    with open_archive(path) as archive:
        report = archive.story("24.kg#3")
    assert report is not None
    assert [each.name for each in report.articles] == ["24.kg#1", "24.kg#2"]


async def test_the_housekeeping_forgets_sketches_and_keeps_stories(desk: Desk, path: Database):
    second, *_ = await read(desk, TEXT)
    await desk.store.commit(reads(desk, second, of=1))

    await desk.store.tend(NOW + 71 * HOUR)
    assert len(await desk.stories(sketch())) == 1
    await desk.store.tend(NOW + 73 * HOUR)
    assert await desk.stories(sketch()) == ()

    with open_archive(path) as archive:
        report = archive.story("24.kg#2")
    assert report is not None
    assert [each.name for each in report.articles] == ["24.kg#1", "24.kg#2"]


async def test_a_story_is_shown_in_the_order_its_articles_appeared(desk: Desk, path: Database):
    second, third, *_ = await read(desk, TEXT)
    plan = reads(desk, second, of=1)
    assert plan.article is not None
    early = replace(plan.article, published_at=NOW - 20 * MINUTE)
    await desk.store.commit(replace(plan, article=early))
    await desk.store.commit(reads(desk, third, article(3)))

    with open_archive(path) as archive:
        (report,) = archive.stories(since=NOW - HOUR)
        alone = archive.story("24.kg#3")
        later = archive.stories(since=NOW + HOUR)
        unread = archive.story("24.kg#4")

    assert report.id == "24.kg#1"
    assert [(each.name, each.lag, each.share) for each in report.articles] == [
        ("24.kg#2", timedelta(), 0.9),
        ("24.kg#1", 20 * MINUTE, None),
    ]
    assert alone is not None
    assert len(alone.articles) == 1
    assert (later, unread) == ([], None)
