"""Who is where in a fleet: stints at hosts and sinks, who leads, and what becomes of the dead."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from monitor.errors import LeaseLost, MonitorError, StoreInUse, StoreUnavailable
from monitor.model import Plan
from monitor.model.fleet import Errand, Pace, Post, Urgency
from monitor.store import open_fleet, open_store
from monitor.store.postgres import open_postgres, opening, schema, stints
from monitor.store.postgres.opening import open_reader, open_writer
from monitor.store.rows import to_text
from tests.postgres import Server
from tests.store.desk import MINUTE, NOW, Desk
from tests.store.looking import rows

HOST = Errand(post=Post.HOST, name="24.kg", urgency=Urgency.LISTING, id=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def url(server: Server) -> str:
    return server.empty()


@asynccontextmanager
async def worker(url: str) -> AsyncIterator[Desk]:
    """Open the store of one worker, who dies at the end: where it was, it stays written down."""
    store, queue = await open_fleet(url, NOW)
    try:
        yield Desk(store)
    finally:
        await queue.close()
        await store.close()


async def test_one_worker_is_at_a_host_and_the_next_one_lets_it_rest(url: str):
    async with worker(url) as one, worker(url) as other:
        first = await one.store.begin_stint(HOST, SECOND)
        meanwhile = await other.store.begin_stint(HOST, SECOND)
        pace = Pace(gap=60 * SECOND, since=20 * SECOND)
        await one.store.end_stint(HOST.post, HOST.name, pace)
        then = await other.store.begin_stint(HOST, SECOND)

    assert first.rest == timedelta()
    assert meanwhile is None
    assert 30 * SECOND < then.rest <= 40 * SECOND


async def test_a_worker_that_is_gone_at_two_looks_leaves_its_host_its_job_and_its_leases(url: str):
    async with worker(url) as heir:
        (target,) = await heir.claim_articles(heir.new(1))
        await heir.store.release([target])
        async with worker(url) as dead:
            await dead.store.begin_stint(HOST, 60 * SECOND)
            (held,) = await dead.claim(hosts=(HOST.name,), limit=1)
            alive = [await heir.store.reap(NOW) for _ in range(3)]
        looks = [await heir.store.reap(NOW) for _ in range(3)]
        begun = await heir.store.begin_stint(HOST, SECOND)
        (claimed,) = await heir.claim()
        with pytest.raises(LeaseLost):
            await heir.store.commit(Plan(target=held, next=heir.next()))

    assert alive == [[], [], []]
    assert looks == [[], [7], []]
    # When the dead one asked last, nobody knows.
    assert begun.rest > 50 * SECOND
    assert claimed.id == held.id


async def test_a_worker_is_told_where_it_is_no_longer(url: str):
    async with worker(url) as one, worker(url) as other:
        await one.store.begin_stint(HOST, SECOND)
        await one.store.begin_stint(replace(HOST, name="kg.24"), SECOND)
        both = await one.store.keep_stints({})
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE monitor_stint SET until = now() WHERE name = '24.kg'")
        await other.store.begin_stint(HOST, SECOND)
        left = await one.store.keep_stints({(Post.HOST, "kg.24"): 9 * SECOND})

    assert both == {(Post.HOST, "24.kg"), (Post.HOST, "kg.24")}
    assert left == {(Post.HOST, "kg.24")}
    assert rows(url, "SELECT gap_ms FROM monitor_stint WHERE name = 'kg.24'") == [(9_000,)]


async def test_a_job_is_asked_for_once_where_something_is_due_and_nobody_is(url: str):
    async with worker(url) as desk:
        await desk.adopt()
        asked = [await desk.store.waiting_hosts(NOW) for _ in range(2)]
        await desk.store.begin_stint(HOST, SECOND)
        begun = await desk.store.waiting_hosts(NOW)
        await desk.store.end_stint(HOST.post, HOST.name, None)
        ended = await desk.store.waiting_hosts(NOW)
        await desk.store.begin_stint(HOST, SECOND)
        await desk.store.end_stint(HOST.post, HOST.name, None, idle=60 * SECOND)
        idle = await desk.store.waiting_hosts(NOW)

    wanted = [replace(HOST, id=None)]
    assert (asked, begun, ended, idle) == ([wanted, []], [], wanted, [])


async def test_of_many_hosts_those_come_first_that_have_a_listing_and_the_others_next_time(
    url: str,
):
    async with worker(url) as desk:
        await desk.adopt()
        await desk.store.write(_another_host)
        look = partial(stints.waiting_hosts, now=to_text(NOW), at_once=1)
        looks = [await desk.store.write(look) for _ in range(3)]

    wanted = [replace(HOST, id=None), replace(HOST, id=None, name="kg.24", urgency=Urgency.ARTICLE)]
    assert looks == [wanted[:1], wanted[1:], []]


def _another_host(connection) -> None:
    """Let an article that was never read be due at another host, before the listing."""
    connection.execute("INSERT INTO host (name) VALUES ('kg.24')")
    connection.execute(
        "INSERT INTO target (source, kind, url, host, due_at, is_watched) "
        "SELECT source, 'article', 'https://kg.24/1', 'kg.24', ?, 1 FROM target",
        (to_text(NOW - MINUTE),),
    )


async def test_a_sink_waits_for_what_is_due_to_it(url: str):
    async with worker(url) as desk:
        target = await desk.claim_article()
        none = await desk.store.waiting_sinks(("log", "desk"), NOW)
        told = replace(desk.wording(target, 1), alerts=(desk.alert("msg_1", "r", "log"),))
        await desk.store.commit(told)
        asked = [
            await desk.store.waiting_sinks(("log", "desk"), now) for now in (NOW - MINUTE, NOW, NOW)
        ]

    assert none == []
    assert asked == [[], [Errand(post=Post.SINK, name="log", urgency=Urgency.DELIVERY)], []]


async def test_one_leads_and_the_next_one_does_when_it_is_gone(url: str):
    async with worker(url) as next_one:
        async with worker(url) as one:
            leads = [await one.store.lead(), await next_one.store.lead(), await one.store.lead()]
        last = await next_one.store.lead()

    assert leads == [True, False, True]
    assert last


async def test_who_works_alone_has_nobody_beside(url: str, tmp_path, monkeypatch):
    for said in ("_ALONE_AT_LAST", "_IN_COMPANY"):
        patient = getattr(opening, said)
        monkeypatch.setattr(opening, said, re.sub(r"'\ds'", "'50ms'", patient))
    async with worker(url):
        with pytest.raises(StoreInUse, match="in use by another monitor"):
            await open_postgres(url, NOW)
    store = await open_store(url, NOW)
    with pytest.raises(StoreInUse, match="in use by another monitor"):
        await open_fleet(url, NOW)
    await store.close()
    with pytest.raises(MonitorError, match="this one is a file of SQLite"):
        await open_fleet(tmp_path / "monitor.db", NOW)


async def test_a_newer_step_that_only_adds_stops_nobody(url: str):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO monitor_migration (name, is_additive) VALUES ('p9999_later', true)"
        )
        try:
            open_writer(url).close()
            open_reader(url).close()
        finally:
            connection.execute("DELETE FROM monitor_migration WHERE name = 'p9999_later'")


async def test_a_step_that_changes_something_waits_for_those_who_do_not_know_it(
    server: Server, monkeypatch
):
    url = server.create("grown")
    async with worker(url):
        monkeypatch.setattr(
            schema, "STEPS", {**schema.STEPS, "p9998_added": "CREATE TABLE more (id bigint)"}
        )
        monkeypatch.setattr("monitor.store.postgres.opening.STEPS", schema.STEPS)
        with pytest.raises(StoreUnavailable, match="others of an older version are at work"):
            await open_fleet(url, NOW)
    store, queue = await open_fleet(url, NOW)
    await queue.close()
    await store.close()

    assert rows(url, "SELECT count(*) FROM more") == [(0,)]
