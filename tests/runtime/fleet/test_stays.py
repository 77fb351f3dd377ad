"""Where a process is as the only one, and what becomes of pages that lead to a host where another one is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from monitor.errors import HostTaken, StoreUnavailable
from monitor.fetch import SharedGate
from monitor.model import Politeness, PolitenessRules
from monitor.model.fleet import Errand, Post, Urgency
from monitor.runtime.clock import SystemClock
from monitor.runtime.fleet import stays as room
from monitor.runtime.fleet.stays import Stays
from monitor.store import open_fleet

HOST = Errand(post=Post.HOST, name="24.kg", urgency=Urgency.LISTING)
GAP = timedelta(milliseconds=200)


@pytest.fixture
async def two(server) -> AsyncIterator[tuple[Stays, Stays]]:
    """Yield where two processes are."""
    url, clock = server.empty(), SystemClock()
    opened = [await open_fleet(url, datetime.now(UTC)) for _ in range(2)]
    first, second = (Stays(store, clock) for store, _ in opened)
    yield first, second
    for store, queue in opened:
        await queue.close()
        await store.close()


def gate_of(stays: Stays) -> SharedGate:
    politeness = PolitenessRules(default=Politeness(delay=GAP))
    return SharedGate(politeness, SystemClock(), stays)


async def test_who_is_there_already_asks_and_another_process_waits_until_it_has_left(two):
    first, second = two
    asked: list[tuple[str, float]] = []

    async def ask(stays: Stays, who: str) -> None:
        async with gate_of(stays).turn("24.kg"):
            asked.append((who, asyncio.get_running_loop().time()))

    async with first.stay(HOST, GAP) as stay:
        assert stay is not None
        waiting = asyncio.ensure_future(ask(second, "second"))
        await ask(first, "first")
        async with second.stay(HOST, GAP) as refused:
            assert refused is None
    await waiting

    (_, before), (_, after) = asked
    assert [who for who, _ in asked] == ["first", "second"]
    assert after - before >= GAP.total_seconds()


async def test_a_page_does_not_wait_for_a_host_for_ever(two, monkeypatch):
    first, second = two
    monkeypatch.setattr(room, "_PATIENCE", timedelta())
    async with first.stay(HOST, GAP):
        with pytest.raises(HostTaken, match=r"another worker asks 24\.kg"):
            async with gate_of(second).turn("24.kg"):
                raise AssertionError("it is not asked")


async def test_whoever_cannot_say_that_it_is_there_is_so_no_longer(two, monkeypatch):
    first, _ = two

    async def silent(_: object) -> set[object]:
        raise StoreUnavailable("the server is away")

    async with first.stay(HOST, GAP) as stay:
        await first.keep()
        monkeypatch.setattr(first._store, "keep_stints", silent)
        with pytest.raises(StoreUnavailable):
            await first.keep()
        was_lost = stay.lost.is_set()
        monkeypatch.setattr(room, "SILENT", -1.0)
        with pytest.raises(StoreUnavailable):
            await first.keep()

    assert (was_lost, stay.lost.is_set()) == (False, True)


async def test_a_process_that_stood_still_asks_nothing_where_another_is_by_now(two, monkeypatch):
    first, second = two
    async with first.stay(HOST, GAP):
        await _expire(second)
        async with second.stay(HOST, GAP) as heir:
            assert heir is not None
            monkeypatch.setattr(room, "SILENT", -1.0)
            with pytest.raises(HostTaken, match="by now"):
                async with gate_of(first).turn("24.kg"):
                    raise AssertionError("it is not asked")


async def test_what_could_not_be_ended_is_ended_later(two, monkeypatch):
    first, second = two

    async def silent(*_: object, **__: object) -> None:
        raise StoreUnavailable("the server is away")

    with monkeypatch.context() as away:
        async with first.stay(HOST, GAP) as stay:
            first.note(stay, timedelta(minutes=1))
            away.setattr(first._store, "end_stint", silent)
    async with second.stay(HOST, GAP) as before:
        assert before is None
    await first.keep()
    async with second.stay(HOST, GAP) as after:
        rest = after.may_ask_at - SystemClock().monotonic()

    assert rest > 30


async def _expire(stays: Stays) -> None:
    """Let every stint run out."""
    await stays._store.write(
        lambda connection: connection.execute("UPDATE monitor_stint SET until = clock_timestamp()")
    )
