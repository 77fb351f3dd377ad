"""What is of PostgreSQL alone: several who work on one database, a server that goes away, and how it is asked."""

import random
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace

import psycopg
import pytest

from monitor.errors import LeaseLost, StoreInUse, StoreUnavailable
from monitor.model import Plan
from monitor.store.packing import pack
from monitor.store.postgres import open_postgres, schema
from monitor.store.postgres.dialect import spelled
from monitor.store.postgres.opening import OLDEST, open_reader, open_writer, spoken
from tests.postgres import Server
from tests.store.desk import MINUTE, NOW, Desk, opened
from tests.store.looking import rows
from tests.store.test_contract_counts import COUNTED, KEPT


@pytest.fixture
def url(server: Server) -> str:
    return server.empty()


@asynccontextmanager
async def beside(url: str) -> AsyncIterator[Desk]:
    """Open a store that lets others be at work, too."""
    store = await open_postgres(url, NOW, alone=False)
    try:
        yield Desk(store)
    finally:
        await store.close()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT ? WHERE x = '100 %?' -- :no", "SELECT $1 WHERE x = '100 %?' -- :no"),
        ("SELECT a FROM b INDEXED BY b_c WHERE d = :e", "SELECT a FROM b WHERE d = $1"),
        ("x CROSS JOIN y AS z ON 1 = 1", "x JOIN y AS z ON 1 = 1"),
        ("x CROSS JOIN y WHERE 1 = 1", "x CROSS JOIN y WHERE 1 = 1"),
        ("a IS :b AND c IS NOT :d", "a IS NOT DISTINCT FROM $1 AND c IS DISTINCT FROM $2"),
        ("id IN (SELECT value FROM json_each(:ids))", "id = ANY($1)"),
        ("a NOT IN (SELECT value FROM json_each(?))", "a <> ALL($1)"),
        ("(:a IS NULL OR b = :a)", "(CAST($1 AS text) IS NULL OR b = $1)"),
    ],
)
def test_a_statement_is_spelled_for_the_server(sql: str, said: str):
    assert spelled(sql).sql.decode() == said


def test_a_list_is_given_as_a_list():
    both = spelled("a = ? AND b IN (SELECT value FROM json_each(?))")

    assert both.given(("[1]", "[1, 2]")) == ["[1]", "{1, 2}"]
    assert both.given(("", '["{a,b}", null]')) == ["", '{"{a,b}", null}']
    assert both.given(("", '["\\u0436\\""]')) == ["", ['ж"']]
    assert spelled("SELECT FROM json_each(:a) AS b").given({"a": '["b"]'}) == [["b"]]


def test_what_is_packed_is_read_by_the_server_as_by_us(url: str):
    chance = random.Random(7)
    readings, at, views = [], 1_700_000_000, 0
    for _ in range(500):
        at += chance.choice((1, 60, 300, 299, 86_400, 5_000_000))
        views += chance.choice((0, 1, 17, 5_000, -3))
        readings.append((at, None if chance.random() < 0.1 else max(views, 0)))
    with closing(open_reader(url)) as connection:
        unpacked = connection.execute("SELECT * FROM unpacked(?)", (pack(readings),)).fetchall()

    assert unpacked == readings


async def test_tables_and_columns_are_those_of_a_file(url: str, tmp_path):
    async with opened(tmp_path / "monitor.db"):
        pass
    asked = {
        tmp_path
        / "monitor.db": "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c "
        "WHERE m.type = 'table'",
        url: "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
    }
    of_file, of_server = ({*rows(database, query)} for database, query in asked.items())
    own = {table for table, _ in of_file if re.match("revision_search|_?sqlite_", table)}
    ours = {(table, column) for table, column in of_file if table not in own}
    views = {"observation", "observation_readable", "revision_search"}
    # In a file of their own beside a file.
    pages = {"page", "content", "dictionary", "keeping"}
    theirs = {
        (table, column)
        for table, column in of_server
        # Weeks of live readings are parts of one table.
        if table not in views | pages
        and not re.match("monitor_|observation_(first|stray|[0-9]+)", table)
    }

    assert theirs - ours == {("alert", "rowid")}
    assert ours <= theirs


def test_what_was_told_before_is_counted_when_a_database_is_brought_up_to_date(
    server: Server, monkeypatch
):
    url = server.create("told_before")
    with monkeypatch.context() as before:
        before.setattr(schema, "STEPS", {"p0001_first": schema.STEPS["p0001_first"]})
        open_writer(url).close()
    with psycopg.connect(url) as connection:
        connection.execute("""
            INSERT INTO source (id, site, listing) VALUES ('a', 'a', 'https://a/');
            INSERT INTO article (id, source, name, key, url, title, first_seen_at)
            VALUES (1, 'a', 'a#1', '\\x01', 'https://a/1', 'One', '2026-11-22T20:00:00.000+00:00');
            INSERT INTO revision (id, article, number, seen_at, fingerprint, title, body, author) VALUES
                (1, 1, 1, '2026-11-22T20:00:00.000+00:00', '\\x00', 'One', '', ''),
                (2, 1, 2, '2026-11-23T20:00:00.000+00:00', '\\x01', 'Two', '', '');
            INSERT INTO "match" VALUES
                (1, 1, 'r', '2026-11-22T20:00:00.000+00:00', '[]'),
                (1, 2, 'r', '2026-11-23T20:00:00.000+00:00', '[]');
            INSERT INTO alert (id, kind, rule, created_at, payload)
            VALUES ('msg_1', 'article.matched', 'r', '2026-11-22T20:00:00.000+00:00', '{}');
            INSERT INTO delivery (alert, sink, state, settled_at) VALUES
                ('msg_1', 'log', 'sent', '2026-11-22T20:00:01.000+00:00'),
                ('msg_1', 'desk', 'dead', '2026-11-22T20:00:02.000+00:00');
        """)
    open_writer(url).close()

    assert rows(url, KEPT) == rows(url, COUNTED) != []
    assert rows(url, "SELECT day, rule, articles FROM rule_day") == [("2026-11-22", "r", 1)]


