"""Slow and endless servers: each is cut at the deadline, and those beside them are as quick as without them.

Good hosts are asked all the time; fifty attackers are there in every other stretch of a few seconds, so that what else
the machine does falls on both kinds of stretches alike. The time in which this thread was ready to run and the machine
ran somebody else is left out of what is judged: attackers sit on machines of their own, and so do neighbours.
"""

import asyncio
import ssl
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

from benchmarks.torture.asked import page_at
from benchmarks.torture.elsewhere import waited
from benchmarks.torture.slow_acts import ACTS, attackers, healthy
from benchmarks.torture.tally import Size, Tally
from monitor.egress import Egress
from monitor.fetch import Fetcher
from monitor.fetch.direct import Direct
from monitor.model import FetchLimits, Politeness, PolitenessRules
from monitor.runtime.clock import SystemClock

_ATTACKERS = 50
_HEALTHY = 20
_MOST_GROWTH = 0.20
_GRACE = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How long it goes: the deadline of a page, and stretches of so many seconds, half of them under attack."""

    deadline: float
    stretches: int
    seconds: float
    delay: float


PLANS = {
    Size.SHORT: Plan(deadline=0.5, stretches=2, seconds=0.5, delay=0.2),
    Size.FULL: Plan(deadline=2.0, stretches=40, seconds=4.0, delay=2.0),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """How asking one attacker ended, and after how many seconds; "taken" if it was given a page."""

    kind: str
    why: str
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """The seconds that one page of a good host took: by the clock, and less those in which this thread was not run."""

    clock: float
    own: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """The ends of all attacks, and the visits to good hosts without attackers and beside them."""

    cuts: tuple[Cut, ...]
    alone: tuple[Visit, ...]
    beside: tuple[Visit, ...]
    failures: int = 0


def torture(size: Size) -> Tally:
    """Return what came of it. Time is judged in full only: in short it is the tests' neighbours' as well."""
    plan = PLANS[size]
    kinds = tuple(islice(cycle(ACTS), _ATTACKERS))
    with attackers(kinds, plan.deadline) as hostile, healthy(_HEALTHY) as good:
        seen = asyncio.run(perform(plan, dict(zip(hostile, kinds, strict=True)), good))
    return tally_of(seen, plan, is_timed=size is Size.FULL)


def tally_of(seen: Seen, plan: Plan, *, is_timed: bool) -> Tally:
    """Return the counts of what was seen, and the broken promises."""
    kinds = {cut.kind for cut in seen.cuts}
    broken = tuple(violations(seen, plan, is_timed=is_timed))
    counts: dict[str, object] = {
        "kinds of servers": len(kinds),
        "cut": f"{sum(cut.why != 'taken' for cut in seen.cuts):,} of {len(seen.cuts):,}",
        "longest": f"{max(cut.seconds for cut in seen.cuts):.2f} s of {plan.deadline} s allowed",
        "pages of good hosts": f"{len(seen.alone):,} alone, {len(seen.beside):,} beside",
        "p50 by the clock": _pair(
            [v.clock for v in seen.alone], [v.clock for v in seen.beside], 50
        ),
        "p99 by the clock": _pair(
            [v.clock for v in seen.alone], [v.clock for v in seen.beside], 99
        ),
        "p99 while run": _pair([v.own for v in seen.alone], [v.own for v in seen.beside], 99),
        "p99 while run grows by": f"{_growth(seen):+.1%}",
    }
    return Tally(name="slow", counts=counts | _by_kind(seen), broken=broken)


def violations(seen: Seen, plan: Plan, *, is_timed: bool) -> Iterator[str]:
    """Yield a sentence for each promise that was broken."""
    for cut in seen.cuts:
        if cut.why == "taken":
            yield f"{cut.kind}: was taken for a page"
        if is_timed and cut.seconds > plan.deadline + _GRACE:
            yield f"{cut.kind}: cut after {cut.seconds:.1f} s only"
    if missing := sorted(set(ACTS) - {cut.kind for cut in seen.cuts}):
        yield f"never came to an end: {', '.join(missing)}"
    if seen.failures:
        yield f"{seen.failures} pages of good hosts were lost"
    if is_timed and _growth(seen) >= _MOST_GROWTH:
        yield f"the p99 of good hosts grew by {_growth(seen):.1%}"


def _by_kind(seen: Seen) -> dict[str, object]:
    return {
        f"  {kind}": f"{', '.join(sorted({cut.why for cut in seen.cuts if cut.kind == kind}))}, "
        f"{max(cut.seconds for cut in seen.cuts if cut.kind == kind):.2f} s at most"
        for kind in sorted({cut.kind for cut in seen.cuts})
    }


def _pair(alone: Sequence[float], beside: Sequence[float], percent: int) -> str:
    first, second = (_percentile(times, percent) * 1e3 for times in (alone, beside))
    return f"{first:.1f} ms alone, {second:.1f} ms beside {_ATTACKERS} attackers"


def _growth(seen: Seen) -> float:
    alone, beside = ([visit.own for visit in visits] for visits in (seen.alone, seen.beside))
    return _percentile(beside, 99) / _percentile(alone, 99) - 1


def _percentile(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


async def perform(plan: Plan, hostile: dict[str, str], good: Sequence[str]) -> Seen:
    """Return what came of it. `hostile` are the attackers' kinds by URL."""
    allow = frozenset(url.split("/")[2] for url in (*hostile, *good))
    limits = FetchLimits(
        allow_addresses=allow,
        timeout=timedelta(seconds=plan.deadline),
        read_timeout=timedelta(seconds=plan.deadline),
        connect_timeout=timedelta(seconds=plan.deadline),
    )
    async with Egress(limits, SystemClock(), context=ssl.create_default_context()) as egress:
        return await Watch(egress, limits, plan, hostile, good).keep()


