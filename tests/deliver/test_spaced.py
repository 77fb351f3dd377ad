"""Deliveries are spaced, one at a time, and what comes of them is the sink's own answer."""

import asyncio
from datetime import UTC, datetime, timedelta

from monitor.deliver import SpacedSink
from monitor.model import Delivery, Sent

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DELAY = timedelta(seconds=2)


class Clock:
    """A clock that goes on while somebody sleeps."""

    def __init__(self) -> None:
        self.at = 100.0

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.at

    def jitter(self) -> float:
        return 0.5

    async def sleep(self, duration: timedelta) -> None:
        await asyncio.sleep(0)
        self.at += duration.total_seconds()


class Desk:
    """A sink that takes a while."""

    def __init__(self, clock: Clock, takes: float) -> None:
        self.clock = clock
        self.takes = takes
        self.began: list[float] = []
        self.at_once = self.most_at_once = 0

    async def send(self, delivery: Delivery) -> Sent:
        self.began.append(self.clock.at)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.clock.sleep(timedelta(seconds=self.takes))
        self.at_once -= 1
        return Sent(at=NOW, took=timedelta(seconds=self.takes), status=200 + delivery.id)


def delivery(number: int) -> Delivery:
    return Delivery(
        id=number, alert="msg", sink="desk", payload="{}", attempts=0, created_at=NOW, lease="x"
    )


async def send(takes: float):
    clock = Clock()
    desk = Desk(clock, takes)
    sink = SpacedSink(desk, delay=DELAY, clock=clock)
    outcomes = await asyncio.gather(*(sink.send(delivery(number)) for number in range(3)))
    return desk, [outcome.status for outcome in outcomes]


async def test_quick_deliveries_begin_at_least_so_far_apart():
    desk, statuses = await send(0.5)

    assert desk.began == [100.0, 102.0, 104.0]
    assert statuses == [200, 201, 202]
    assert desk.most_at_once == 1


async def test_a_slow_delivery_is_not_waited_for_twice():
    desk, _ = await send(5.0)

    assert desk.began == [100.0, 105.0, 110.0]
    assert desk.most_at_once == 1