async def test_a_character_that_no_text_there_has_costs_nothing_but_itself(url: str):
    async with opened(url) as desk:
        target = await desk.claim_article()
        await desk.store.commit(desk.wording(target, 1, "a\x00b"))
        (article,) = (await desk.known(target=target)).articles.values()

    assert article.revision is not None
    assert article.revision.body == "a\ufffdb"


async def test_a_link_of_any_length_is_kept(url: str):
    spelling = "https://24.kg/" + "".join(map(chr, range(0x4E00, 0x4E00 + 2700)))
    async with opened(url) as desk:
        await desk.claim_articles(replace(desk.new(1), spelling=spelling))

    assert rows(url, "SELECT length(url) FROM alias") == [(len(spelling),)]


async def test_two_who_work_on_one_database_share_what_is_due(url: str):
    async with beside(url) as one, beside(url) as other:
        await one.claim_articles(*map(one.new, range(6)))
        await one.adopt()
        first, second = await one.claim(limit=2), await other.claim(limit=99)
        again = await other.claim()

    ids = [target.id for target in (*first, *second)]
    assert len(ids) == len(set(ids))
    assert again == []


async def test_who_comes_frees_what_the_dead_had_and_leaves_the_living_theirs(url: str):
    async with beside(url) as living:
        first, second = await living.claim_articles(living.new(1), living.new(2))
        await living.store.release([second])
        async with beside(url) as dead:
            (held,) = await dead.claim()
        async with beside(url) as heir:
            claimed = await heir.claim()
            with pytest.raises(LeaseLost):
                await heir.store.commit(Plan(target=held, next=heir.next()))
        await living.store.commit(Plan(target=first, next=living.next(None)))

    assert held.id == second.id
    assert [target.id for target in claimed] == [second.id]


async def test_a_second_monitor_is_refused_and_a_reader_is_not(url: str):
    async with opened(url) as desk:
        await desk.adopt()
        with pytest.raises(StoreInUse, match="in use by another monitor"):
            await open_postgres(url, NOW)
        with closing(open_reader(url)) as reader:
            assert reader.execute("SELECT count(*) FROM source").fetchone() == (1,)


async def test_a_store_whose_server_hung_up_says_so_once_and_goes_on(url: str, monkeypatch):
    async with opened(url) as desk:
        target = await desk.claim_article()
        monkeypatch.setattr(desk.store._trouble, "_monotonic", lambda: 1e9)
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'monitor'"
            )
        with pytest.raises(StoreUnavailable) as caught:
            await desk.store.commit(Plan(target=target, next=desk.next(NOW)))
        monkeypatch.setattr(desk.store._trouble, "_monotonic", lambda: 2e9)
        # What could not be stored is given back once the server is there again.
        (again,) = await desk.claim(now=NOW + MINUTE)

    assert caught.value.passes
    assert again.id == target.id


def test_nothing_of_a_url_is_told_but_where_it_leads():
    url = "postgresql://monitor:hunter2@db.example.net:5433/news?passfile=/run/secret"

    assert spoken(url) == "news at db.example.net:5433"


def test_a_server_that_is_not_there_is_a_trouble_that_may_pass(tmp_path):
    with pytest.raises(StoreUnavailable, match="cannot be reached") as caught:
        open_writer(f"postgresql://monitor@/news?host={tmp_path}")

    assert caught.value.passes


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'", "does not keep text"),
        ("ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", "does not keep text"),
    ],
)
def test_a_database_without_our_letters_is_refused(server: Server, how: str, said: str):
    name = f"foreign_{abs(hash(how))}"
    url = server.create(name, how)
    with pytest.raises(StoreUnavailable, match=said) as caught:
        open_writer(url)

    assert "createdb" in caught.value.hint


def test_a_database_of_a_newer_program_is_refused(url: str):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO monitor_migration (name) VALUES ('p9999_later')")
        try:
            with pytest.raises(StoreUnavailable, match="newer monitor"):
                open_writer(url)
            with pytest.raises(StoreUnavailable, match="newer monitor"):
                open_reader(url)
        finally:
            connection.execute("DELETE FROM monitor_migration WHERE name = 'p9999_later'")


def test_an_old_server_is_refused(url: str, monkeypatch):
    monkeypatch.setattr("monitor.store.postgres.opening.OLDEST", OLDEST + 90)

    with pytest.raises(StoreUnavailable, match=f"monitor needs {OLDEST + 90}"):
        open_writer(url)


async def test_what_was_acknowledged_is_on_the_disk_though_the_lock_was_free_before(url: str):
    flushed = "SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()"
    async with opened(url) as desk:
        with psycopg.connect(url, autocommit=True) as other:
            target = await desk.claim_article()
            asked = []
            for number in range(1, 4):
                await desk.store.commit(desk.wording(target, number, f"Body {number}"))
                # The server's own writer would have it there in a fifth of a second.
                asked += other.execute(flushed).fetchone()
                (target,) = await desk.claim(now=NOW + 9 * MINUTE, limit=1)

    assert asked == [True, True, True]
