"""What people are shown of a story after its publication: events, stays, what rises, what attention it gets."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.model import (
    Alarm,
    AlarmKind,
    Alert,
    AlertKind,
    ArticleUpdate,
    Block,
    Event,
    EventKind,
    FoundBy,
    Front,
    Hole,
    Lesson,
    Merge,
    Norm,
    NormKey,
    NormSample,
    Observation,
    Plan,
    Reason,
    RhythmCell,
    SourceHour,
    SourceUpdate,
)
from monitor.store.reading import open_archive
from tests.store.desk import EN, MINUTE, NOW, RU, Database, Desk

HOUR = timedelta(hours=1)
SECOND = NOW.replace(microsecond=0)
EDIT = Event(
    article=1,
    kind=EventKind.NUMBER_CHANGED,
    at=NOW,
    revision=2,
    before="12 people",
    after="14 people",
    words=("14 человек",),
)


async def pace(desk: Desk, paces: dict[int, float | None], at: datetime = NOW) -> None:
    """Let the article of each number be read, growing so fast."""
    await desk.store.release(await desk.claim_articles(*map(desk.new, paces)))
    for target in await desk.claim():
        if target.article is not None:
            update = ArticleUpdate(article=target.article, views_per_hour=paces[target.article])
            seen = Observation(article=target.article, at=at, views=100 * target.article)
            plan = Plan(target=target, next=desk.next(), article=update, observation=seen)
            await desk.store.commit(plan)


# Events


async def test_events_are_shown_newest_first_with_their_article(desk: Desk, path: Database):
    await desk.store.release(await desk.claim_articles(desk.new(1), desk.new(2)))
    await desk.store.wish([EN], NOW, 1)
    gone = Event(article=2, kind=EventKind.WITHDRAWN, at=NOW + MINUTE)
    await desk.poll(events=(EDIT, gone, replace(gone, at=NOW - HOUR)))
    with open_archive(path) as archive:
        everything = archive.events(since=NOW)
        of_kind = archive.events(EventKind.NUMBER_CHANGED, since=NOW - 9 * HOUR)
        first = archive.events(since=NOW - 9 * HOUR, limit=1)
        elsewhere = archive.events(source=RU, since=NOW - 9 * HOUR)

    assert [line.event.kind for line in everything] == [gone.kind, EDIT.kind]
    (line,) = of_kind
    assert (line.article, line.name, line.title) == (1, "24.kg#1", "Title 1")
    assert (line.source, line.url) == (EN, desk.identity(1).url)
    assert (line.event.at, line.event.revision) == (NOW, 2)
    assert (line.event.before, line.event.after) == ("12 people", "14 people")
    assert line.event.words == ("14 человек",)
    assert [line.article for line in first] == [2]
    assert elsewhere == []


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (EDIT, 1),
        (replace(EDIT, words=("other",)), 1),
        (replace(EDIT, kind=EventKind.EDITED), 2),
        (replace(EDIT, at=NOW + MINUTE), 2),
        (replace(EDIT, revision=None), 2),
        (replace(EDIT, before=None), 2),
        (replace(EDIT, after="15 people"), 2),
        (replace(EDIT, article=2), 2),
    ],
)
async def test_an_event_is_stored_once(desk: Desk, path: Database, other: Event, count: int):
    await desk.store.release(await desk.claim_articles(desk.new(1), desk.new(2)))
    await desk.store.wish([EN], NOW, 1)
    await desk.poll(events=(EDIT, EDIT))
    await desk.poll(events=(other,))
    with open_archive(path) as archive:
        assert len(archive.events(since=NOW)) == count


async def test_an_event_of_nothing_but_its_kind_is_stored_once(desk: Desk, path: Database):
    await desk.claim_article()
    await desk.store.wish([EN], NOW, 1)
    gone = Event(article=1, kind=EventKind.WITHDRAWN, at=NOW)
    for _ in range(2):
        await desk.poll(events=(gone,))
    with open_archive(path) as archive:
        assert len(archive.events(since=NOW)) == 1


async def test_a_merged_article_takes_over_what_happened_to_its_duplicate(
    desk: Desk, path: Database
):
    _, double = await desk.claim_articles(desk.new(1), desk.new(2))
    event = Event(article=2, kind=EventKind.UNLISTED, at=NOW)
    merge = Merge(duplicate=2, article=1)
    plan = Plan(target=double, next=desk.next(None), events=(event,), merge=merge)
    await desk.store.commit(plan)
    with open_archive(path) as archive:
        (line,) = archive.events(since=NOW)

    assert (line.article, line.event.kind) == (1, EventKind.UNLISTED)


async def test_what_happened_to_an_article_is_shown_with_it(desk: Desk, path: Database):
    await desk.adopt()
    front = Front(block=Block.LISTING, at=NOW, continues_from=None, left=(1,))
    found = replace(desk.new(7), absent_at=NOW - HOUR, position=3, found_by=FoundBy.GAP)
    await desk.poll(found=(found,))
    (target,) = [t for t in await desk.claim() if t.article is not None]
    update = ArticleUpdate(
        article=1, views_per_hour=12.5, flaws=frozenset({EventKind.COUNTER_FROZEN})
    )
    later = replace(EDIT, at=NOW + MINUTE)
    plan = Plan(
        target=target,
        next=desk.next(NOW),
        article=update,
        events=(later, EDIT),
        fronts=(front,),
    )
    await desk.store.commit(plan)
    with open_archive(path) as archive:
        report = archive.article("24.kg#7")

    assert report is not None
    assert [event.at for event in report.events] == [NOW, NOW + MINUTE]
    (stay,) = report.stays
    assert (stay.block, stay.source, stay.best, stay.last) == (Block.LISTING, EN, 3, 3)
    assert (stay.began_at, stay.ended_at, stay.sightings) == (SECOND, SECOND, 1)
    assert (report.views_per_hour, report.flaws) == (12.5, {EventKind.COUNTER_FROZEN})
    assert (report.found_by, report.number) == (FoundBy.GAP, 7)
    assert (report.absent_at, report.unlisted_at) == (NOW - HOUR, NOW)


# What rises


async def test_the_fastest_come_first_with_their_share_of_the_source(desk: Desk, path: Database):
    await pace(desk, {1: 30.0, 2: 60.0, 3: None, 4: 10.0, 5: 0.0})
    with open_archive(path) as archive:
        everything = archive.rising(since=SECOND)
        first = archive.rising(2, EN, since=SECOND)
        later = archive.rising(since=NOW + MINUTE)
        elsewhere = archive.rising(source=RU, since=SECOND)

    assert [(line.line.id, line.share) for line in everything] == [(2, 0.6), (1, 0.3), (4, 0.1)]
    assert [(line.line.id, line.share) for line in first] == [(2, 0.6), (1, 0.3)]
    assert (first[0].views_per_hour, first[0].viewed_at) == (60.0, SECOND)
    assert (first[0].line.name, first[0].line.views) == ("24.kg#2", 200)
    assert (later, elsewhere) == ([], [])


# What is not to be had


async def test_pages_that_fail_are_shown_with_why_and_when_they_are_asked_again(
    desk: Desk, path: Database
):
    targets = await desk.claim_articles(desk.new(1), desk.new(2))
    for target, reason in zip(targets, (Reason.CRASHED, Reason.TIMEOUT), strict=True):
        after = replace(desk.next(NOW + HOUR), reason=reason, detail="why", failures=3)
        await desk.store.commit(Plan(target=target, next=after))
    with open_archive(path) as archive:
        everything = archive.failing()
        (crashed,) = archive.failing(Reason.CRASHED, EN)
        elsewhere = archive.failing(source=RU)
        report = archive.article("24.kg#1")

    assert report.failing == crashed
    assert {page.reason for page in everything} == {Reason.CRASHED, Reason.TIMEOUT}
    assert (crashed.url, crashed.failures, crashed.detail) == (targets[0].url, 3, "why")
    assert crashed.next_due_at == NOW + HOUR
    assert elsewhere == []


# Sources


async def test_hours_holes_and_rhythm_of_a_source_are_shown(desk: Desk, path: Database):
    await desk.adopt()
    oclock = NOW.replace(minute=0, second=0, microsecond=0)
    hours = tuple(SourceHour(hour_at=oclock - age * HOUR, polls=age) for age in (0, 5, 100))
    lesson = Lesson(cells=(RhythmCell(hour=9, posts=2.0, hours=4.0),), heat=0.5, heat_at=NOW)
    hole = Hole(pages=20, after=NOW - HOUR, before=None)
    for minute in range(12):
        update = SourceUpdate(hole=hole, lesson=lesson, hours=hours if not minute else ())
        await desk.poll(NOW + minute * MINUTE, source=update)
    with open_archive(path) as archive:
        shown = archive.hours(EN, oclock - 5 * HOUR)
        holes = archive.holes(EN, NOW)
        late = archive.holes(EN, NOW + 11 * MINUTE)
        rhythm = archive.rhythm(EN)
        nobody = (archive.hours(RU, oclock), archive.holes(RU, NOW), archive.rhythm(RU).heat)

    assert shown == [hours[1], hours[0]]
    assert [hole.noticed_at for hole in holes] == [NOW + n * MINUTE for n in range(12)]
    assert [hole.noticed_at for hole in late] == [NOW + 11 * MINUTE]
    assert (rhythm.posts[9], rhythm.hours[9], rhythm.heat) == (2.0, 4.0, 0.5)
    assert nobody == ([], [], 0.0)


async def test_what_is_usual_is_shown(desk: Desk, path: Database):
    await desk.adopt()
    key = NormKey(section="", daypart=-1, age=4)
    await desk.poll(samples=(NormSample(key=key, log_views=2.0, pace=7),))
    with open_archive(path) as archive:
        norms = archive.norms(EN, [key])
        nothing = archive.norms(EN, [])

    expected = Norm(articles=1.0, log_sum=2.0, log_squares=4.0, paces=((7, 1.0),))
    assert (norms, nothing) == ({key: expected}, {})


async def test_an_alarm_is_shown_with_its_source(desk: Desk, path: Database):
    await desk.adopt()
    alert = Alert(
        id="msg_silent", kind=AlertKind.SOURCE_SILENT, rule="", sinks=("log",), payload="{}"
    )
    await desk.poll(alerts=(alert,))
    with open_archive(path) as archive:
        (shown,) = archive.alerts()
        (delivery,) = archive.deliveries()

    assert (shown.title, shown.article, shown.url) == (EN, None, "")
    assert delivery.title == EN


async def test_what_is_asked_of_a_host_is_shown_with_what_it_is_behind(desk: Desk, path: Database):
    other = replace(desk.source(RU, "https://akipress.com/"))
    found = [desk.new(n, due_at=NOW - n * MINUTE) for n in (1, 2, 3, 4)]
    targets = await desk.claim_articles(*found)
    await desk.adopt(desk.source(), other)
    asked = replace(desk.next(NOW + HOUR), worth=0.5, firm=2.0)
    await desk.store.commit(Plan(target=targets[0], next=asked))
    await desk.store.commit(Plan(target=targets[1], next=desk.next(None, NOW - 2 * HOUR)))
    await desk.store.release(targets[2:3])
    with open_archive(path) as archive:
        ours, theirs = archive.attention(NOW)

    # Of the articles one is checked, one is done with, one is due since a minute and two, and one is in hand.
    assert (ours.host, ours.worth, ours.firm, ours.sources) == ("24.kg", 0.5, 2.0, (EN,))
    assert (ours.listings, ours.articles, ours.overdue) == (0, 3, 1)
    assert ours.longest_overdue == NOW - targets[2].due_at
    # One of them; the listing that found them is not due any more.
    assert ours.checked_last_hour == 1
    assert (theirs.host, theirs.listings, theirs.sources) == ("akipress.com", 1, (RU,))
    assert (theirs.overdue, theirs.longest_overdue) == (0, timedelta())


async def test_a_source_in_trouble_is_shown_with_its_alarm(desk: Desk, path: Database):
    silent = Alarm(kind=AlarmKind.SILENT, since=NOW - HOUR, expected=12.5, found=0)
    await desk.adopt()
    update = SourceUpdate(polled_at=NOW, seeded_at=NOW, alarm=silent)
    listing = await desk.claim_listing()
    await desk.store.commit(Plan(target=listing, next=desk.next(), source=update))

    with open_archive(path) as archive:
        (report,) = archive.sources()

    assert report.alarm == silent
