"""A crew claims jobs and does them, so many at once."""

import asyncio
from datetime import timedelta

import pytest

from monitor.errors import StoreUnavailable
from monitor.ports import Clock
from monitor.runtime import crew as crews
from monitor.runtime.clock import SystemClock
from monitor.runtime.crew import Crew


class LeapingClock(SystemClock):
    """A clock by which two hours lie between two looks at it."""

    seconds = 0.0

    def monotonic(self) -> float:
        self.seconds += 7200
        return self.seconds


class Bench:
    """Jobs on a bench: numbers to claim, events that let one finish, and a diary."""

    def __init__(self, *jobs: int) -> None:
        self.waiting = list(jobs)
        self.begun: asyncio.Queue[int] = asyncio.Queue()
        self.gate = asyncio.Event()
        self.done: list[int] = []
        self.handed_back: list[int] = []
        self.troubles: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.errors: list[Exception] = []
        self.following: dict[int, int] = {}

    async def claim(self, limit: int) -> list[int]:
        if self.errors:
            raise self.errors.pop()
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    async def perform(self, job: int) -> int | None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.begun.put_nowait(job)
        try:
            await self.gate.wait()
            self.done.append(job)
            return self.following.get(job)
        finally:
            self.at_once -= 1

    async def hand_back(self, jobs) -> None:
        self.handed_back.extend(jobs)

    def crew(self, size: int, clock: Clock | None = None) -> Crew[int]:
        return Crew(
            size=size,
            claim=self.claim,
            perform=self.perform,
            hand_back=self.hand_back,
            trouble=lambda error: self.troubles.append(str(error)),
            clock=clock or SystemClock(),
        )


async def test_a_finishing_crew_does_all_there_is_and_returns():
    bench = Bench(*range(10))
    bench.gate.set()
    crew = bench.crew(3)

    crew.finish()
    await crew.work()

    assert sorted(bench.done) == list(range(10))


@pytest.mark.parametrize("errors", [[], [StoreUnavailable("the disk is full")]])
async def test_a_crew_knows_whether_it_has_looked_for_work_and_whether_it_stops(errors):
    bench = Bench()
    bench.errors = errors
    crew = bench.crew(1)
    before = (crew.has_looked, crew.is_stopping)
    crew.stop()
    stopped = (crew.has_looked, crew.is_stopping)
    crew = bench.crew(1)
    crew.finish()
    await crew.work()

    assert (before, stopped) == ((False, False), (False, True))
    assert (crew.has_looked, crew.is_stopping) == (True, False)


async def test_never_more_than_its_size_are_at_work():
    bench = Bench(*range(20))
    crew = bench.crew(4)
    crew.finish()
    working = asyncio.create_task(crew.work())
    for _ in range(4):
        await bench.begun.get()

    bench.gate.set()
    await working

    assert bench.most_at_once == 4


async def test_a_woken_crew_takes_on_what_has_come():
    bench = Bench()
    crew = bench.crew(2)
    working = asyncio.create_task(crew.work())
    await asyncio.sleep(0)

    bench.waiting.append(1)
    crew.wake()

    assert await bench.begun.get() == 1
    bench.gate.set()
    crew.finish()
    await working
    assert bench.done == [1]


async def test_a_stopping_crew_finishes_what_it_holds_and_claims_no_more():
    bench = Bench(1, 2)
    crew = bench.crew(1)
    working = asyncio.create_task(crew.work())
    await bench.begun.get()

    crew.stop()
    bench.gate.set()
    await working

    assert bench.done == [1]
    assert bench.waiting == [2]


async def test_a_cancelled_crew_hands_back_what_it_holds():
    bench = Bench(1, 2)
    crew = bench.crew(2)
    working = asyncio.create_task(crew.work())
    await bench.begun.get()
    await bench.begun.get()

    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert sorted(bench.handed_back) == [1, 2]
    assert bench.done == []


async def test_a_crew_that_is_cancelled_while_it_stops_hands_back_what_it_holds():
    bench = Bench(1, 2)
    crew = bench.crew(2)
    working = asyncio.create_task(crew.work())
    await bench.begun.get()
    await bench.begun.get()
    crew.stop()
    # It waits for the two by now.
    await asyncio.sleep(0)

    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working

    assert sorted(bench.handed_back) == [1, 2]


