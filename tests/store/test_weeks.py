"""Live readings on a server by weeks: one for every reading, none for those that are over, and nothing lost."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count

import psycopg
import pytest

from monitor.model import Observation, Plan
from monitor.store.postgres import schema, weeks
from monitor.store.postgres.opening import open_reader, open_writer
from monitor.store.postgres.weeks import read_weeks
from monitor.store.rows import to_seconds
from tests.postgres import Server
from tests.store.desk import NOW, Desk, opened
from tests.store.looking import put, rows

WEEK = timedelta(days=7)
ALL = "SELECT article, seen_at, views FROM observation ORDER BY article, seen_at"
WHERE = "SELECT CAST(CAST(tableoid AS regclass) AS text), seen_at FROM observation_live ORDER BY seen_at"
NAMES = count()


@pytest.fixture
def url(server: Server) -> str:
    """Return a database whose weeks no other test has made or dropped."""
    return server.create(f"weeks_{next(NAMES)}")


@pytest.fixture
def by_weeks(url: str, monkeypatch) -> Iterator[str]:
    """Return one whose readings lay in one table, of articles 1 and 2, before it was brought up to date."""
    with monkeypatch.context() as before:
        steps = {name: step for name, step in schema.STEPS.items() if name < "p0004"}
        before.setattr(schema, "STEPS", steps)
        open_writer(url).close()
    put(url, "source", "id, site, listing", [("a", "a", "https://a/")])
    columns = "id, source, name, key, url, title, first_seen_at"
    put(url, "article", columns, [(n, "a", f"a#{n}", bytes([n]), "u", "t", "") for n in (1, 2)])
    return url


def test_a_table_becomes_the_first_week_and_the_view_says_what_it_said(by_weeks: str):
    ahead = datetime(2999, 1, 1, tzinfo=UTC)
    put(by_weeks, "observation_live", "article, seen_at, views", readings(1, NOW, NOW - 9 * WEEK))
    put(by_weeks, "observation_live", "article, seen_at, views", readings(2, NOW, ahead))
    before = rows(by_weeks, ALL)
    open_writer(by_weeks).close()

    assert rows(by_weeks, ALL) == before
    assert [name for name, _ in rows(by_weeks, WHERE)] == [
        *["observation_first"] * 3,
        "observation_stray",
    ]
    with psycopg.connect(by_weeks) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("INSERT INTO observation_live VALUES (3, 1, 1)")


async def test_weeks_are_there_before_their_readings(url: str):
    async with opened(url) as desk:
        await desk.store.tend(NOW + 52 * WEEK)

    # 2027-11-21 is a Sunday.
    assert names(url)[-3:] == [
        "observation_20271115",
        "observation_20271122",
        "observation_20271129",
    ]


async def test_what_no_week_was_made_for_is_kept_and_moves_when_its_week_is_made(url: str):
    async with opened(url) as desk:
        at = NOW + 99 * WEEK
        await read(desk, at)
        assert [where for where, _ in rows(url, WHERE)] == ["observation_stray"]
        await desk.store.tend(at)

    # 2028-10-15 is a Sunday.
    assert rows(url, WHERE) == [("observation_20281009", to_seconds(at))]


async def test_weeks_that_are_over_are_dropped_and_their_readings_are_told_as_before(url: str):
    async with opened(url) as desk:
        first, second = await desk.claim_articles(desk.new(1), desk.new(2))
        at = NOW + 10 * WEEK
        await desk.store.tend(at)
        put(url, "observation_live", "article, seen_at, views", readings(1, at, at + WEEK))
        # Is read on, and too little of it is closed to be worth its pack; cannot be packed at all.
        put(url, "observation_live", "article, seen_at, views", readings(1, at + 5 * WEEK))
        put(url, "observation_live", "article, seen_at, views", [(2, to_seconds(at), 1 << 60)])
        before = rows(url, ALL)
        await desk.store.tend(at + 3 * WEEK)
        assert names(url)[0] == "observation_20270125"
        assert rows(url, "SELECT count(*) FROM observation_packed") == [(0,)]
        await desk.store.tend(at + 6 * WEEK)

    assert (first.article, second.article) == (1, 2)
    assert rows(url, ALL) == before
    assert rows(url, "SELECT article, count FROM observation_packed") == [(1, 2)]
    assert names(url)[0] == "observation_20270301"
    assert rows(url, WHERE) == [
        ("observation_stray", to_seconds(at)),
        ("observation_20270301", to_seconds(at + 5 * WEEK)),
    ]


async def test_who_reads_is_not_waited_for(url: str, monkeypatch):
    monkeypatch.setattr(weeks, "_PATIENCE", "SET LOCAL lock_timeout = '5ms'")
    at = NOW + 52 * WEEK
    async with opened(url) as desk:
        before = names(url)
        with closing(psycopg.connect(url)) as reader:
            reader.execute("SELECT count(*) FROM observation")
            await desk.store.tend(at)
            assert names(url) == before
        await desk.store.tend(at)

    assert len(names(url)) == 3


def readings(article: int, *times: datetime) -> list[tuple[object, ...]]:
    return [(article, to_seconds(at), 7) for at in times]


async def read(desk: Desk, at: datetime) -> None:
    target = await desk.claim_article()
    assert target.article is not None
    seen = Observation(article=target.article, at=at, views=7)
    await desk.store.commit(Plan(target=target, next=desk.next(), observation=seen))


def names(url: str) -> list[str]:
    with closing(open_reader(url)) as connection:
        return [week.name for week in read_weeks(connection)]