class Watch:
    """Asks the good all the time and the others in every other stretch, and remembers."""

    def __init__(
        self,
        egress: Egress,
        limits: FetchLimits,
        plan: Plan,
        hostile: dict[str, str],
        good: Sequence[str],
    ) -> None:
        self._plan = plan
        self._hostile = hostile
        self._good = good
        # Each attacker is asked as often as politeness lets us, which is what it can make us do.
        delays = Politeness(delay=timedelta(seconds=plan.delay), robots=False)
        at_once = Politeness(delay=timedelta(), robots=False)
        rules = PolitenessRules(
            default=at_once, by_host={url.split("/")[2].split(":")[0]: delays for url in hostile}
        )
        clock = SystemClock()
        self._fetcher = Fetcher(
            egress, Direct(egress, clock.now), limits=limits, politeness=rules, clock=clock
        )
        self._cuts: list[Cut] = []
        self._visits: tuple[list[Visit], list[Visit]] = ([], [])
        self._failures = 0

    async def keep(self) -> Seen:
        """Return what was seen once all stretches are over."""
        await asyncio.gather(*(self._ask(url) for url in self._good))
        for number in range(self._plan.stretches):
            await self._stretch(is_attacked=number % 2 == 1)
        return Seen(
            cuts=tuple(self._cuts),
            alone=tuple(self._visits[0]),
            beside=tuple(self._visits[1]),
            failures=self._failures,
        )

    async def _stretch(self, *, is_attacked: bool) -> None:
        attack = self._attack() if is_attacked else None
        end = time.monotonic() + self._plan.seconds
        visits = self._visits[is_attacked]
        await asyncio.gather(*(self._visit(url, end, visits) for url in self._good))
        if attack is not None:
            # Each ends by itself, at its deadline.
            await attack

    def _attack(self) -> "asyncio.Future[list[None]]":
        return asyncio.gather(*(self._suffer(n, url) for n, url in enumerate(self._hostile)))

    async def _visit(self, url: str, end: float, visits: list[Visit]) -> None:
        while time.monotonic() < end:
            began, before = time.monotonic(), waited()
            why = await self._ask(url)
            clock = time.monotonic() - began
            visits.append(Visit(clock=clock, own=clock - (waited() - before)))
            self._failures += why != "taken"
            await asyncio.sleep(0.02)

    async def _suffer(self, number: int, url: str) -> None:
        end = time.monotonic() + self._plan.seconds
        # Hosts are due one after the other, as in every schedule.
        await asyncio.sleep(self._plan.delay * number / len(self._hostile))
        while time.monotonic() < end:
            outcome = await self._fetcher.get(page_at(url))
            seconds = getattr(outcome, "took", timedelta()).total_seconds()
            why = str(getattr(outcome, "reason", "taken"))
            self._cuts.append(Cut(kind=self._hostile[url], why=why, seconds=seconds))

    async def _ask(self, url: str) -> str:
        return str(getattr(await self._fetcher.get(page_at(url)), "reason", "taken"))