async def test_what_is_in_hand_now_is_outlasted_and_what_comes_later_is_not():
    bench = Bench(1)
    crew = bench.crew(2)
    working = asyncio.create_task(crew.work())
    await bench.begun.get()
    outlasting = asyncio.create_task(crew.outlast())
    await asyncio.sleep(0)
    gate, bench.gate = bench.gate, asyncio.Event()
    bench.waiting.append(2)
    crew.wake()
    await bench.begun.get()

    gate.set()
    await outlasting

    assert bench.done == [1]
    bench.gate.set()
    crew.finish()
    await working
    await crew.outlast()


async def test_a_store_in_trouble_is_reported_and_asked_again():
    bench = Bench(1)
    bench.errors.append(StoreUnavailable("the disk is full"))
    bench.gate.set()
    crew = bench.crew(1)
    working = asyncio.create_task(crew.work())
    await asyncio.sleep(0)

    crew.wake()
    assert await bench.begun.get() == 1
    crew.finish()
    await working

    assert bench.troubles == ["the disk is full"]


async def test_work_that_a_job_leaves_while_the_crew_looks_is_not_overlooked():
    bench = Bench(1)
    looked = asyncio.Event()

    async def claim(limit: int) -> list[int]:
        taken = await bench.claim(limit)
        if bench.at_once:
            # The answer was "nothing" when the last job in hand ends and leaves another.
            looked.set()
            while bench.at_once or crew.at_work:  # noqa: ASYNC110 - the very turn of the loop matters
                await asyncio.sleep(0)
        return taken

    async def perform(job: int) -> None:
        bench.at_once += 1
        bench.begun.put_nowait(job)
        await asyncio.wait_for(looked.wait(), 5) if job == 1 else None
        bench.waiting.extend([2] if job == 1 else [])
        bench.done.append(job)
        bench.at_once -= 1

    crew = bench.crew(2)
    crew._claim, crew._perform = claim, perform
    crew.finish()
    working = asyncio.create_task(crew.work())
    await bench.begun.get()
    crew.wake()
    await working

    assert bench.done == [1, 2]


async def test_a_crew_that_claimed_a_while_ago_takes_on_what_has_come_at_once(monkeypatch):
    monkeypatch.setattr(crews, "GATHER", timedelta(hours=1))
    bench = Bench(1)
    crew = bench.crew(2, LeapingClock())
    working = asyncio.create_task(crew.work())
    await bench.begun.get()

    bench.waiting.append(2)
    crew.wake()
    async with asyncio.timeout(5):
        assert await bench.begun.get() == 2

    bench.gate.set()
    crew.finish()
    await working


async def test_a_job_leads_straight_to_the_next_one_whoever_else_waits():
    bench = Bench(1, 2)
    bench.following = {1: 10, 10: 11}
    bench.gate.set()
    crew = bench.crew(1)

    crew.finish()
    await crew.work()

    assert bench.done == [1, 10, 11, 2]
    assert bench.most_at_once == 1


async def test_a_crew_is_full_while_every_place_is_taken_and_it_does_not_stop():
    bench = Bench(1)
    crew = bench.crew(1)
    working = asyncio.create_task(crew.work())
    is_full = [crew.is_full]
    await bench.begun.get()
    is_full.append(crew.is_full)
    crew.stop()
    is_full.append(crew.is_full)
    bench.gate.set()
    await working

    assert is_full == [False, True, False]


async def test_what_a_job_leads_to_is_handed_back_by_a_crew_that_stops():
    bench = Bench(1)
    bench.following = {1: 10}
    crew = bench.crew(1)
    working = asyncio.create_task(crew.work())
    await bench.begun.get()

    crew.stop()
    bench.gate.set()
    await working

    assert bench.done == [1]
    assert bench.handed_back == [10]


async def test_what_is_given_is_done_as_far_as_there_is_room_and_else_handed_back():
    bench = Bench(1)
    crew = bench.crew(3)
    working = asyncio.create_task(crew.work())
    await bench.begun.get()
    assert crew.room == 2

    await crew.give([2, 3, 4, 5])

    assert bench.handed_back == [4, 5]
    bench.gate.set()
    crew.finish()
    await working
    assert sorted(bench.done) == [1, 2, 3]


async def test_a_crew_that_stops_takes_nothing_that_is_given():
    bench = Bench()
    crew = bench.crew(3)
    crew.stop()

    await crew.give([1])

    assert (crew.room, bench.handed_back, bench.done) == (0, [1], [])
