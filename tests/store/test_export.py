"""Whole tables for other programs: every row once, in order, in its column's type, however many there are."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.model import Alert, AlertKind, ArticleUpdate, Event, EventKind, Observation, Plan
from monitor.model.report import ExportFilter, ExportTable
from monitor.store.reading import columns_of, open_archive
from monitor.store.reading.export import BATCH
from tests.store.desk import EN, MINUTE, NOW, RU, Database, Desk
from tests.store.looking import put

HOUR = timedelta(hours=1)
SECOND = NOW.replace(microsecond=0)
EVERY_TABLE = list(ExportTable)


@pytest.fixture
async def stocked(desk: Desk, path: Database) -> Database:
    """Two articles of two sources, an hour apart; a rule matched the first, and both were seen and edited."""
    await desk.adopt(desk.source(EN), desk.source(RU, "https://24.kg/"))
    listings = {t.source: t for t in await desk.claim()}
    for number, source in ((1, EN), (2, RU)):
        at = NOW + number * HOUR
        found = (desk.new(number),)
        alarm = Alert(
            id=f"msg_{source}", kind=AlertKind.SOURCE_SLOW, rule="", sinks=("log",), payload="{}"
        )
        plan = Plan(target=listings[source], next=desk.next(None, at), found=found, alerts=(alarm,))
        await desk.store.commit(plan)
    for target in await desk.claim():
        assert target.article is not None
        at = NOW + target.article * HOUR
        is_first = target.article == 1
        update = ArticleUpdate(
            article=target.article,
            images=("https://24.kg/1.jpg",),
            views_per_hour=2.5,
            flaws=frozenset({EventKind.COUNTER_FROZEN}),
        )
        event = Event(
            article=target.article,
            kind=EventKind.HEADLINE_CHANGED,
            at=at,
            before="A",
            after="B",
            words=("c", "d"),
        )
        plan = desk.wording(
            target,
            1,
            next=desk.next(NOW, at),
            article=update,
            observation=Observation(article=target.article, at=at, views=7),
            events=(event,),
            matches=(desk.match(),) if is_first else (),
            alerts=(desk.alert(),) if is_first else (),
        )
        await desk.store.commit(plan)
    return path


def rows(path: Database, table: ExportTable, **which: object) -> list[dict[str, object]]:
    with open_archive(path) as archive:
        return [dict(row) for row in archive.export(table, ExportFilter(**which))]  # type: ignore[arg-type]


@pytest.mark.parametrize("table", EVERY_TABLE)
async def test_a_row_has_every_column_in_order_and_in_its_type(
    stocked: Database, table: ExportTable
):
    for row in rows(stocked, table):
        assert list(row) == list(columns_of(table))
        for name, kind in columns_of(table).items():
            value = row[name]
            plain = tuple if kind not in (str, int, float, bool, datetime) else kind
            assert value is None or type(value) is plain, name
            if isinstance(value, datetime):
                assert value.tzinfo is not None


async def test_an_article_is_exported_in_its_newest_wording(stocked: Database):
    first, _ = rows(stocked, ExportTable.ARTICLES)

    assert (first["id"], first["name"], first["source"], first["number"]) == (1, "24.kg#1", EN, 1)
    assert (first["title"], first["body"], first["revisions"]) == ("Title 1", "Body", 1)
    assert (first["first_seen_at"], first["published_at"]) == (NOW + HOUR, None)
    assert (first["views"], first["viewed_at"], first["views_per_hour"]) == (7, SECOND + HOUR, 2.5)
    assert (first["images"], first["rules"]) == (("https://24.kg/1.jpg",), ("visa-free",))
    assert (first["flaws"], first["is_seeded"]) == (("counter_frozen",), False)


async def test_what_happened_and_what_was_seen_and_told_are_exported(stocked: Database):
    (seen, _) = rows(stocked, ExportTable.OBSERVATIONS)
    (event, _) = rows(stocked, ExportTable.EVENTS)
    told = {row["id"]: row for row in rows(stocked, ExportTable.ALERTS)}

    assert seen == {
        "article": 1,
        "name": "24.kg#1",
        "source": EN,
        "seen_at": SECOND + HOUR,
        "views": 7,
    }
    assert (event["kind"], event["at"], event["words"]) == (
        "headline_changed",
        NOW + HOUR,
        ("c", "d"),
    )
    assert (event["before"], event["after"], event["revision"]) == ("A", "B", None)
    alert, alarm = told["msg_1"], told[f"msg_{RU}"]
    assert (alert["source"], alert["rule"], alert["article"], alert["pending"]) == (
        EN,
        "visa-free",
        1,
        1,
    )
    assert (alarm["source"], alarm["rule"], alarm["article"], alarm["title"]) == (
        RU,
        "",
        None,
        None,
    )


@pytest.mark.parametrize("table", EVERY_TABLE)
@pytest.mark.parametrize(
    ("which", "kept"),
    [
        ({}, [EN, RU]),
        ({"source": RU}, [RU]),
        ({"source": "nobody"}, []),
        ({"rule": "visa-free"}, [EN]),
        ({"rule": "nothing"}, []),
        ({"since": NOW + 2 * HOUR - MINUTE}, [RU]),
        ({"until": NOW + 2 * HOUR - MINUTE}, [EN]),
        ({"since": SECOND + HOUR, "until": NOW + 2 * HOUR + MINUTE}, [EN, RU]),
        ({"until": SECOND + HOUR}, []),
        ({"source": EN, "rule": "visa-free", "since": SECOND + HOUR}, [EN]),
    ],
)
async def test_rows_are_narrowed(
    stocked: Database, table: ExportTable, which: dict[str, object], kept: list[str]
):
    sources = [str(row["source"]) for row in rows(stocked, table, **which)]

    assert sorted(set(sources)) == kept


async def test_more_rows_than_a_batch_come_each_once_and_in_order(desk: Desk, path: Database):
    await desk.claim_article()
    count = 2 * BATCH + 1
    readings = [(1, 1_000_000 + n // 2 * 3 + n, n) for n in range(count)]
    put(path, "observation_live", "article, seen_at, views", readings)
    views = [row["views"] for row in rows(path, ExportTable.OBSERVATIONS)]

    assert views == list(range(count))


@pytest.mark.parametrize("count", [0, BATCH])
async def test_a_table_that_ends_with_a_batch_ends(desk: Desk, path: Database, count: int):
    await desk.claim_article()
    await desk.store.wish([EN], NOW, 1)
    event = Event(article=1, kind=EventKind.EDITED, at=NOW)
    await desk.poll(events=tuple(replace(event, revision=n) for n in range(count)))

    assert len(rows(path, ExportTable.EVENTS)) == count


async def test_an_export_holds_no_snapshot_while_its_reader_thinks(desk: Desk, path: Database):
    await desk.claim_article()
    await desk.store.wish([EN], NOW, 1)
    event = Event(article=1, kind=EventKind.EDITED, at=NOW)
    await desk.poll(events=tuple(replace(event, revision=n) for n in range(BATCH)))
    with open_archive(path) as archive:
        export = archive.export(ExportTable.EVENTS)
        next(export)
        await desk.poll(events=(replace(event, revision=BATCH),))
        # Asked in between, and stored in between.
        assert len(archive.events(since=NOW, limit=9 * BATCH)) == BATCH + 1
        assert sum(1 for _ in export) == BATCH
