"""One check and one delivery: a real store, and fakes at the ports of fetcher, sink and clock."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.core.reading import read
from monitor.core.watch import Watch
from monitor.errors import StaleKnown, StoreUnavailable
from monitor.model import (
    AlertKind,
    ArticleSelectors,
    Committed,
    Deferred,
    DeliveryState,
    EventKind,
    Failed,
    Fetched,
    Field,
    NextCheck,
    Once,
    Page,
    Pick,
    Plan,
    Politeness,
    PolitenessRules,
    Reason,
    Rejected,
    Selectors,
    Sent,
    SinkKind,
    SinkSettings,
    SourceUpdate,
    Target,
)
from monitor.model.evidence import Receipt
from monitor.pipeline import Outlet, Pipeline
from monitor.store import open_store
from tests.core.story.texts import article as written
from tests.factories import LISTING, NOW, rule, selectors, source, watch

MINUTE = timedelta(minutes=1)
ARTICLE = "https://24.kg/english/100_Title/"
TEXT = written(1)
PAGES = {
    LISTING: f'<html><div class="one"><a href="{ARTICLE}">Vakunov speaks</a></div>',
    ARTICLE: "<html><h1>Vakunov speaks</h1>",
}


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self):
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def jitter(self) -> float:
        return 0.5

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(0)


class Site:
    """A fetcher that knows a few pages, or fails as it is told."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.pages = PAGES
        self.failure: Failed | Exception | None = None
        self.receipt: Receipt | None = None
        self.asked: list[Target] = []

    async def get(self, target: Target, selectors: Selectors):
        self.asked.append(target)
        if isinstance(self.failure, Exception):
            raise self.failure
        if self.failure is not None:
            return self.failure
        page = Page(url=target.url, final_url=target.url, body=self.pages[target.url].encode())
        now = self.clock.now()
        reading = read(target, page, selectors, now)
        took = timedelta(milliseconds=5)
        return Fetched(page=page, at=now, took=took, reading=reading, receipt=self.receipt)


class Desk:
    """A sink that answers as it is told."""

    def __init__(self) -> None:
        self.outcome: object = Sent(at=NOW, took=timedelta())
        self.told: list[str] = []

    async def send(self, delivery):
        self.told.append(delivery.alert)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


class Bench:
    """A pipeline over a real store, and what it reported."""

    def __init__(self, store, clock: HandClock) -> None:
        self.store = store
        self.clock = clock
        self.site = Site(clock)
        self.desk = Desk()
        self.checked: list = []
        self.settled: list = []
        self.settings = SinkSettings(id="desk", kind=SinkKind.CONSOLE, retry=(MINUTE, MINUTE))

    def pipeline(self, store=None, watch_: Watch | None = None, evidence=None) -> Pipeline:
        watch_ = watch_ or watch(rule("vakunov", "Vakunov"))
        return Pipeline(
            fetcher=self.site,
            store=store or self.store,
            watches={watch_.source.id: watch_},
            outlets={"desk": Outlet(sink=self.desk, settings=self.settings)},
            alarms=(),
            clock=self.clock,
            on_checked=self.checked.append,
            on_settled=self.settled.append,
            evidence=evidence,
        )

    async def claim(self) -> list[Target]:
        now = self.clock.now()
        return await self.store.claim_due(
            now,
            due_by=now,
            limit=9,
            lease=MINUTE,
            politeness=PolitenessRules(default=Politeness(concurrency=9)),
        )

    async def deliver(self, pipeline: Pipeline) -> None:
        due = await self.store.claim_deliveries(
            self.clock.now(), limit=9, lease=MINUTE, per_sink={"desk": 9}
        )
        for delivery in due:
            await pipeline.deliver(delivery)

    async def work_off(self, pipeline: Pipeline) -> None:
        while targets := await self.claim():
            for target in targets:
                await pipeline.check(target)


@pytest.fixture
async def bench(tmp_path) -> AsyncIterator[Bench]:
    store = await open_store(tmp_path / "monitor.db", NOW)
    await store.adopt([source()], ["desk"], NOW)
    # A first round that is over: what comes now is news.
    (listing,) = await Bench(store, HandClock()).claim()
    made = Bench(store, HandClock())
    seeded = SourceUpdate(seeded_at=NOW - MINUTE, polled_at=NOW - MINUTE)
    await store.commit(
        Plan(target=listing, next=NextCheck(due_at=NOW, checked_at=NOW), source=seeded)
    )
    yield made
    await store.close()


