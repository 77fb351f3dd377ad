"""Statements that go to a server before the answers to earlier ones are read: what is waited for, and what fails."""

import asyncio
from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from monitor.errors import StaleKnown
from monitor.model import Committed, Observation, Plan
from monitor.store.connection import Contradicted, Refused
from monitor.store.postgres import pipeline
from monitor.store.postgres.connection import PostgresConnection
from monitor.store.postgres.dialect import spelled, together
from monitor.store.postgres.opening import BEGIN_WRITING, open_writer
from tests.postgres import Server
from tests.store.desk import EN, NOW, opened
from tests.store.looking import rows

SINK = "INSERT INTO sink (id) VALUES (?)"


@pytest.fixture
def url(server: Server) -> str:
    return server.empty()


@pytest.fixture
def connection(url: str) -> Iterator[PostgresConnection]:
    with closing(open_writer(url)) as connection:
        yield connection


def test_a_transaction_waits_for_what_it_asks_and_for_its_end(connection: PostgresConnection):
    before = connection.trips
    connection.execute(BEGIN_WRITING)
    connection.execute(SINK, ("a",))
    connection.executemany(SINK, [("b",), ("c",)])
    assert connection.trips == before
    found = connection.execute("SELECT id FROM sink ORDER BY id")
    assert [*found] == [("a",), ("b",), ("c",)]
    changed = connection.execute("UPDATE sink SET is_configured = 0 WHERE id <> ?", ("a",))
    gone = connection.execute("DELETE FROM sink WHERE id = ?", ("a",))
    assert (changed.rowcount, gone.rowcount) == (2, 1)
    connection.execute("COMMIT")

    assert connection.trips == before + 3
    assert connection.total_changes == 3 + 2 + 1


def test_what_failed_is_told_at_the_next_wait_and_nothing_behind_it_is_done(
    connection: PostgresConnection, url: str
):
    connection.execute(BEGIN_WRITING)
    connection.executemany(SINK, [("a",), ("a",)])
    behind = connection.execute("DELETE FROM sink")
    with pytest.raises(Contradicted, match="sink_pkey"):
        connection.execute("COMMIT")
    with pytest.raises(Contradicted):
        behind.fetchone()
    assert connection.in_transaction
    connection.execute("ROLLBACK")
    assert not connection.in_transaction

    assert rows(url, "SELECT id FROM sink") == []
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_behind_a_savepoint_each_statement_is_told_at_once(
    connection: PostgresConnection, url: str
):
    connection.execute(BEGIN_WRITING)
    connection.execute(SINK, ("a",))
    connection.execute("SAVEPOINT job")
    with pytest.raises(Contradicted):
        connection.execute(SINK, ("a",))
    connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")
    connection.execute(SINK, ("b",))
    connection.execute("COMMIT")

    assert rows(url, "SELECT id FROM sink ORDER BY id") == [("a",), ("b",)]


def test_a_statement_that_cannot_be_prepared_is_prepared_anew(connection: PostgresConnection):
    asked = "SELECT count(*) FROM sank"
    with pytest.raises(Refused, match="does not exist"):
        connection.execute(asked)
    connection.execute(BEGIN_WRITING)
    connection.run("CREATE TABLE sank (id bigint)")

    assert connection.execute(asked).fetchone() == (0,)
    connection.execute("ROLLBACK")


def test_more_statements_than_the_server_is_to_remember(
    connection: PostgresConnection, monkeypatch
):
    monkeypatch.setattr(pipeline, "_MOST_PREPARED", 3)

    for _ in range(2):
        for number in range(5):
            assert connection.execute(f"SELECT ? + {number}", (1,)).fetchone() == (number + 1,)
    (kept,) = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert kept <= 3


def test_much_goes_out_while_more_comes_back(connection: PostgresConnection):
    connection.execute(BEGIN_WRITING)
    asked = connection.executemany("SELECT repeat(?, 10)", [("x" * 20_000,)] * 500)

    assert asked.rowcount == 500
    connection.execute("ROLLBACK")


def test_rows_that_are_put_in_go_together(connection: PostgresConnection, url: str):
    ids = [(f"{number:03}",) for number in range(103)]
    sql = [sql.count(b"(") for sql, _ in together(spelled(SINK), [[*each] for each in ids])]
    assert sql == [65, 33, 5, 3, 2]
    connection.execute(BEGIN_WRITING)
    connection.executemany(SINK, ids)
    again = connection.executemany(f"{SINK} ON CONFLICT DO NOTHING", [*ids[:3], ("new",), ("new",)])
    assert again.rowcount == 1
    read = connection.executemany("UPDATE sink SET is_configured = 0 WHERE id = ?", ids[:2])
    assert read.rowcount == 2
    connection.execute("COMMIT")

    assert rows(url, "SELECT id FROM sink WHERE is_configured = 1 ORDER BY id") == [
        *ids[2:],
        ("new",),
    ]


async def test_rows_that_are_the_same_to_the_database_are_put_in_one_by_one(url: str):
    add = (
        "INSERT INTO listing_day (source, day, fewest) VALUES (?, ?, ?) "
        "ON CONFLICT (source, day) DO UPDATE SET fewest = listing_day.fewest + excluded.fewest"
    )
    async with opened(url) as desk:
        await desk.adopt()
        twice = [(EN, 1, 3), (EN, 1, 4)]
        await desk.store._writer.run(lambda connection: connection.executemany(add, twice))

    assert rows(url, "SELECT fewest FROM listing_day") == [(7,)]


def test_a_connection_that_is_lost_is_told_and_begun_anew(connection: PostgresConnection, url: str):
    connection.execute(BEGIN_WRITING)
    connection.execute(SINK, ("a",))
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'monitor'"
        )
    with pytest.raises(Refused):
        connection.execute("COMMIT")
    assert not connection.in_transaction
    with pytest.raises(Refused):
        connection.execute("SELECT 1")
    connection.execute(BEGIN_WRITING)
    connection.execute(SINK, ("b",))
    connection.execute("COMMIT")

    assert rows(url, "SELECT id FROM sink") == [("b",)]


def test_an_answer_that_cannot_be_read_is_nobody_elses(connection: PostgresConnection, monkeypatch):
    def fail(*_: object) -> None:
        raise KeyError

    connection.execute(BEGIN_WRITING)
    asked = connection.execute("SELECT 1")
    behind = connection.execute("SELECT 2")
    with monkeypatch.context() as broken:
        broken.setattr(pipeline.Pipeline, "_make_row", fail)
        with pytest.raises(KeyError):
            asked.fetchone()
    with pytest.raises(Refused, match="not read"):
        behind.fetchone()
    with pytest.raises(Refused, match="not read"):
        asked.fetchone()
    connection.execute("BEGIN")

    assert connection.execute("SELECT 3").fetchone() == (3,)


async def test_who_is_refused_late_is_undone_alone(url: str):
    async with opened(url) as desk:
        one, other, last = await desk.claim_articles(*map(desk.new, range(3)))
        # Nobody waits for the row that is refused: there is no such article.
        seen = Observation(article=99, at=NOW, views=1)
        done = await asyncio.gather(
            desk.store.commit(desk.wording(one, 1)),
            desk.store.commit(Plan(target=other, next=desk.next(), observation=seen)),
            desk.store.commit(desk.wording(last, 1)),
            return_exceptions=True,
        )

    assert [type(each) for each in done] == [Committed, StaleKnown, Committed]
    assert rows(url, "SELECT article FROM revision") == [(one.article,), (last.article,)]
