"""What people are shown: sources, articles, alerts and deliveries, read beside a running engine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import StoreUnavailable
from monitor.model import (
    ArticleUpdate,
    Deferred,
    DeliveryState,
    Hole,
    Identity,
    Observation,
    Plan,
    Problem,
    ProblemKind,
    Rate,
    Reason,
    Sent,
    Settlement,
    Sighting,
    SourceUpdate,
)
from monitor.model.report import ArticleFilter
from monitor.store.reading import open_archive
from tests.store.desk import EN, MINUTE, NOW, RU, Database, Desk

HOUR = timedelta(hours=1)


async def test_an_archive_sees_what_a_running_engine_commits(desk: Desk, path: Database):
    with open_archive(path) as archive:
        before = archive.articles()
        await desk.claim_article()
        after = archive.articles()

    assert (before, [line.title for line in after]) == ([], ["Title 1"])


async def test_an_archive_cannot_write(desk: Desk, path: Database):
    with (
        open_archive(path) as archive,
        pytest.raises(StoreUnavailable, match="read-only"),
        archive._snapshot(),
    ):
        assert archive._connection.execute("DELETE FROM source").rowcount == 0


async def test_the_health_of_a_source_is_shown(desk: Desk, path: Database):
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))
    (target,) = await desk.claim(sources={EN})
    problem = Problem(field="time", kind=ProblemKind.UNREADABLE, detail="32:00")
    hole = Hole(pages=20, after=NOW - HOUR, before=None)
    plan = Plan(
        target=target,
        next=replace(desk.next(NOW + HOUR), reason=Reason.EMPTY_LISTING, detail="no links"),
        source=SourceUpdate(failures=3, reason=Reason.EMPTY_LISTING, polled_at=NOW, hole=hole),
        problems=(problem, problem),
        found=(desk.new(1), desk.new(2)),
    )
    await desk.store.commit(plan)
    await desk.adopt(desk.source(EN))
    with open_archive(path) as archive:
        ours, gone = archive.sources()

    assert (ours.id, ours.is_configured, gone.id, gone.is_configured) == (EN, True, RU, False)
    assert (ours.articles, ours.failures, ours.polled_at) == (2, 3, NOW)
    assert (ours.reason, ours.detail) == (Reason.EMPTY_LISTING, "no links")
    assert (ours.next_due_at, gone.next_due_at) == (NOW + HOUR, None)
    (shown,) = ours.problems
    assert (shown.field, shown.kind, shown.count) == ("time", ProblemKind.UNREADABLE, 2)
    assert (shown.last_url, shown.last_detail) == (target.url, "32:00")
    (missed,) = ours.holes
    assert (ours.hole_count, missed.pages, missed.after, missed.before) == (1, 20, NOW - HOUR, None)


async def test_articles_are_found_by_what_they_say_in_any_case_and_accent(
    desk: Desk, path: Database
):
    texts = {
        1: ("Visa-free travel", "Kyrgyzstan and Türkiye agree."),
        2: ("Безвизовый режим", "Ещё одно соглашение."),
    }
    for target in await desk.claim_articles(desk.new(1), desk.new(2)):
        assert target.article is not None
        title, body = texts[target.article]
        plan = desk.wording(target, 1, body)
        assert plan.revision is not None
        await desk.store.commit(replace(plan, revision=replace(plan.revision, title=title)))
    found = {}
    with open_archive(path) as archive:
        for text in (
            "visa-free",
            "TURKIYE",
            "безвизовый",
            "согл*",
            "visa режим",
            '"',
            "NEAR(",
            "- OR *",
            "",
        ):
            found[text] = [a.id for a in archive.articles(ArticleFilter(text=text))]

    expected = {
        "visa-free": [1],
        "TURKIYE": [1],
        "безвизовый": [2],
        "согл*": [2],
        "visa режим": [],
        '"': [],
        "NEAR(": [],
        "- OR *": [],
        "": [1, 2],
    }
    assert found == expected


async def test_articles_are_narrowed_and_the_newest_comes_first(desk: Desk, path: Database):
    await desk.adopt()
    listing = await desk.claim_listing()
    ages = {1: 3, 2: 1, 3: 2}
    found = tuple(
        replace(desk.new(n), published_at=NOW - age * HOUR, language="ru" if n == 3 else "en")
        for n, age in ages.items()
    )
    await desk.store.commit(Plan(target=listing, next=desk.next(), found=found))
    with open_archive(path) as archive:

        def names(limit: int = 9, **which: object) -> list[str]:
            lines = archive.articles(ArticleFilter(**which), limit)  # type: ignore[arg-type]
            return [line.name.split("#")[1] for line in lines]

        assert names() == ["2", "3", "1"]
        assert names(1) == ["2"]
        assert names(language="ru") == ["3"]
        assert names(source=RU) == []
        assert names(since=NOW - 2 * HOUR) == ["2", "3"]
        assert names(rule="visa-free") == []


@pytest.mark.parametrize(
    "name",
    [
        "1",
        "24.kg#1",
        "https://24.kg/english/1_title/",
        "https://24.kg/english/1_title/?from=listing",
        "https://24.kg/1",
        "https://kg.example/short",
    ],
)
async def test_an_article_is_found_under_every_name_it_has(desk: Desk, path: Database, name: str):
    target = await desk.claim_article()
    update = ArticleUpdate(article=target.article, short_url="https://kg.example/short")
    sighting = Sighting(article=target.article, spelling="https://24.kg/1")
    await desk.store.commit(
        Plan(target=target, next=desk.next(), article=update, sightings=(sighting,))
    )
    with open_archive(path) as archive:
        report = archive.article(name)

    assert report is not None
    assert report.line.name == "24.kg#1"


async def test_an_article_is_found_by_a_key_that_was_derived(desk: Desk, path: Database):
    await desk.claim_article()
    with open_archive(path) as archive:
        found = archive.article("https://24.kg/never/seen/1", [desk.identity(1).key])
        nobody = archive.article("https://24.kg/never/seen/2", [desk.identity(2).key])
        no_row = archive.article("9" * 40)

    assert found is not None
    assert found.line.id == 1
    assert (nobody, no_row) == (None, None)


async def test_all_that_is_held_of_an_article_is_shown(desk: Desk, path: Database):
    target = await desk.claim_article()
    plan = desk.wording(
        target,
        1,
        next=desk.next(NOW),
        matches=(desk.match(),),
        alerts=(desk.alert(),),
        rates=(Rate(currency="USD", value=87.4),),
    )
    assert plan.article is not None
    update = replace(
        plan.article,
        author="A. Author",
        section="Society",
        images=("https://24.kg/1.jpg",),
        related=("https://24.kg/2",),
        identities=(Identity(key=b"k" * 16, name="24.kg#old", url="https://24.kg/old"),),
    )
    await desk.store.commit(replace(plan, article=update))
    (target,) = await desk.claim()
    later = Observation(article=target.article, at=NOW + HOUR, views=350)
    await desk.store.commit(desk.wording(target, 2, "New body", observation=later))
    with open_archive(path) as archive:
        report = archive.article("1")

    assert report is not None
    assert (report.line.views, report.line.observations, report.line.revisions) == (350, 2, 2)
    assert (report.line.rules, report.author, report.section) == (
        ("visa-free",),
        "A. Author",
        "Society",
    )
    assert [(o.seen_at, o.views) for o in report.observations] == [
        (NOW.replace(microsecond=0), 101),
        ((NOW + HOUR).replace(microsecond=0), 350),
    ]
    assert [(r.number, r.title, r.body) for r in report.revisions] == [
        (1, "Visa 1", "Body"),
        (2, "Visa 2", "New body"),
    ]
    assert [(m.rule, m.revision, m.hits) for m in report.matches] == [
        ("visa-free", 1, desk.match().hits)
    ]
    assert [(a.id, a.pending, a.title) for a in report.alerts] == [("msg_1", 1, "Visa 2")]
    assert (report.images, report.related) == (("https://24.kg/1.jpg",), ("https://24.kg/2",))
    assert report.names == ("24.kg#1", "24.kg#old")
    assert [alias.url for alias in report.aliases] == [desk.new(1).spelling]


async def test_deliveries_are_shown_with_every_attempt(desk: Desk, path: Database):
    target = await desk.claim_article()
    alert = desk.alert("msg_1", "visa-free", "log", "desk")
    await desk.store.commit(desk.wording(target, 1, alerts=(alert,)))
    (delivery,) = await desk.store.claim_deliveries(
        NOW, limit=1, lease=MINUTE, per_sink={"desk": 1}
    )
    took = timedelta(milliseconds=1500)
    late = Deferred(reason=Reason.HTTP_5XX, at=NOW, took=took, status=503, detail="busy")
    await desk.store.settle(
        Settlement(delivery=delivery, outcome=late, state=DeliveryState.PENDING, due_at=NOW)
    )
    (delivery,) = await desk.store.claim_deliveries(
        NOW, limit=1, lease=MINUTE, per_sink={"desk": 1}
    )
    sent = Sent(at=NOW + MINUTE, took=took, status=200)
    await desk.store.settle(Settlement(delivery=delivery, outcome=sent, state=DeliveryState.SENT))
    with open_archive(path) as archive:
        (done,) = archive.deliveries(state=DeliveryState.SENT)
        (waiting,) = archive.deliveries(sink="log")
        (told,) = archive.alerts(rule="visa-free")
        everything = archive.deliveries()

    actual = [(a.outcome, a.status, a.reason, a.took, a.detail) for a in done.attempts]
    expected = [
        ("deferred", 503, Reason.HTTP_5XX, took, "busy"),
        ("sent", 200, None, took, ""),
    ]
    assert actual == expected
    assert (done.sink, done.settled_at, done.due_at) == ("desk", NOW + MINUTE + took, None)
    assert (waiting.state, waiting.due_at, waiting.attempts) == (DeliveryState.PENDING, NOW, ())
    assert (told.pending, told.sent, told.dead, told.payload) == (1, 1, 0, alert.payload)
    assert len(everything) == 2