async def test_from_listing_to_article_to_alert_to_sink(bench: Bench):
    pipeline = bench.pipeline()

    await bench.work_off(pipeline)
    await bench.deliver(pipeline)

    assert [checked.committed.articles for checked in bench.checked] == [1, 0]
    assert len(bench.desk.told) == 1
    assert [settled.state for settled in bench.settled] == [DeliveryState.SENT]


class Restless:
    """The store, whose first commit finds the article moved."""

    def __init__(self, store) -> None:
        self.store = store
        self.refusals = 1

    def __getattr__(self, name: str):
        return getattr(self.store, name)

    async def commit(self, plan, leases=None) -> Committed:
        if self.refusals:
            self.refusals -= 1
            raise StaleKnown("moved")
        return await self.store.commit(plan, leases)


async def test_an_article_that_moved_meanwhile_is_decided_again(bench: Bench):
    (target,) = await bench.claim()

    await bench.pipeline(Restless(bench.store)).check(target)

    assert len(bench.checked) == 1
    assert len(bench.site.asked) == 1


class Vault:
    """Keeps pages by saying so, and remembers whose."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []

    async def keep(self, receipt: Receipt, plan: Plan, site: str) -> str:
        self.plans.append(plan)
        return f"page-{len(self.plans)}"


async def test_what_a_check_stores_names_the_page_that_was_kept_before(bench: Bench, tmp_path):
    bench.site.receipt = Receipt(1, 1)
    vault = Vault()

    await bench.work_off(bench.pipeline(evidence=vault))

    assert [checked.plan.page for checked in bench.checked] == [None, "page-1"]
    assert [plan.target.url for plan in vault.plans] == [ARTICLE]
    with sqlite3.connect(tmp_path / "monitor.db") as connection:
        for table in ("revision", "alert"):
            rows = connection.execute(f"SELECT page FROM {table}").fetchall()
            assert rows == [("page-1",)]


async def test_a_page_is_kept_once_however_often_the_check_is_decided(bench: Bench):
    bench.site.receipt = Receipt(1, 1)
    pipeline = bench.pipeline()
    (listing,) = await bench.claim()
    await pipeline.check(listing)
    vault, restless = Vault(), Restless(bench.store)
    (target,) = await bench.claim()

    await bench.pipeline(restless, evidence=vault).check(target)

    assert (restless.refusals, len(vault.plans)) == (0, 1)


async def test_of_copies_that_are_checked_at_once_one_is_told(bench: Bench):
    urls = [f"https://24.kg/english/{number}_Title/" for number in range(201, 209)]
    links = "".join(f'<div class="one"><a href="{url}">Title</a></div>' for url in urls)
    bench.site.pages = {LISTING: f"<html>{links}"}
    bench.site.pages |= {url: f"<html><h1>{url}</h1><p>{TEXT}</p>" for url in urls}
    fields = {
        name: Field(picks=(Pick(source=css, css=css),))
        for name, css in (("title", "h1"), ("body", "p"))
    }
    once = replace(
        rule("vakunov", "Vakunov"),
        on=frozenset({EventKind.MATCHED, EventKind.COPY}),
        once=Once.STORY,
    )
    article = selectors(article=ArticleSelectors(fields=fields))
    pipeline = bench.pipeline(watch_=watch(once, selectors=article))
    (listing,) = await bench.claim()
    await pipeline.check(listing)
    bench.clock.at += timedelta(minutes=10)

    targets = [target for target in await bench.claim() if target.article is not None]
    await asyncio.gather(*map(pipeline.check, targets[:2]))
    for target in targets[2:]:
        await pipeline.check(target)

    alerts = [alert.kind for checked in bench.checked for alert in checked.plan.alerts]
    assert sorted(alerts) == [AlertKind.COPY] * 7 + [AlertKind.MATCHED]
    assert sum(checked.committed.matches for checked in bench.checked) == 8
    assert sum(checked.committed.deliveries for checked in bench.checked) == 8


async def test_a_bug_in_one_check_is_recorded_and_the_target_comes_again(bench: Bench):
    bench.site.failure = ZeroDivisionError("oops")
    (target,) = await bench.claim()

    await bench.pipeline().check(target)

    (checked,) = bench.checked
    assert checked.plan.next.reason is Reason.BUG
    assert "oops" in checked.plan.next.detail
    assert checked.plan.next.due_at > NOW


async def test_a_store_that_fails_loses_nothing_and_raises_nothing(bench: Bench):
    class Full:
        async def known(self, *words):
            raise StoreUnavailable("the disk is full")

    (target,) = await bench.claim()

    await bench.pipeline(Full()).check(target)
    await bench.store.release([target])

    assert bench.checked == []
    assert [claimed.id for claimed in await bench.claim()] == [target.id]


async def test_what_a_reload_took_away_meanwhile_is_handed_back(bench: Bench):
    pipeline = bench.pipeline(watch_=watch(source=source(id="another")))
    (target,) = await bench.claim()

    await pipeline.check(target)

    assert [claimed.id for claimed in await bench.claim()] == [target.id]


async def test_a_lost_lease_drops_the_plan(bench: Bench):
    (target,) = await bench.claim()

    await bench.pipeline().check(replace(target, lease="stale"))

    assert bench.checked == []


async def test_a_wish_for_pages_asks_unconditionally(bench: Bench):
    await bench.store.wish([source().id], NOW, 5)
    (target,) = await bench.claim()

    await bench.pipeline().check(target)

    assert bench.site.asked[0].validators.etag is None


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Deferred(reason=Reason.TIMEOUT, at=NOW, took=MINUTE), DeliveryState.PENDING),
        (Rejected(reason=Reason.BAD_URL, at=NOW, took=MINUTE), DeliveryState.DEAD),
        (Rejected(reason=Reason.GONE, at=NOW, took=MINUTE), DeliveryState.PENDING),
        (RuntimeError("a bug in a sink"), DeliveryState.PENDING),
    ],
)
async def test_what_a_send_comes_to_decides_the_delivery(bench: Bench, outcome, state):
    pipeline = bench.pipeline()
    bench.desk.outcome = outcome

    await bench.work_off(pipeline)
    await bench.deliver(pipeline)

    assert [settled.state for settled in bench.settled] == [state]


async def test_a_delivery_is_given_up_at_the_end_of_its_schedule(bench: Bench):
    pipeline = bench.pipeline()
    bench.desk.outcome = Deferred(reason=Reason.TIMEOUT, at=NOW, took=MINUTE)
    await bench.work_off(pipeline)

    for _ in range(5):
        await bench.deliver(pipeline)
        bench.clock.at += timedelta(minutes=2)

    assert len(bench.desk.told) == 3
    assert len(set(bench.desk.told)) == 1
    assert bench.settled[-1].state is DeliveryState.DEAD


class Forgetful:
    """The store, which ends between a listing's commit and what the listing tells."""

    def __init__(self, store) -> None:
        self.store = store
        self.deaths = 1

    def __getattr__(self, name: str):
        return getattr(self.store, name)

    async def claim_told(self, *words, **options):
        if self.deaths:
            self.deaths -= 1
            raise StoreUnavailable("gone")
        return await self.store.claim_told(*words, **options)


async def test_what_a_listing_tells_is_an_article_whole_and_told_by_the_next_poll_after_a_crash(
    bench: Bench,
):
    alone = selectors(article=ArticleSelectors(fields={}, is_on_listing=True))
    watch_ = watch(rule("vakunov", "Vakunov"), selectors=alone, source=source(every=MINUTE))
    pipeline = bench.pipeline(Forgetful(bench.store), watch_)

    await bench.work_off(pipeline)
    first = [checked.committed.revisions for checked in bench.checked]
    bench.clock.at += 2 * MINUTE
    await bench.work_off(pipeline)
    await bench.deliver(pipeline)

    assert first == [0]
    assert [checked.committed.revisions for checked in bench.checked[1:]] == [0, 1]
    assert {target.url for target in bench.site.asked} == {LISTING}
    assert len(bench.desk.told) == 1
