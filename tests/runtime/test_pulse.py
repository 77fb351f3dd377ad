"""A pulse is felt only while the writer, the reader, both crews and the loop are well."""

import asyncio
from datetime import timedelta

import pytest

from monitor.errors import StoreUnavailable
from monitor.runtime.crew import Crew
from monitor.runtime.pulse import Pulse

WITHIN = timedelta(seconds=30)


class Hours:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def monotonic(self) -> float:
        return self.seconds


class Lanes:
    """A store of which each lane can be stuck."""

    def __init__(self) -> None:
        self.writes = asyncio.Event()
        self.delivers = asyncio.Event()
        self.reads = asyncio.Event()
        self.claims: asyncio.Queue[str] = asyncio.Queue()
        for lane in (self.writes, self.delivers, self.reads):
            lane.set()

    async def claim_target(self, limit: int) -> list[int]:
        await self.writes.wait()
        self.claims.put_nowait("target")
        return []

    async def claim_delivery(self, limit: int) -> list[int]:
        await self.writes.wait()
        await self.delivers.wait()
        self.claims.put_nowait("delivery")
        return []

    async def read(self) -> None:
        await self.reads.wait()


class Service:
    """Two crews at work over lanes, and their pulse."""

    def __init__(self) -> None:
        self.hours = Hours()
        self.lanes = Lanes()
        self.crews = [self._crew(self.lanes.claim_target), self._crew(self.lanes.claim_delivery)]
        self.pulse = Pulse(self.crews, self.lanes.read, self.hours)
        self.working = [asyncio.create_task(crew.work()) for crew in self.crews]

    def _crew(self, claim) -> Crew[int]:
        return Crew(
            size=1,
            claim=claim,
            perform=self._nothing,
            hand_back=self._nothing,
            trouble=lambda error: None,
            clock=self.hours,
        )

    async def _nothing(self, job) -> None: ...

    async def look(self, *expected: str) -> None:
        """Wake the crews after a minute, and return once those that are expected have looked."""
        self.hours.seconds += 60
        for crew in self.crews:
            crew.wake()
        seen = {await self.lanes.claims.get() for _ in expected}
        assert seen == set(expected)
        # The crew notes its answer in the same turn of the loop in which it gets it.
        await asyncio.sleep(0)


@pytest.fixture
async def service():
    running = Service()
    seen = {await running.lanes.claims.get() for _ in range(2)}
    assert seen == {"target", "delivery"}
    yield running
    for task in running.working:
        task.cancel()
    await asyncio.gather(*running.working, return_exceptions=True)


async def test_it_is_felt_while_all_is_well(service):
    for _ in range(100):
        await service.look("target", "delivery")

        assert await service.pulse.is_felt(WITHIN)
        assert await service.pulse.is_well(WITHIN)


async def test_a_stuck_writer_ends_it(service):
    service.lanes.writes.clear()
    await service.look()

    assert not await service.pulse.is_felt(WITHIN)


async def test_a_wedged_crew_of_deliveries_ends_it_although_checks_go_on(service):
    service.lanes.delivers.clear()
    await service.look("target")

    assert not await service.pulse.is_felt(WITHIN)


async def test_a_stuck_reader_ends_it_although_both_crews_go_on(service):
    service.lanes.reads.clear()
    await service.look("target", "delivery")

    assert not await service.pulse.is_felt(timedelta(milliseconds=20))


async def test_a_store_that_refuses_is_alive_and_not_well(service):
    async def read() -> None:
        raise StoreUnavailable("the disk is gone")

    pulse = Pulse(service.crews, read, service.hours)

    assert await pulse.is_felt(WITHIN)
    assert not await pulse.is_well(WITHIN)


async def test_a_store_that_refuses_does_not_hide_a_stuck_writer(service):
    async def read() -> None:
        raise StoreUnavailable("the disk is gone")

    service.lanes.writes.clear()
    await service.look()

    assert not await Pulse(service.crews, read, service.hours).is_felt(WITHIN)


async def test_it_is_felt_again_after_what_was_stuck_goes_on(service):
    service.lanes.writes.clear()
    await service.look()
    service.lanes.writes.set()
    assert {await service.lanes.claims.get() for _ in range(2)} == {"target", "delivery"}
    await asyncio.sleep(0)

    assert await service.pulse.is_felt(WITHIN)
