"""The gate under a clock turned by hand: no overlap above the limit, no gap under the delay, nobody overtaken."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.fetch import Gate
from monitor.model import Politeness, PolitenessRules
from tests.fetch.stagehand import SharedClock

SECOND = timedelta(seconds=1)


def rules(delay: float = 2, concurrency: int = 1, **by_host: Politeness) -> PolitenessRules:
    return PolitenessRules(
        default=Politeness(delay=timedelta(seconds=delay), concurrency=concurrency),
        by_host={name.replace("_", "."): owed for name, owed in by_host.items()},
    )


class Visitors:
    """Asks through a gate, and writes down who was inside and when."""

    def __init__(self, politeness: PolitenessRules) -> None:
        self.clock = SharedClock()
        self.gate = Gate(politeness, self.clock)
        self.spans: list[tuple[str, int, float, float]] = []

    async def visit(
        self, host: str, number: int = 0, lasts: float = 1, at_least: timedelta = timedelta()
    ) -> None:
        async with self.gate.turn(host, at_least):
            began = self.clock.time
            if lasts:
                await self.clock.sleep(timedelta(seconds=lasts))
            self.spans.append((host, number, began, self.clock.time))

    def of(self, host: str) -> list[tuple[float, float]]:
        return sorted((began, ended) for name, _, began, ended in self.spans if name == host)


def most_at_once(spans: list[tuple[float, float]]) -> int:
    moments = sorted([(b, 1) for b, _ in spans] + [(e, -1) for _, e in spans])
    now = most = 0
    for _, change in moments:
        now += change
        most = max(most, now)
    return most


async def test_one_host_is_asked_one_after_another_with_a_rest_between():
    visitors = Visitors(rules())
    await visitors.clock.run(*(visitors.visit("a", n) for n in range(50)))
    spans = visitors.of("a")
    assert most_at_once(spans) == 1
    assert min(later[0] - earlier[1] for earlier, later in pairwise(spans)) == pytest.approx(2)
    assert spans[-1][0] - spans[0][0] == pytest.approx(49 * 3)


async def test_the_line_is_served_in_order():
    visitors = Visitors(rules())
    await visitors.clock.run(*(visitors.visit("a", n, lasts=n % 3) for n in range(30)))
    assert [number for _, number, _, _ in visitors.spans] == list(range(30))


@pytest.mark.parametrize("concurrency", [2, 4])
async def test_no_more_are_inside_than_agreed_and_no_two_events_are_too_close(concurrency):
    visitors = Visitors(rules(delay=1, concurrency=concurrency))
    await visitors.clock.run(*(visitors.visit("a", n, lasts=5 + n % 7) for n in range(60)))
    spans = visitors.of("a")
    assert most_at_once(spans) == concurrency
    events = sorted([b for b, _ in spans] + [e for _, e in spans])
    for began, _ in spans:
        before = [event for event in events if event < began]
        assert not before or began - before[-1] >= 1 - 1e-9


async def test_hosts_do_not_wait_for_each_other():
    visitors = Visitors(rules())
    hosts = [f"host{n}" for n in range(200)]
    await visitors.clock.run(*(visitors.visit(host) for host in hosts for _ in range(3)))
    for host in hosts:
        assert [began for began, _ in visitors.of(host)] == [1_000, 1_003, 1_006]


async def test_each_host_is_owed_its_own_politeness():
    slow = Politeness(delay=timedelta(seconds=30))
    visitors = Visitors(rules(delay=1, slow_example=slow))
    await visitors.clock.run(
        *(visitors.visit(host) for host in ("slow.example", "quick.example") for _ in range(2))
    )
    assert [b for b, _ in visitors.of("slow.example")] == [1_000, 1_031]
    assert [b for b, _ in visitors.of("quick.example")] == [1_000, 1_002]


async def test_a_wider_gap_counts_from_the_last_request():
    visitors = Visitors(rules())
    ten = timedelta(seconds=10)
    await visitors.clock.run(*(visitors.visit("a", at_least=ten) for _ in range(3)))
    assert [began for began, _ in visitors.of("a")] == [1_000, 1_011, 1_022]


async def test_a_narrower_gap_changes_nothing():
    visitors = Visitors(rules())
    await visitors.clock.run(*(visitors.visit("a", at_least=SECOND) for _ in range(2)))
    assert [began for began, _ in visitors.of("a")] == [1_000, 1_003]


async def test_a_request_that_failed_counts_as_well():
    visitors = Visitors(rules())

    async def fail() -> None:
        with pytest.raises(RuntimeError):
            async with visitors.gate.turn("a"):
                raise RuntimeError

    await visitors.clock.run(fail(), visitors.visit("a"))
    assert visitors.of("a") == [(1_002, 1_003)]


async def test_who_gives_up_waiting_holds_nobody_up():
    visitors = Visitors(rules())
    await visitors.clock.run(visitors.visit("a"))
    waiting = [asyncio.create_task(visitors.visit("a", n)) for n in range(3)]
    for _ in range(5):
        await asyncio.sleep(0)
    for task in waiting[:2]:
        task.cancel()
    await visitors.clock.run(waiting[2], visitors.visit("a", 9))
    assert [number for _, number, _, _ in visitors.spans] == [0, 2, 9]


async def test_idle_hosts_are_forgotten_and_waiting_ones_are_not():
    visitors = Visitors(rules(delay=0))
    await visitors.clock.run(*(visitors.visit(f"host{n}") for n in range(500)))
    visitors.clock.pass_by(timedelta(minutes=5))
    await visitors.clock.run(*(visitors.visit(f"new{n}") for n in range(300)))
    assert len(visitors.gate._hosts) == 300


async def test_a_host_is_not_forgotten_while_it_is_owed_a_rest():
    visitors = Visitors(rules(delay=600))
    await visitors.clock.run(visitors.visit("a", lasts=0))
    visitors.clock.pass_by(timedelta(seconds=100))
    await visitors.clock.run(visitors.visit("b", lasts=0), visitors.visit("c", lasts=0))
    await visitors.clock.run(visitors.visit("a", lasts=0))
    assert [began for began, _ in visitors.of("a")] == [1_000, 1_600]
