"""Readings of counters: packed once their days are closed, and nothing of them lost or changed."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Merge, Observation, Plan
from monitor.model.report import ExportTable
from monitor.store.observations import CLOSED_AFTER, STEP, open_observations, pack_closed
from monitor.store.opening import open_writer
from monitor.store.packing import Reading, is_packable, pack, unpack
from monitor.store.reading import open_archive
from monitor.store.rows import to_seconds
from tests.store.desk import NOW, Desk, opened

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
LATER = NOW + CLOSED_AFTER + 2 * HOUR

times = st.one_of(
    st.integers(1_500_000_000, 1_900_000_000), st.integers(1_577_836_790, 1_577_836_810)
)
counters = st.one_of(st.none(), st.integers(0, 300), st.integers(-(1 << 51), 1 << 51))
series = st.dictionaries(times, counters, max_size=60).map(lambda held: sorted(held.items()))
# As a program reads: gaps that grow, a counter that does.
steady = st.lists(st.tuples(st.integers(1, 90_000), st.integers(0, 500)), max_size=80).map(
    lambda steps: [
        (1_795_000_000 + sum(s for s, _ in steps[:n]), sum(v for _, v in steps[:n]))
        for n in range(1, len(steps) + 1)
    ]
)


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """A database in which every article may have a pack."""
    connection = open_writer(tmp_path_factory.mktemp("packs") / "monitor.db")
    connection.execute("PRAGMA foreign_keys = OFF")
    return connection


@settings(deadline=None)
@given(readings=st.one_of(series, steady))
def test_what_is_packed_comes_back_by_our_reader_and_by_the_files_own_view(
    schema: sqlite3.Connection, readings: list[Reading]
):
    assert unpack(pack(readings)) == readings
    assert is_packable(readings)
    row = (len(readings), pack(readings))
    schema.execute("INSERT OR REPLACE INTO observation_packed VALUES (1, ?, ?)", row)
    found = schema.execute("SELECT seen_at, views FROM observation WHERE article = 1")
    assert found.fetchall() == readings


def test_a_reading_takes_less_than_three_bytes_where_an_article_is_read_as_we_read():
    gaps = [int(180 * 1.45**n) for n in range(24)]
    readings = [(1_795_000_000 + sum(gaps[:n]), 40 * n) for n in range(1, 25)]

    assert len(pack(readings)) / len(readings) < 3


@pytest.mark.parametrize(
    "readings",
    [
        [(NOW.timestamp(), 1 << 52)],
        [(1_795_000_000, 1), (1_795_000_000 + (1 << 31), 2)],
        [(-1_000_000_000, 1)],
    ],
)
async def test_what_the_view_could_not_read_stays_a_plain_row(desk: Desk, path: Path, readings):
    await desk.claim_article()
    readings = [(int(at), views) for at, views in readings]
    write(path, of(1, readings))
    await desk.store.tend(LATER + timedelta(days=40_000))

    assert (live(path), packed(path)) == ([(1, *reading) for reading in readings], [])


async def test_closed_days_are_packed_and_everybody_is_told_what_was_told_before(
    desk: Desk, path: Path
):
    await desk.claim_articles(*map(desk.new, range(STEP + 2)))
    articles = range(1, STEP + 3)
    readings = [
        (article, to_seconds(NOW) + 300 * n * n, None if n == 2 else 7 * n + article)
        for article in articles
        for n in range(5)
    ]
    write(path, readings)
    before = shown(path)
    assert await desk.store.tend(LATER) is None

    assert (live(path), len(packed(path))) == ([], len(articles))
    assert shown(path) == before
    assert everything(path) == readings
    again = packed(path)
    await desk.store.tend(LATER)
    assert packed(path) == again


async def test_what_is_not_closed_stays_and_an_article_that_is_read_on_is_packed_when_it_is_worth_it(
    desk: Desk, path: Path
):
    first, second = await desk.claim_articles(desk.new(1), desk.new(2))
    few = [(to_seconds(NOW) + n, n) for n in range(9)]
    many = [(to_seconds(NOW) + n, n) for n in range(64)]
    write(path, of(first.article, [*few, (to_seconds(LATER), 99)]))
    write(path, of(second.article, [*many, (to_seconds(LATER), 99)]))
    await desk.store.tend(LATER)

    assert packed(path) == [(second.article, 64)]
    assert len(live(path)) == 9 + 1 + 1
    await desk.store.tend(LATER + CLOSED_AFTER + SECOND)
    assert packed(path) == [(first.article, 10), (second.article, 65)]


async def test_a_clock_that_was_set_back_leads_to_no_loss(desk: Desk, path: Path):
    target = await desk.claim_article()
    second = to_seconds(NOW)
    write(path, of(target.article, [(second, 1), (second + 10, 2), (second + 20, 3)]))
    await desk.store.tend(LATER)
    write(path, of(target.article, [(second + 5, 8), (second + 20, 9)]))
    await desk.store.tend(LATER)

    assert everything(path) == [
        (1, second, 1),
        (1, second + 5, 8),
        (1, second + 10, 2),
        (1, second + 20, 9),
    ]


async def test_packing_goes_on_after_a_death_between_two_steps(path: Path):
    async with opened(path) as desk:
        await desk.claim_articles(*map(desk.new, range(STEP + 2)))
        second = to_seconds(NOW)
        write(path, [(n, second + n % 2, n) for n in range(1, STEP + 3)])
        before = everything(path)
    with closing(open_writer(path)) as connection:
        # One step is there, the next is not committed.
        after = pack_closed(connection, LATER, 0)
        connection.execute("BEGIN IMMEDIATE")
        assert pack_closed(connection, LATER, after) == 0
    assert len(packed(path)) == STEP
    async with opened(path) as desk:
        assert everything(path) == before
        await desk.store.tend(LATER)

    assert (live(path), everything(path)) == ([], before)


async def test_a_merged_article_takes_what_was_packed_of_its_double(desk: Desk, path: Path):
    article, double = await desk.claim_articles(desk.new(1), desk.new(2))
    second = to_seconds(NOW)
    write(path, of(article.article, [(second, 10), (second + 60, 11)]))
    write(path, of(double.article, [(second + 30, 5), (second + 60, 6)]))
    await desk.store.tend(LATER)
    assert article.article is not None
    assert double.article is not None
    merge = Merge(duplicate=double.article, article=article.article)
    await desk.store.commit(Plan(target=double, next=desk.next(None), merge=merge))

    assert everything(path) == [
        (article.article, second, 10),
        (article.article, second + 30, 5),
        (article.article, second + 60, 11),
    ]


async def test_a_check_is_told_the_readings_that_are_packed(desk: Desk, path: Path):
    target = await desk.claim_article()
    assert target.article is not None
    write(path, of(target.article, [(to_seconds(NOW) - n, 100 - n) for n in range(30)]))
    seen = Observation(article=target.article, at=NOW, views=100)
    await desk.store.commit(Plan(target=target, next=desk.next(NOW), observation=seen))
    await desk.store.tend(LATER)
    (target,) = [t for t in await desk.claim() if t.article is not None]
    known = await desk.known(target=target)
    (held,) = known.articles.values()

    assert [reading.views for reading in held.readings] == list(range(77, 101))
    assert live(path) == []


def write(path: Path, rows: list[tuple[int | None, int, int | None]]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO observation_live (article, seen_at, views) VALUES (?, ?, ?)",
            rows,
        )


def of(article: int | None, readings: list[Reading]) -> list[tuple[int | None, int, int | None]]:
    return [(article, *reading) for reading in readings]


def live(path: Path) -> list[tuple[int, ...]]:
    return _all(path, "SELECT article, seen_at, views FROM observation_live ORDER BY 1, 2")


def packed(path: Path) -> list[tuple[int, ...]]:
    return _all(path, "SELECT article, count FROM observation_packed ORDER BY 1")


def everything(path: Path) -> list[tuple[int, ...]]:
    """Return all observations, as our own connections and as any program reads them."""
    asked = "SELECT article, seen_at, views FROM observation ORDER BY 1, 2"
    with closing(sqlite3.connect(path)) as connection:
        open_observations(connection)
        ours = connection.execute(asked).fetchall()
    assert ours == _all(path, asked)
    return ours


def shown(path: Path) -> list[object]:
    with open_archive(path) as archive:
        lines = archive.articles(limit=1_000)
        return [
            lines,
            [archive.article(str(line.id)) for line in lines],
            archive.rising(since=NOW),
            list(archive.export(ExportTable.OBSERVATIONS)),
        ]


def _all(path: Path, asked: str) -> list[tuple[int, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(asked).fetchall()
