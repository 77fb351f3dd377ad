"""Stages on loopback, and fetchers that may reach them and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from monitor.egress import Egress, Resolve
from monitor.fetch import Fetcher
from monitor.fetch.direct import Direct
from monitor.model import FetchLimits, Politeness, PolitenessRules
from monitor.ports import Clock
from tests.egress.stage import Play, Stage, everyday_context
from tests.fetch.stagehand import HandClock

POLITE = PolitenessRules(default=Politeness(delay=timedelta(seconds=2)))
PLAIN = PolitenessRules(default=Politeness(delay=timedelta(), concurrency=32, robots=False))


@pytest.fixture
async def set_stage() -> AsyncIterator[Callable[..., Awaitable[Stage]]]:
    stages: list[Stage] = []

    async def start(plays: dict[str, Play], **options) -> Stage:
        stage = Stage(plays, **options)
        await stage.open()
        stages.append(stage)
        return stage

    yield start
    for stage in stages:
        await stage.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def make_fetcher(clock) -> AsyncIterator[Callable[..., Fetcher]]:
    opened: list[Egress] = []

    def make(
        *stages: Stage,
        politeness: PolitenessRules = PLAIN,
        resolve: Resolve | None = None,
        clock: Clock = clock,
        **limits,
    ) -> Fetcher:
        limits.setdefault("timeout", timedelta(seconds=5))
        allowed = frozenset(stage.address for stage in stages)
        bounds = FetchLimits(allow_addresses=allowed, **limits)
        egress = Egress(bounds, clock, resolve=resolve, context=everyday_context())
        opened.append(egress)
        exchange = Direct(egress, clock.now)
        return Fetcher(egress, exchange, limits=bounds, politeness=politeness, clock=clock)

    yield make
    for egress in opened:
        await egress.aclose()
    await asyncio.sleep(0)
