"""How commits share transactions, and how the statements of a working day find their rows."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.errors import StoreUnavailable
from monitor.model import (
    Block,
    Deferred,
    DeliveryState,
    Demand,
    Event,
    EventKind,
    Front,
    Lesson,
    Merge,
    NormKey,
    NormSample,
    Plan,
    Rate,
    Reason,
    RhythmCell,
    Settlement,
    SourceHour,
    SourceUpdate,
)
from monitor.store import SqliteStore
from tests.store.desk import EN, MINUTE, NOW, Desk, opened

KEY = NormKey(section="", daypart=-1, age=4)
# Tables that hold a row a source, a host or a sink; all others grow with every day.
SMALL = {"source", "host", "sink", "json_each", "picked", "turn", "CONSTANT"}
# Of the view over an article's observations: what it says, and how it unpacks. Its tables would be named.
SMALL |= {"observation", "reading", "step"}


@asynccontextmanager
async def traced(desk: Desk) -> AsyncIterator[list[str]]:
    """Yield the statements that the writer and the reader run from now on."""
    store = desk.store
    assert isinstance(store, SqliteStore)
    statements: list[str] = []
    for lane in (store._writer, store._reader):
        await lane.run_outside(lambda c: c.set_trace_callback(statements.append))
    yield statements
    for lane in (store._writer, store._reader):
        await lane.run_outside(lambda c: c.set_trace_callback(None))


async def test_commits_that_wait_share_a_transaction(desk: Desk):
    targets = await desk.claim_articles(*map(desk.new, range(100)))
    async with traced(desk) as statements:
        await asyncio.gather(*(desk.store.commit(desk.wording(t, 1)) for t in targets))

    assert statements.count("COMMIT") <= 3
    assert sum("INSERT INTO revision_search" in s and s[:2] != "--" for s in statements) <= 3


async def test_a_group_is_bounded(desk: Desk):
    async with traced(desk) as statements:
        await asyncio.gather(*(desk.store.wish([EN], NOW, 1) for _ in range(600)))

    assert statements.count("COMMIT") == 3


async def test_reads_that_wait_share_a_snapshot(desk: Desk):
    async with traced(desk) as statements:
        await asyncio.gather(*(desk.known([b"k" * 16]) for _ in range(50)))

    assert statements.count("BEGIN") == 1


async def test_what_was_accepted_before_the_end_is_finished(desk: Desk):
    targets = await desk.claim_articles(*map(desk.new, range(50)))
    commits = [asyncio.ensure_future(desk.store.commit(desk.wording(t, 1))) for t in targets]
    await asyncio.sleep(0)
    await desk.store.close()
    committed = await asyncio.gather(*commits)

    assert sum(c.revisions for c in committed) == 50
    with pytest.raises(StoreUnavailable, match="closed"):
        await desk.claim()


async def test_the_house_is_kept_while_work_goes_on(desk: Desk):
    assert isinstance(desk.store, SqliteStore)
    targets = await desk.claim_articles(*map(desk.new, range(50)))
    await asyncio.gather(
        *(desk.store.commit(desk.wording(t, 1)) for t in targets), desk.store.tend(NOW)
    )
    await desk.store.tend(NOW)

    assert await desk.store.next_check_at() == NOW + MINUTE


async def test_what_hosts_are_asked_is_summed_anew_by_the_housekeeping_and_at_the_start(
    desk: Desk, path: Path
):
    assert isinstance(desk.store, SqliteStore)
    targets = await desk.claim_articles(*map(desk.new, range(4)))
    for target, due_at in zip(targets, (NOW, NOW, NOW + MINUTE, None), strict=True):
        next_ = replace(desk.next(due_at), worth=0.5, firm=2.0)
        await desk.store.commit(Plan(target=target, next=next_))
    await desk.claim(limit=1)
    sums = []
    for mend in (desk.store.tend(NOW), desk.store.close()):
        await desk.store._writer.run_outside(
            lambda c: c.execute("UPDATE host SET worth = worth + 1, firm = 77")
        )
        await mend
        async with AsyncExitStack() as stack:
            other = desk if not sums else await stack.enter_async_context(opened(path))
            sums.append((await other.known()).host)

    assert sums == [Demand(worth=1.5, firm=6.0)] * 2


async def test_no_statement_of_a_working_day_reads_a_table_that_grows_from_end_to_end(desk: Desk):
    async with traced(desk) as statements:
        await a_working_day(desk)
    seen = {s for s in statements if re.match(r"\s*(SELECT|UPDATE|DELETE|INSERT|WITH)", s)}
    # Once a start or a reload, or twice an hour: not all day. The search has a handful of settings.
    rare = r"\s*UPDATE (target SET is_watched|host SET worth = asked)|.*'revision_search_config'"
    seen -= {s for s in seen if re.match(rare, s)}
    assert isinstance(desk.store, SqliteStore)
    scans = {}
    for statement in seen:
        plan = await desk.store._writer.run_outside(
            lambda c, s=statement: c.execute(f"EXPLAIN QUERY PLAN {s}").fetchall()
        )
        details = [detail for *_, detail in plan]
        found = {m[1] for d in details if (m := re.match(r"SCAN (\w+)", d))} - SMALL
        # The few leases that live are read from an index that has nothing else.
        bounded = any("target_leased" in d or "delivery_leased" in d for d in details)
        if found and not bounded:
            scans[statement] = details

    assert len(seen) >= 60
    assert scans == {}


async def a_working_day(desk: Desk) -> None:
    """Let everything happen once that happens all day."""
    found = [desk.new(n, "crowd.example") for n in range(200)]
    await desk.store.release(await desk.claim_articles(*found))
    one, double, *rest = await desk.claim()
    await desk.store.release(rest)
    assert one.article is not None
    assert double.article is not None
    told = desk.wording(
        one,
        1,
        matches=(desk.match(),),
        alerts=(desk.alert(),),
        rates=(Rate(currency="USD", value=87.4),),
        host=desk.sign(one, limited_until=NOW + MINUTE),
        events=(Event(article=one.article, kind=EventKind.WITHDRAWN, at=NOW),),
        samples=(NormSample(key=KEY, log_views=1.0, pace=3),),
    )
    await desk.store.commit(told)
    await desk.store.wish([EN], NOW, 1)
    await a_poll(desk, one.article)
    merge = Merge(duplicate=double.article, article=one.article)
    await desk.store.commit(Plan(target=double, next=desk.next(None), merge=merge))
    await desk.claim(limit=1, concurrency=1, now=NOW + MINUTE, sources={EN})
    await desk.claim(limit=2, concurrency=1, now=NOW + 2 * MINUTE)
    for target in (one, desk.listing()):
        await desk.known([desk.identity(n).key for n in range(20)], target, [KEY])
    await desk.store.numbers("24.kg", NOW)
    await desk.store.seek(EN, [desk.new(999)], NOW)
    per_sink = {"log": 1}
    for _ in range(2):
        (delivery,) = await desk.store.claim_deliveries(
            NOW, limit=1, lease=MINUTE, per_sink=per_sink
        )
        await desk.store.hand_back([delivery])
    (delivery,) = await desk.store.claim_deliveries(NOW, limit=1, lease=MINUTE, per_sink=per_sink)
    late = Deferred(reason=Reason.TIMEOUT, at=NOW, took=timedelta(seconds=1))
    await desk.store.settle(
        Settlement(delivery=delivery, outcome=late, state=DeliveryState.PENDING, due_at=NOW)
    )
    await desk.store.next_check_at()
    await desk.store.next_delivery_at()


async def a_poll(desk: Desk, article: int) -> None:
    """Let two polls of the listing say all that a poll can say."""
    hour = SourceHour(hour_at=NOW.replace(minute=0, second=0, microsecond=0), polls=1)
    lesson = Lesson(cells=(RhythmCell(hour=0, posts=1, hours=1),), heat=1.0, heat_at=NOW)
    front = Front(block=Block.LISTING, at=NOW, continues_from=None, positions=((article, 1),))
    await desk.poll(
        source=SourceUpdate(hours=(hour,), lesson=lesson),
        found=(replace(desk.new(900), position=2),),
        fronts=(replace(front, left=(article,)),),
        hasten=(article,),
    )
    await desk.poll(fronts=(replace(front, positions=(), is_unchanged=True),))
